"""Where the library keeps things under its data folder."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


class LibraryUnwritable(RuntimeError):
    """The disk is full or the folder is not ours; the message says in Italian what to do."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each thing is.

    `graph`, `originals`, `decisions`, `identities` are the truth, and `changes` that of the past;
    all else can be made again.
    """

    root: Path

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Give one name, LibraryUnwritable, to all the ways in which a disk says no."""
        try:
            yield
        except (OSError, sqlite3.OperationalError) as error:
            cause = " ".join(str(error).split())
            raise LibraryUnwritable(
                f"nella cartella {self.root} non si riesce a scrivere ({cause}): controllate lo "
                "spazio libero e i permessi, poi riprovate; la libreria è rimasta com'era"
            ) from error

    @property
    def graph(self) -> Path:
        """The live graph, open in one process at a time."""
        return self.root / "graph"

    @property
    def snapshots(self) -> Path:
        """Published copies of the graph, for readers."""
        return self.root / "snapshots"

    @property
    def index(self) -> Path:
        """The search index, one SQLite file."""
        return self.root / "index.sqlite"

    @property
    def vectors(self) -> Path:
        """The saved vectors of the search index."""
        return self.root / "vectors"

    @property
    def decisions(self) -> Path:
        """What curators decided of single statements, one line a decision."""
        return self.root / "decisions.jsonl"

    @property
    def identities(self) -> Path:
        """Which practices and organisations curators said are one, one line an act."""
        return self.root / "identities.jsonl"

    @property
    def changes(self) -> Path:
        """What changed and when, for those who keep a copy."""
        return self.root / "changes.sqlite"

    @property
    def dumps(self) -> Path:
        """Releases of the data made for downloading, a folder a generation."""
        return self.root / "dumps"
