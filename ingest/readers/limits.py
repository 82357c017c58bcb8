"""The numbers of `ingest/limits.toml`, typed."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DocumentLimits:
    """What one document may be: bytes, characters of text, pages, rows, columns, nesting."""

    bytes: int
    characters: int
    pages: int
    rows: int
    columns: int
    markup_depth: int


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """What a ZIP archive may unpack to, by its own directory and in fact."""

    entries: int
    entry_bytes: int
    total_bytes: int
    ratio: int
    ratio_from_bytes: int


@dataclass(frozen=True, slots=True)
class LanguageLimits:
    """From how many letters on the language is judged, and the words that settle it at once."""

    characters: int
    sure_share: float
    words: str


@dataclass(frozen=True, slots=True)
class JailLimits:
    """What the child process that parses may use: wall seconds, address space, documents."""

    seconds: int
    memory_bytes: int
    documents_per_child: int


@dataclass(frozen=True, slots=True)
class Limits:
    """Every limit of reading, by the thing it limits."""

    document: DocumentLimits
    archive: ArchiveLimits
    language: LanguageLimits
    jail: JailLimits


@cache
def limits() -> Limits:
    """Return the limits in force."""
    table = tomllib.loads((Path(__file__).parents[1] / "limits.toml").read_text("utf-8"))
    return Limits(
        DocumentLimits(**table["document"]),
        ArchiveLimits(**table["archive"]),
        LanguageLimits(**table["language"]),
        JailLimits(**table["jail"]),
    )
