"""What would be read in a document, kept by its bytes so that a page can show it at once.

Reading takes models that a service of pages does without: the writer makes previews, pages show
them. A preview is a cache; it is made again when the way of reading changes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from corpus.judging import judgeable
from corpus.originals import Originals, write_whole
from ingest.model import Document, Extraction, Literal, Ref, Statement

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Preview:
    """What was read: statements to judge, the names of the things they are about, practices.

    `refused` says in Italian why nothing could be read; there is no document then. `version` is
    that of the extractor.
    """

    version: str
    document: Document | None = None
    statements: tuple[Statement, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    practices: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    refused: str = ""

    @classmethod
    def of(cls, extraction: Extraction, version: str) -> Preview:
        """Return the preview of a reading."""
        practices = tuple((one.id, one.title) for one in extraction.practices)
        names = {one.id: one.label for one in extraction.entities if one.label}
        names |= {f"practice/{name}": title for name, title in practices}
        return cls(
            version,
            extraction.document,
            judgeable(extraction),
            names,
            practices,
            tuple(note.message for note in extraction.notes),
        )


class Previews:
    """Keeps previews under a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "previews"
        self._readings = Originals(folder)

    def keep(self, sha256: str, preview: Preview) -> None:
        """Write a preview; the reading first, so that one without the other is never seen."""
        if preview.document:
            self._readings.keep_reading(preview.document)
        row: dict[str, Any] = {
            "version": preview.version,
            "read": preview.document is not None,
            "statements": [asdict(one) for one in preview.statements],
            "names": dict(preview.names),
            "practices": list(preview.practices),
            "notes": list(preview.notes),
            "refused": preview.refused,
        }
        write_whole(self._path(sha256), json.dumps(row, ensure_ascii=False).encode())

    def get(self, sha256: str) -> Preview | None:
        """Return the preview of some bytes, or None where there is none that can be used."""
        path = self._path(sha256)
        if not _SHA256.fullmatch(sha256) or not path.is_file():
            return None
        try:
            row = json.loads(path.read_bytes())
            document = self._readings.reading(sha256) if row["read"] else None
            if row["read"] and document is None:
                return None
            return Preview(
                str(row["version"]),
                document,
                tuple(map(_statement, row["statements"])),
                {str(key): str(value) for key, value in row["names"].items()},
                tuple((str(name), str(title)) for name, title in row["practices"]),
                tuple(map(str, row["notes"])),
                str(row["refused"]),
            )
        except (ValueError, KeyError, TypeError):
            return None  # of an older form, or damaged: the writer makes it again

    def _path(self, sha256: str) -> Path:
        return self._folder / f"{sha256}.json"


def previews_in(data: Path) -> Previews:
    """Return the previews of the library in a folder."""
    return Previews(data / "desk")


def _statement(row: Mapping[str, Any]) -> Statement:
    value = row["object"]
    term = Ref(value["id"]) if "id" in value else Literal(**value)
    return Statement(
        row["subject"], row["predicate"], term, row["start"], row["end"], row["confidence"]
    )
