"""What a release holds, as `release.json` says it: files with their hashes, counts for VoID."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corpus.release.graphs import Counts, Linkset

NAME = "release.json"
#: Of the files of a release: those written by another version of this package are made again.
FORMAT = 1


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """A file of data: `count` rows or triples (`counted`, in Italian), `bytes` as it lies."""

    name: str
    title: str
    about: str
    media_type: str
    bytes: int
    sha256: str
    count: int
    counted: str

    @property
    def compressed(self) -> bool:
        """Tell whether it is compressed with gzip."""
        return self.name.endswith(".gz")


@dataclass(frozen=True, slots=True)
class Manifest:
    """A release: `generation` of the library, ISO date `released`, `home` where it is read."""

    generation: str
    released: str
    home: str
    licence: str
    files: tuple[ReleaseFile, ...]
    counts: Counts
    format: int = FORMAT

    def as_json(self) -> str:
        """Return it as a file, readable as it is."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"

    def file(self, name: str) -> ReleaseFile | None:
        """Return a file of data by its name, or None."""
        return next((file for file in self.files if file.name == name), None)


def read_manifest(folder: Path) -> Manifest | None:
    """Return what the release in a folder holds, or None where there is no whole one of ours."""
    try:
        raw = json.loads((folder / NAME).read_text(encoding="utf-8"))
        return _manifest(raw) if raw["format"] == FORMAT else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _manifest(raw: Mapping[str, Any]) -> Manifest:
    counts = dict(raw["counts"])
    linksets = tuple(Linkset(**one) for one in counts.pop("linksets"))
    return Manifest(
        generation=raw["generation"],
        released=raw["released"],
        home=raw["home"],
        licence=raw["licence"],
        files=tuple(ReleaseFile(**one) for one in raw["files"]),
        counts=Counts(**counts, linksets=linksets),
    )
