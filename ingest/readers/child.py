"""The process inside the jail: reads documents sent by `ingest.jail` until its input ends.

A request is a line of JSON (``name``, ``id``, ``size``) and then as many bytes of document. The
answer is its length (eight bytes, big endian) and JSON: the document, or why it was refused. JSON
and not pickle: a parser that was taken over must not be able to run code in the parent.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import sys
from dataclasses import asdict
from typing import BinaryIO

from ingest.errors import Refusal, UnreadableDocument
from ingest.readers.limits import limits

_NEW_USER, _NEW_NET = 0x10000000, 0x40000000  # of unshare(2)
_DENIED = (
    "socket.connect",
    "socket.getaddrinfo",
    "socket.bind",
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
)


def main() -> None:
    """Close the jail, then answer requests on standard input until it ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not mix with the answers
    _close_jail()
    while request := sys.stdin.buffer.readline():
        about = json.loads(request)
        data = _exactly(sys.stdin.buffer, about["size"])
        # The parent kills a slow child; should the parent be gone, the alarm does.
        signal.alarm(limits().jail.seconds + 5)
        answer = json.dumps(_answer(data, about["name"], about["id"])).encode()
        signal.alarm(0)
        answers.write(len(answer).to_bytes(8, "big") + answer)
        answers.flush()


def _answer(data: bytes, name: str, document_id: str | None) -> dict[str, object]:
    from ingest.readers import read  # after the limits are set: its imports count too

    try:
        return {"document": asdict(read(data, name, document_id))}
    except UnreadableDocument as refusal:
        return {"reason": refusal.reason, "code": refusal.code}
    except MemoryError:
        return {
            "reason": "Per leggere il documento serve troppa memoria: è troppo complesso"
            " o costruito apposta. Dividilo in parti o inviane solo il testo.",
            "code": Refusal.TOO_LONG,
        }


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise SystemExit("the parent closed the pipe in the middle of a document")
    return data


def _close_jail() -> None:
    """Bound memory, forbid core files, leave the network and the means to act outside."""
    memory = limits().jail.memory_bytes
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    libc = ctypes.CDLL(None)
    # Where the kernel allows it, a network of one's own: an empty one. The audit hook stands in
    # for it elsewhere, against Python code.
    if libc.unshare(_NEW_NET) != 0:
        libc.unshare(_NEW_USER | _NEW_NET)
    sys.addaudithook(_deny)


def _deny(event: str, _arguments: object) -> None:
    if event in _DENIED:
        raise PermissionError(f"{event} is not allowed while reading a document")


if __name__ == "__main__":
    main()
