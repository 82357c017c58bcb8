"""A log that only grows: one JSON object a line, written by any number of processes.

What a crash left half written is not read, and is cut away by the next who adds; what the disk
refuses leaves the log as it was.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class GrowingLog(Generic[Entry]):
    """A log in one file, which comes to be with its first entry.

    `write` makes plain values of an entry and `read` an entry of them; `refuse` makes the error
    for a line that is none, from a sentence in Italian that says `none` of it.
    """

    path: Path
    write: Callable[[Entry], Mapping[str, Any]]
    read: Callable[[Mapping[str, Any]], Entry]
    refuse: Callable[[str], ValueError]
    none: str

    def add(
        self,
        entries: Iterable[Entry],
        allow: Callable[[Iterator[Entry]], None] = lambda held: None,
    ) -> None:
        """Add entries: all of them are on the disk when this returns.

        `allow` sees what the log holds while nobody else can write, and raises what forbids the
        entries. Raises OSError when the disk refuses; the log is then as before.
        """
        rows = [json.dumps(self.write(entry), ensure_ascii=False) + "\n" for entry in entries]
        if not rows:
            return
        body = "".join(rows).encode()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a+b", buffering=0) as log:
            fcntl.flock(log, fcntl.LOCK_EX)  # until the file is closed
            log.seek(0)
            held = log.read()
            allow(self._entries(held))
            whole = _whole(held)
            log.truncate(whole)
            try:
                if log.write(body) < len(body):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.path))
                os.fsync(log.fileno())
            except OSError:
                log.truncate(whole)  # no half entry stays
                raise

    def entries(self) -> tuple[Entry, ...]:
        """Return every entry, oldest first; raises what `refuse` makes at a line that is none."""
        return tuple(self._entries(self.path.read_bytes())) if self.path.is_file() else ()

    def _entries(self, body: bytes) -> Iterator[Entry]:
        for number, line in enumerate(body[: _whole(body)].splitlines(), 1):
            try:
                yield self.read(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                said = f"«{self.path}», riga {number}: {self.none} ({error})"
                raise self.refuse(said) from error


def _whole(body: bytes) -> int:
    """How many bytes are whole lines: a crash may have left a part of one at the end."""
    return body.rfind(b"\n") + 1
