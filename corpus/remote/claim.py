"""What the one writer of a server's graph has in the data folder: a lock, a name, and a promise.

The lock keeps other commands out. The name ties the graph to this folder, where the originals are:
two folders that wrote one graph would undo each other's work. The promise is a change that takes
several requests, written down before the first and forgotten after the last: one that was cut
short is made whole by the next writer.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox

from corpus.originals import write_whole
from corpus.store import StoreInUse

Quads = Sequence[ox.Quad]


class Claim:
    """The lock is held from the beginning until `release`; raises StoreInUse."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._promise = folder / "graph.pending.nq"
        self._lock = os.open(folder / "graph.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._lock)
            raise StoreInUse(
                f"la libreria in {folder} è in uso da un altro comando che scrive: "
                "aspettate che finisca e riprovate"
            ) from error
        self.owner = _name(folder / "graph.id")

    def promise(self, remove: Quads, add: Quads) -> None:
        """Write down a change before it is begun."""
        lines = [*(f"-{quad} .\n" for quad in remove), *(f"+{quad} .\n" for quad in add)]
        write_whole(self._promise, "".join(lines).encode())

    def promised(self) -> tuple[list[ox.Quad], list[ox.Quad]] | None:
        """Return the change that was begun and not told to be done, if there is one."""
        if not self._promise.is_file():
            return None
        lines = self._promise.read_bytes().split(b"\n")
        remove, add = (
            [*ox.parse(_lines(lines, sign), ox.RdfFormat.N_QUADS)] for sign in (b"-", b"+")
        )
        return remove, add

    def forget(self) -> None:
        """Forget the promise: it was kept, or taken back."""
        self._promise.unlink(missing_ok=True)

    def release(self) -> None:
        """Let other writers in."""
        os.close(self._lock)


def _lines(lines: list[bytes], sign: bytes) -> bytes:
    return b"\n".join(line[1:] for line in lines if line.startswith(sign))


def _name(path: Path) -> str:
    if not path.is_file():
        write_whole(path, secrets.token_hex(16).encode())
    return path.read_text(encoding="ascii").strip()
