"""The facts of a library by predicate, for who reads all of them at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache
from urllib.parse import unquote

import pyoxigraph as ox

from corpus.projection import Names
from corpus.store import DEFAULT_GRAPH, GraphStore

Values = Mapping[str, tuple[str, ...]]
"""Subject → objects in order, as compact identifiers or words."""

_NOTHING: tuple[str, ...] = ()


class Facts:
    """Reads the curated graph a predicate at a time, and keeps what it read.

    Subjects are things of ours alone, as compact identifiers (``practice/orti-asti``).
    """

    def __init__(self, store: GraphStore, names: Names) -> None:
        self._store = store
        self._names = names
        self._things = f"{names.terms.base}id/"
        self.compact = cache(self._compact)
        self.refs = cache(self._refs)
        self.texts = cache(self._texts)
        self.tellings = cache(self._tellings)

    def of_class(self, name: str) -> tuple[str, ...]:
        """Return the things of a class, in order."""
        node = self._names.node
        quads = self._store.quads(None, node("rdf:type"), node(name), DEFAULT_GRAPH)
        found = (q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode))
        return tuple(sorted(self.compact(iri) for iri in found if iri.startswith(self._things)))

    def beside(self, subject: str, predicate: str) -> tuple[str, ...]:
        """Return what one subject says, nodes and words, without reading what all others say."""
        quads = self._store.quads(
            self._names.node(subject), self._names.node(predicate), None, DEFAULT_GRAPH
        )
        values = (quad.object for quad in quads)
        return tuple(
            sorted(
                self.compact(value.value) if isinstance(value, ox.NamedNode) else value.value
                for value in values
                if isinstance(value, ox.NamedNode | ox.Literal)
            )
        )

    def ref(self, subject: str, predicate: str) -> str | None:
        """Return the first node that a predicate leads to, or None."""
        return next(iter(self.refs(predicate).get(subject, _NOTHING)), None)

    def text(self, subject: str, predicate: str) -> str | None:
        """Return the first words of a predicate, or None."""
        return next(iter(self.texts(predicate).get(subject, _NOTHING)), None)

    def _refs(self, predicate: str) -> Values:
        """Return subject → nodes of a predicate, as compact identifiers."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for subject, value in self._pairs(predicate):
            if isinstance(value, ox.NamedNode):
                found[subject].append(self.compact(value.value))
        return {subject: tuple(sorted(values)) for subject, values in found.items()}

    def _texts(self, predicate: str) -> Values:
        """Return subject → words of a predicate."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for subject, value in self._pairs(predicate):
            if isinstance(value, ox.Literal):
                found[subject].append(value.value)
        return {subject: tuple(sorted(values)) for subject, values in found.items()}

    def _tellings(self, predicate: str) -> Mapping[str, Mapping[str, int]]:
        """Return subject → words of a predicate → how many documents say them."""
        found: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for quad in self._store.quads(None, self._names.node(predicate), None, None):
            if (
                isinstance(quad.graph_name, ox.NamedNode)
                and isinstance(quad.object, ox.Literal)
                and isinstance(quad.subject, ox.NamedNode)
                and quad.subject.value.startswith(self._things)
            ):
                found[self.compact(quad.subject.value)][quad.object.value] += 1
        return found

    def _pairs(self, predicate: str) -> list[tuple[str, object]]:
        quads = self._store.quads(None, self._names.node(predicate), None, DEFAULT_GRAPH)
        return [
            (self.compact(quad.subject.value), quad.object)
            for quad in quads
            if isinstance(quad.subject, ox.NamedNode)
            and quad.subject.value.startswith(self._things)
        ]

    def _compact(self, iri: str) -> str:
        if iri.startswith(self._things):  # most of them: no need to try every prefix
            return unquote(iri.removeprefix(self._things))
        return self._names.compact(ox.NamedNode(iri))
