"""When a large index may be opened without reading all of it again.

To read and compare everything takes seconds from a hundred megabytes on. What was found sound, and
lies as it was left, is not read again for some days: beside the index stands a note of the file as
it was then. A copy put back, an interrupted write, another program's change are noticed at once,
since the file lies otherwise; a bit that the disk itself turned, at the next whole reading.
"""

from __future__ import annotations

import json
import time
from pathlib import Path

LARGE = 32 << 20  # bytes: up to here an index is read whole whenever it is opened
DAYS = 7


class Trust:
    """The note of one index file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._note = path.with_name(f".{path.name}.sound")
        self._noted: list[int] | None = None

    def holds(self) -> bool:
        """Tell whether a large index lies as it was left, read whole not many days ago."""
        lies = self._lies()
        try:
            note = json.loads(self._note.read_bytes())
            fresh = 0 <= time.time() - float(note["checked"]) < DAYS * 86_400
        except (OSError, ValueError, KeyError, TypeError):
            return False
        if lies is None or lies[1] <= LARGE or not fresh or note.get("file") != lies:
            return False
        self._noted = lies
        return True

    def note(self, *, checked: bool) -> None:
        """Write down how the file lies: just now `checked`, or changed by us since it was.

        What was never found sound is not trusted because we wrote in it.
        """
        lies = self._lies()
        if lies is None or lies == self._noted or lies[1] <= LARGE:
            return
        when = time.time()
        if not checked:
            if self._noted is None:
                return
            try:
                when = float(json.loads(self._note.read_bytes())["checked"])
            except (OSError, ValueError, KeyError, TypeError):
                return
        self._noted = lies
        temporary = self._note.with_suffix(".new")
        temporary.write_text(json.dumps({"file": lies, "checked": when}), encoding="utf-8")
        temporary.replace(self._note)

    def _lies(self) -> list[int] | None:
        try:
            now = self._path.stat()
        except FileNotFoundError:
            return None
        return [now.st_ino, now.st_size, now.st_mtime_ns]
