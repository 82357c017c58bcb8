"""The documents themselves, kept by content: `originals/<sha256>.<extension>`, never changed.

Beside them, `readings/<sha256>.json` keeps how each was read (text and structure), so that a page
needs no parser. A reading is a cache: it can be made again from the original.

What comes in and what goes out waits in `pending/` while the graph changes; `settle` then puts it
where the graph says. So a crash loses no original and leaves none that was withdrawn.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ingest.model import Block, BlockKind, Document

_EXTENSION = re.compile(r"\.[a-z0-9]{1,5}")
#: Looked for by name: a folder of a hundred thousand originals takes long to list.
_USUAL = ("", ".md", ".txt", ".html", ".htm", ".pdf", ".docx", ".odt", ".pptx", ".csv", ".xlsx")


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that a crash leaves the old one or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    with partial.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    partial.replace(path)


class Originals:
    """Keeps originals and readings under a folder."""

    def __init__(self, folder: Path) -> None:
        self._originals = folder / "originals"
        self._pending = folder / "pending"
        self._readings = folder / "readings"

    def bring(self, document: Document, data: bytes, name: str) -> None:
        """Take a document's bytes and its reading, to be settled. `name` gives the extension.

        Bytes that are on the shelf are to be set aside before.
        """
        extension = Path(name).suffix.lower()
        extension = extension if _EXTENSION.fullmatch(extension) else ""
        write_whole(self._pending / f"{document.sha256}{extension}", data)
        self.keep_reading(document)

    def set_aside(self, sha256: str) -> None:
        """Take the bytes with this hash off the shelf, to be settled."""
        original = self.original(sha256)
        if original is not None:
            self._pending.mkdir(exist_ok=True)
            original.replace(self._pending / original.name)

    def settle(self, held: Callable[[str], bool]) -> None:
        """Shelve what is pending and `held` (told by its hash); delete the rest, readings too."""
        for path in sorted(self._pending.glob("*")) if self._pending.is_dir() else ():
            sha256 = path.name.partition(".")[0]
            if sha256 and held(sha256):
                self._originals.mkdir(exist_ok=True)
                path.replace(self._originals / path.name)
            else:
                path.unlink()
                self._reading_path(sha256).unlink(missing_ok=True)
        for partial in self._readings.glob(".*"):
            partial.unlink()

    def keep_reading(self, document: Document) -> None:
        """Write, or write again, how a document was read."""
        body = json.dumps(asdict(document), ensure_ascii=False, sort_keys=True)
        write_whole(self._reading_path(document.sha256), body.encode())

    def has_reading(self, sha256: str) -> bool:
        """Tell, without opening it, whether there is a reading of these bytes."""
        return self._reading_path(sha256).is_file()

    def original(self, sha256: str) -> Path | None:
        """Return where the bytes with this hash are, or None."""
        usual = (self._originals / f"{sha256}{extension}" for extension in _USUAL)
        found = next((path for path in usual if path.is_file()), None)
        return found or next(iter(sorted(self._originals.glob(f"{sha256}*"))), None)

    def reading(self, sha256: str) -> Document | None:
        """Return the reading of these bytes, or None when there is none or it cannot be used."""
        path = self._reading_path(sha256)
        if not path.is_file():
            return None
        try:
            return _document(json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, KeyError, TypeError):
            return None  # an older or damaged cache: the caller reads the original again

    def _reading_path(self, sha256: str) -> Path:
        return self._readings / f"{sha256}.json"


def _document(raw: Mapping[str, Any]) -> Document:
    blocks = tuple(
        Block(
            kind=BlockKind(block["kind"]),
            start=block["start"],
            end=block["end"],
            level=block["level"],
            label=block["label"],
            record=block["record"],
        )
        for block in raw["blocks"]
    )
    return Document(
        id=raw["id"],
        title=raw["title"],
        sha256=raw["sha256"],
        media_type=raw["media_type"],
        text=raw["text"],
        blocks=blocks,
        metadata=dict(raw["metadata"]),
    )
