"""Reading the library: practices with their evidence, documents, search, export.

A reader opens the newest edition of the graph (`corpus.editions`), so any number of processes may
read while one writes; `refresh` moves on to a newer one when there is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from threading import Lock
from typing import IO

import pyoxigraph as ox

from corpus.changes.ledger import Ledger
from corpus.editions import Edition, Editions, LibraryMissing, SnapshotEditions
from corpus.holdings import Holdings, is_identifier
from corpus.layout import Layout
from corpus.merging import GRAPH, InForce, is_held
from corpus.neighbourhoods import Neighbourhoods
from corpus.originals import Originals
from corpus.outlines import Outlines
from corpus.projection import Names
from corpus.reference import ReferenceWorks
from corpus.registers import Registers
from corpus.registers.leaflets import Leaflets
from corpus.sameness.finder import Finder
from corpus.sameness.shelf import Shelf
from corpus.store import DEFAULT_GRAPH, GraphStore
from corpus.views import DocumentView, PracticeView, joined
from ontology.terms import UnknownTerm
from search.engine import SearchEngine
from search.model import Hit, SearchResults
from search.tallies import Browsed

__all__ = ["Library", "LibraryMissing"]


class Library:
    """A library open for reading. Thread-safe."""

    def __init__(
        self,
        layout: Layout,
        reference: ReferenceWorks,
        engine: SearchEngine,
        editions: Editions | None = None,
    ) -> None:
        """Open the newest of the `editions`, the snapshots of the data folder if None.

        Raises LibraryMissing.
        """
        self.reference = reference
        self.engine = engine
        self.changes = Ledger(layout.changes)
        self._originals = Originals(layout.root)
        self._leaflets = Leaflets(reference.names)
        self._editions = editions or SnapshotEditions(layout)
        self._turning = Lock()
        self._open(self._editions.newest())

    @property
    def generation(self) -> str:
        """A digest of what this reader sees: it changes when the library does."""
        return self._edition.generation

    @property
    def moment(self) -> str:
        """The name of the state that this reader opened; no other state will bear it."""
        return self._edition.moment

    @property
    def snapshot(self) -> Path | None:
        """The folder that this reader reads, None where it reads from a server."""
        return self._edition.snapshot

    @property
    def graph(self) -> GraphStore:
        """The graph that this reader reads."""
        return self._store

    def refresh(self) -> bool:
        """Move to the newest edition; tell whether there was a newer one."""
        newest = self._editions.newest(self._edition)
        if newest is self._edition:
            return False
        with self._turning:
            if newest.moment != self._edition.moment:
                self._open(newest)
        return True

    def is_steady(self) -> bool:
        """Tell whether what was read since `refresh` is of one state of the graph."""
        return self._editions.is_steady(self._edition)

    def in_step(self) -> bool:
        """Tell whether the search index shows the same documents as the graph."""
        version = self._merges.version
        return self.engine.versions() == {
            h.document: version(h.document, h.digest) for h in self._holdings
        }

    def documents(self) -> tuple[str, ...]:
        """Return the identifiers of the documents held, in order."""
        return self._documents()

    def document(self, identifier: str) -> DocumentView | None:
        """Return a document with its text and structure, or None."""
        held = self._holdings.get(identifier)
        reading = self._originals.reading(held.sha256) if held else None
        if held is None or reading is None:
            return None
        about = reading.metadata
        return DocumentView(
            id=identifier,
            iri=self.reference.names.node(f"document/{identifier}").value,
            title=reading.title,
            sha256=held.sha256,
            media_type=reading.media_type,
            text=reading.text,
            blocks=reading.blocks,
            practices=self._holdings.practices(identifier),
            source_url=about.get("source_url"),
            source_title=about.get("source_title"),
            licence=about.get("licence"),
            notes=self._holdings.notes(identifier),
        )

    def standing_for(self, name: str) -> str:
        """Return what a practice or an organisation was merged into, else the name itself.

        Names are compact identifiers (``practice/orti-asti``), whether they are held or not.
        """
        return self._merges.standing_for(name)

    def merged(self, name: str) -> tuple[str, ...]:
        """Return the compact identifiers that were merged into this one, in order."""
        return self._merges.others(name)

    def has_organisation(self, identifier: str) -> bool:
        """Tell whether an organisation is named in some document."""
        names = self.reference.names
        try:
            return is_held(self._store, names, f"organisation/{identifier}")
        except UnknownTerm:
            return False

    @contextmanager
    def finder(self) -> Iterator[Finder]:
        """Compare what this reader sees, through the search index."""
        with self.engine.census() as found:
            yield Finder(
                Shelf(self._store, self.reference, found),
                self.reference.gazetteer,
                self.standing_for,
            )

    def whole_practice(self, identifier: str) -> PracticeView | None:
        """Return a practice with the facts of those merged into it, each with its own evidence.

        Organisations bear the names they were merged into. None where it is not held.
        """
        view = self.practice(identifier)
        if view is None:
            return None
        others = (
            self.practice(other.removeprefix("practice/"))
            for other in self.merged(f"practice/{identifier}")
        )
        return joined([view, *(one for one in others if one)], self.standing_for)

    def practice(self, identifier: str) -> PracticeView | None:
        """Return a practice with every fact and its evidence, as its own document tells it."""
        if not is_identifier(identifier):
            return None
        names = self.reference.names
        me = names.node(f"practice/{identifier}")
        for source in self._store.quads(me, names.node("dct:source"), None, DEFAULT_GRAPH):
            if isinstance(source.object, ox.NamedNode):
                document = names.compact(source.object).removeprefix("document/")
                quads = self._store.quads(graph=names.graph(document))
                for view in self.reference.portraitist.practices(document, quads):
                    if view.id == identifier:
                        return view
        return None

    def practices(self) -> tuple[str, ...]:
        """Return the identifiers of every practice, in order."""
        return self._practices()

    def search(
        self,
        query: str,
        filters: Mapping[str, Sequence[str]] | None = None,
        limit: int = 10,
        offset: int = 0,
    ) -> SearchResults:
        """Find practices; see `search.engine.SearchEngine.search`.

        A practice that others were merged into is found by the passages of all, under its title.
        """
        found = self.engine.search(query, filters or {}, limit, offset)
        if not self._merges.kept:
            return found
        return replace(found, hits=tuple(map(self._under_its_title, found.hits)))

    def browse(
        self,
        filters: Mapping[str, Sequence[str]],
        limit: int,
        begin: int | tuple[str, str] = 0,
    ) -> Browsed:
        """List practices by title; see `search.engine.SearchEngine.browse`."""
        found = self.engine.browse(filters, limit, begin)
        if not self._merges.kept:
            return found
        return replace(found, hits=tuple(map(self._under_its_title, found.hits)))

    def _under_its_title(self, hit: Hit) -> Hit:
        if not self.merged(f"practice/{hit.id}"):
            return hit
        view = self.practice(hit.id)
        return replace(hit, title=view.title, status=view.status) if view else hit

    def dump(self, out: IO[bytes], document: str | None = None) -> None:
        """Write every graph as N-Quads, or one document's as N-Triples; sorted, so comparable."""
        self._store.dump(out, self.reference.names.graph(document) if document else None)

    def quads(self, document: str | None = None) -> list[ox.Quad]:
        """Return the quads of every document and of the merges, or of one document."""
        if document is not None:
            return list(self._store.quads(graph=self.reference.names.graph(document)))
        merges = self._store.quads(graph=self.reference.names.graph(GRAPH))
        return [*(q for held in self.documents() for q in self.quads(held)), *merges]

    def _open(self, edition: Edition) -> None:
        self._store = store = edition.store
        self._holdings = holdings = Holdings(self._store, self.reference.names)
        # Pages say how many there are, and to list them takes a walk through the graph.
        self._documents = cache(lambda: tuple(sorted(one.document for one in holdings)))
        self._practices = cache(lambda: _practices(store, self.reference.names))
        self._merges = InForce.of(self._store, self.reference.names)
        self.outlines = Outlines(self._store, self.reference)
        self.registers = Registers(
            self._store, self.reference, self._merges, self._leaflets, edition.moment
        )
        self.neighbourhoods = Neighbourhoods(self._store, self.reference.names)
        self._edition = edition


def _practices(store: GraphStore, names: Names) -> tuple[str, ...]:
    quads = store.quads(None, names.node("rdf:type"), names.node("wp:Practice"), DEFAULT_GRAPH)
    found = (quad.subject for quad in quads if isinstance(quad.subject, ox.NamedNode))
    return tuple(sorted(names.compact(subject).removeprefix("practice/") for subject in found))
