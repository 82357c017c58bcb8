"""What a reader opens: one edition of the graph, and whether there is a newer one.

A store on disk is read from published snapshots, which never change. A store on a server is live:
an edition of it is what its standing said when it was opened, and may be overtaken while it is
read; `is_steady` tells whether it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from corpus.layout import Layout
from corpus.remote.copying import copied
from corpus.remote.reading import RemoteGraph
from corpus.snapshots import Snapshots
from corpus.store import GraphStore, OxigraphStore


class LibraryMissing(RuntimeError):
    """Nothing has been taken in yet; the message says in Italian what to do."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One state of the graph. `generation` is a digest of what it holds.

    `moment` names the state and never comes back, not even when the same things are held again.
    `snapshot` is the folder it is read from, None where it is read from a server.
    """

    generation: str
    moment: str
    store: GraphStore
    snapshot: Path | None = None

    @contextmanager
    def still(self) -> Iterator[GraphStore]:
        """Give this very state for as long as it is read: of a server, a copy on this machine.

        Raises GraphUnreachable where the server has moved on.
        """
        if isinstance(self.store, RemoteGraph):
            with copied(self.store, self.generation) as store:
                yield store
        else:
            yield self.store


class Editions(Protocol):
    """Where the editions of one library come from. Thread-safe."""

    def check(self) -> None:
        """Raise LibraryMissing where there is nothing to read, touching nothing."""

    def newest(self, known: Edition | None = None) -> Edition:
        """Return the newest edition, `known` itself where it is; raises LibraryMissing."""

    def is_steady(self, edition: Edition) -> bool:
        """Tell whether all that was read of an edition until now is of that edition."""


class SnapshotEditions:
    """The editions of a library whose graph is on disk."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._snapshots = Snapshots(layout.snapshots)

    def check(self) -> None:
        self._current()

    def newest(self, known: Edition | None = None) -> Edition:
        folder = self._snapshots.current() if known else self._current()
        if known and folder in (None, known.snapshot):
            return known
        assert folder is not None  # noqa: S101 - the first edition is there or raises
        return Edition(folder.name, folder.name, OxigraphStore(folder, read_only=True), folder)

    def is_steady(self, edition: Edition) -> bool:
        return True

    def _current(self) -> Path:
        current = self._snapshots.current()
        if current is None:
            raise _missing(str(self._layout.root))
        return current


class RemoteEditions:
    """The editions of a library whose graph is on a server."""

    def __init__(self, graph: RemoteGraph) -> None:
        self._graph = graph

    def check(self) -> None:
        self.newest()

    def newest(self, known: Edition | None = None) -> Edition:
        standing = self._graph.standing()
        if standing is None:
            if known:
                return known
            raise _missing(self._graph.server.where)
        moment = f"{standing.revision}-{standing.generation}"
        if known and known.moment == moment:
            return known
        return Edition(standing.generation, moment, self._graph)

    def is_steady(self, edition: Edition) -> bool:
        standing = self._graph.standing()
        return (
            standing is not None
            and not standing.changing
            and edition.moment == f"{standing.revision}-{standing.generation}"
        )


def _missing(where: str) -> LibraryMissing:
    return LibraryMissing(
        f"in {where} non c'è ancora una libreria: aggiungete un documento con «prassi ingest FILE»"
    )
