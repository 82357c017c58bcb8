"""Where the library keeps things under its data folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Layout:
    """`graph` and `originals` are the truth; everything else can be made again from them."""

    root: Path

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
