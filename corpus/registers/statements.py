"""Statements: what documents say, one triple at a time, each with the words that say it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

import numpy as np
import pyoxigraph as ox
from numpy.typing import NDArray

from corpus.projection import Names
from corpus.quotations import quotations
from corpus.registers.leaflets import Leaflet, Leaflets
from corpus.registers.register import Key, Page
from corpus.store import GraphStore
from corpus.views import Evidence
from ontology.terms import UnknownTerm


@dataclass(frozen=True, slots=True)
class Words:
    """The object of a statement where it is no node: words or a number, with its datatype."""

    value: str
    datatype: str
    language: str | None


@dataclass(frozen=True, slots=True)
class StatementEntry:
    """A statement of a document; subject, predicate and nodes are compact identifiers.

    `practice` is the one it is about, directly or through a node of it (a measure, a grant), None
    where there is none. `status` is ``curation-status:…``; `extractor` is the version that read it.
    """

    id: str
    iri: str
    document: str
    practice: str | None
    subject: str
    predicate: str
    object: str | Words
    confidence: float
    status: str
    extractor: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which statements are asked for; None is any. `practices` are as documents name them."""

    documents: Collection[str] | None = None
    practices: Collection[str] | None = None
    predicates: Collection[str] | None = None
    statuses: Collection[str] | None = None
    confidence: float = 0.0


class Statements:
    """Every statement of a library: documents in order, each in the order of its text.

    `documents` are name, digest and version of who read it; `standing_for` tells what a practice
    was merged into.
    """

    def __init__(
        self,
        store: GraphStore,
        names: Names,
        leaflets: Leaflets,
        documents: Sequence[tuple[str, str, str]],
        standing_for: Callable[[str], str],
    ) -> None:
        self._store = store
        self._names = names
        self._leaflets = leaflets
        self._documents = sorted(documents)
        self._standing_for = standing_for
        self._iri = cache(names.terms.expand)
        self._compact = lru_cache(maxsize=50_000)(names.terms.compact)
        self._versions = {name: version for name, _, version in documents}

    def __len__(self) -> int:
        return len(self._all)

    def page(self, after: Key | None, limit: int, wanted: Wanted) -> Page[int]:
        """Return the numbers of up to `limit` of the statements asked for, after a key.

        `told` gives the statement of a number: a long list is read as it is written.
        """
        rows = np.flatnonzero(self._passing(wanted))
        first = 0 if after is None else int(np.searchsorted(rows, self._place_after(after)))
        shown = tuple(rows[first : first + limit].tolist())
        more = first + limit < len(rows)
        return Page(shown, len(rows), self._key(shown[-1]) if shown and more else None)

    def told(self, number: int) -> StatementEntry:
        """Return a statement by its number."""
        document, _, mark = self._key(number)
        (practice,) = self._leaflets.named([int(self._all.practices[number])])
        return self._statement(document, mark, practice)

    def get(self, identifier: str) -> StatementEntry | None:
        """Return the statement of an identifier, or None."""
        me = self._names.node(f"assertion/{identifier}")
        for quad in self._store.quads(me, self._names.node("rdf:subject"), None, None):
            if isinstance(quad.graph_name, ox.NamedNode):
                document = quad.graph_name.value.removeprefix(self._names.graph("").value)
                return self._statement(document, identifier, self._owner(document, identifier))
        return None

    def predicates(self) -> tuple[str, ...]:
        """Return the predicates that statements have, in order."""
        return self._leaflets.named(np.unique(self._all.predicates))

    def statuses(self) -> tuple[str, ...]:
        """Return the statuses that statements have, in order."""
        return self._leaflets.named(np.unique(self._all.statuses))

    @cached_property
    def _own(self) -> tuple[Leaflet, ...]:
        return self._leaflets.of(self._store, [(name, d) for name, d, _ in self._documents])

    @cached_property
    def _all(self) -> Leaflet:
        return Leaflet.joined(self._own)

    @cached_property
    def _ends(self) -> NDArray[np.int64]:
        """Where the statements of each document end."""
        return np.cumsum([len(leaflet) for leaflet in self._own], dtype=np.int64)

    def _passing(self, wanted: Wanted) -> NDArray[np.bool_]:
        statements = self._all
        passing = statements.confidences >= wanted.confidence
        for column, names in (
            (statements.predicates, wanted.predicates),
            (statements.statuses, wanted.statuses),
            (statements.practices, wanted.practices),
        ):
            if names is not None:
                passing &= np.isin(column, [self._leaflets.number(name) for name in names])
        if wanted.documents is not None:
            of = [name in wanted.documents for name, _, _ in self._documents]
            passing &= np.repeat(of, [len(leaflet) for leaflet in self._own])
        return passing

    def _place_after(self, key: Key) -> int:
        """Return the first row after a key (document, start, mark), held or not.

        Where a document begins if the key has no number: nobody was given such a key.
        """
        document, start, mark = key
        number = bisect_left(self._documents, document, key=lambda held: held[0])
        begin = int(self._ends[number - 1]) if number else 0
        if number == len(self._documents) or self._documents[number][0] != document:
            return begin
        leaflet = self._own[number]
        where, what = int(start) if start.isdecimal() else -1, mark.encode()
        low = int(np.searchsorted(leaflet.starts, where, "left"))
        high = int(np.searchsorted(leaflet.starts, where, "right"))
        return begin + low + int(np.searchsorted(leaflet.marks[low:high], what, "right"))

    def _key(self, row: int) -> Key:
        document = self._documents[int(np.searchsorted(self._ends, row, "right"))][0]
        return document, f"{int(self._all.starts[row])}", self._all.marks[row].decode()

    def _owner(self, document: str, mark: str) -> str:
        number = bisect_left(self._documents, document, key=lambda held: held[0])
        leaflet = self._own[number]
        (row,) = np.flatnonzero(leaflet.marks == mark.encode())
        return self._leaflets.named([int(leaflet.practices[row])])[0]

    def _statement(self, document: str, mark: str, practice: str) -> StatementEntry:
        names = self._names
        me, graph = names.node(f"assertion/{mark}"), names.graph(document)
        quads = self._store.quads(me, None, None, graph)
        said = {quad.predicate.value: quad.object for quad in quads}
        kept = self._standing_for(practice).removeprefix("practice/") if practice else None
        return StatementEntry(
            id=mark,
            iri=me.value,
            document=document,
            practice=kept,
            subject=str(self._value(said[self._iri("rdf:subject")])),
            predicate=str(self._value(said[self._iri("rdf:predicate")])),
            object=self._value(said[self._iri("rdf:object")]),
            confidence=float(getattr(said[self._iri("wp:confidence")], "value", 0)),
            status=str(self._value(said[self._iri("adms:status")])),
            extractor=self._versions[document],
            evidence=quotations(self._store, names, document, me),
        )

    def _value(self, term: object) -> str | Words:
        if isinstance(term, ox.NamedNode):
            return self._named(term.value)
        if isinstance(term, ox.Literal):
            return Words(term.value, self._named(term.datatype.value), term.language)
        raise TypeError(f"neither a node nor words: {term}")

    def _named(self, iri: str) -> str:
        try:
            return self._compact(iri)
        except UnknownTerm:
            return iri
