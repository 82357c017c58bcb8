"""Documents from strangers are parsed in a child process that can be killed.

    with ReadingRoom() as room:
        document = room.read(Path("relazione.pdf"))

The child (`ingest.readers.child`) is bounded in memory, has no network, and is replaced when it is
late, dies, or has read its share; its start is paid once for many documents.
"""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, Self

from ingest.errors import Refusal, UnreadableDocument
from ingest.model import Block, BlockKind, Document
from ingest.readers import too_big
from ingest.readers.limits import JailLimits, limits

_CHUNK = 1 << 16


class _ChildDied(Exception):
    """The child closed its pipes."""


class ReadingRoom:
    """Where documents are read, one at a time, by a child process; threads may share a room."""

    def __init__(self, bounds: JailLimits | None = None) -> None:
        self._bounds = bounds or limits().jail
        self._lock = Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._read = 0

    def __enter__(self) -> Self:
        with self._lock:
            self._child = _start()  # it imports while the caller goes on
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child."""
        with self._lock:
            self._end()

    def read(self, path: Path, document_id: str | None = None) -> Document:
        """Read a file; raises UnreadableDocument as `ingest.readers.read` does.

        Also refused: what is not a regular file, what cannot be opened, what takes longer than the
        limit (tempo), what kills the child (rovinato).
        """
        return self.read_bytes(bounded_bytes(path), path.name, document_id)

    def read_bytes(self, data: bytes, name: str, document_id: str | None = None) -> Document:
        """Read a document that is already in memory, such as an upload."""
        if len(data) > limits().document.bytes:
            raise too_big()
        about = {"name": name, "id": document_id, "size": len(data)}
        with self._lock:
            answer = self._ask(json.dumps(about).encode() + b"\n" + data)
        if "document" in answer:
            return _document(answer["document"])
        raise UnreadableDocument(answer["reason"], Refusal(answer["code"]))

    def _ask(self, request: bytes) -> dict[str, Any]:
        if self._read >= self._bounds.documents_per_child:
            self._end()
        if self._child is None or self._child.poll() is not None:
            self._child = _start()
            self._read = 0
        self._read += 1
        try:
            answer: dict[str, Any] = json.loads(
                _exchange(self._child, request, self._bounds.seconds)
            )
        except TimeoutError as error:
            self._end()
            raise UnreadableDocument(
                f"La lettura è durata più di {self._bounds.seconds} secondi ed è stata fermata."
                " Dividi il documento in parti o inviane solo il testo.",
                Refusal.TIME,
            ) from error
        except (_ChildDied, ValueError) as error:
            self._end()
            raise UnreadableDocument(
                "Il file fa fallire il programma che lo legge: è rovinato o costruito apposta."
                " Aprilo con il programma che l'ha creato, salvalo di nuovo e ripeti l'invio.",
                Refusal.BROKEN,
            ) from error
        return answer

    def _end(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            for pipe in (self._child.stdin, self._child.stdout):
                if pipe is not None:
                    pipe.close()
            self._child = None
            self._read = 0


def _start() -> subprocess.Popen[bytes]:
    """Start a child with the environment it needs and nothing of the service's own."""
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "LANG": "C.UTF-8",
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        # One thread: a pool of them would take address space and start time for nothing.
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "ingest.readers.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        bufsize=0,
        start_new_session=True,  # Ctrl-C is for the parent, who ends the child
    )


def _exchange(child: subprocess.Popen[bytes], request: bytes, seconds: float) -> bytes:
    """Send a request and return the answer. Raises TimeoutError or _ChildDied."""
    if child.stdin is None or child.stdout is None:
        raise _ChildDied
    deadline = time.monotonic() + seconds
    unsent, received, wanted = memoryview(request), bytearray(), 8
    os.set_blocking(child.stdin.fileno(), False)
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdin, selectors.EVENT_WRITE)
        selector.register(child.stdout, selectors.EVENT_READ)
        while len(received) < wanted:
            ready = selector.select(deadline - time.monotonic())
            if not ready and time.monotonic() >= deadline:
                raise TimeoutError
            for key, _ in ready:
                if key.fileobj is child.stdout:
                    chunk = os.read(key.fd, _CHUNK)
                    if not chunk:
                        raise _ChildDied
                    received += chunk
                    wanted = 8 + int.from_bytes(received[:8], "big") if len(received) >= 8 else 8
                else:
                    try:
                        unsent = unsent[os.write(key.fd, unsent[:_CHUNK]) :]
                    except BrokenPipeError as error:
                        raise _ChildDied from error
                    if not unsent:
                        selector.unregister(child.stdin)
    return bytes(received[8:wanted])


def _document(stated: Mapping[str, Any]) -> Document:
    """Make the document from the child's answer, which may be a lie but is only words."""
    blocks = tuple(Block(**{**b, "kind": BlockKind(b["kind"])}) for b in stated["blocks"])
    return Document(**{**stated, "blocks": blocks})


def bounded_bytes(path: Path) -> bytes:
    """Return the bytes of a file, one more than the limit at most.

    Raises UnreadableDocument for what is no file, cannot be opened or is too large.
    """
    try:
        if not path.is_file():
            raise _not_there(path)
        if path.stat().st_size > limits().document.bytes:
            raise too_big()
        with path.open("rb") as file:
            return file.read(limits().document.bytes + 1)
    except OSError as error:
        raise _not_there(path) from error


def _not_there(path: Path) -> UnreadableDocument:
    return UnreadableDocument(
        f"«{path.name}» non si può aprire: non è un file, o mancano i permessi per leggerlo.",
        Refusal.BROKEN,
    )
