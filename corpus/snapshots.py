"""Published copies of the graph: the writer makes one after each change, readers open the newest.

A snapshot is a folder of hard links named by the generation it shows; `current` is a file with that
name, replaced whole. The two snapshots before the newest are kept for readers that still use them.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from corpus.originals import write_whole
from corpus.store import OxigraphStore

_KEPT = 3


class Snapshots:
    """The folder of snapshots of one library."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def publish(self, store: OxigraphStore, generation: str) -> Path:
        """Make the store's present state the current snapshot and return its folder."""
        target = self._folder / generation
        if not target.exists():
            partial = self._folder / f".{generation}"
            shutil.rmtree(partial, ignore_errors=True)
            self._folder.mkdir(parents=True, exist_ok=True)
            store.snapshot(partial)
            partial.replace(target)
        write_whole(self._folder / "current", generation.encode())
        target.touch()
        self._forget_old(target)
        return target

    def current(self) -> Path | None:
        """Return the folder of the newest snapshot, or None when nothing was published yet."""
        pointer = self._folder / "current"
        if not pointer.is_file():
            return None
        folder = self._folder / pointer.read_text().strip()
        return folder if folder.is_dir() else None

    def _forget_old(self, newest: Path) -> None:
        others = sorted(
            (path for path in self._folder.iterdir() if path.is_dir() and path != newest),
            key=lambda path: path.stat().st_mtime,
            reverse=True,
        )
        for path in others[_KEPT - 1 :]:
            shutil.rmtree(path, ignore_errors=True)
