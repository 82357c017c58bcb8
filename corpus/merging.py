"""Merges as the library shows them: triples of their own, and entries under the kept name.

Nothing of what documents say is changed: both nodes keep their statements and evidence. A graph of
its own says of each merged name that it is replaced by the kept one, so that a split gives back
the bytes of before. A merge holds while the kept one is held; where several follow each other, the
last one held stands for all. Names of curators stay in the log.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pyoxigraph as ox

from corpus.identities import Identity, chain
from corpus.indexing import Entry
from corpus.projection import DocumentGraph, Names
from corpus.store import DEFAULT_GRAPH, GraphStore
from search.model import PracticeCard

GRAPH = "identities"
_PREDICATES = ("dct:isReplacedBy", "owl:sameAs")
_NO_NAMES: Mapping[str, str] = {}


def is_held(store: GraphStore, names: Names, name: str) -> bool:
    """Tell whether the graph describes a practice or an organisation."""
    found = store.quads(names.node(name), names.node("rdf:type"), None, DEFAULT_GRAPH)
    return next(iter(found), None) is not None


def identity_graph(
    store: GraphStore, names: Names, merges: Mapping[str, Identity]
) -> DocumentGraph:
    """Return the graph that says which merges hold in this library; empty where none does."""
    facts: list[ox.Triple] = []
    for other in merges:
        led = [name for name in chain(other, merges)[1:] if is_held(store, names, name)]
        facts += [
            ox.Triple(names.node(other), names.node(predicate), names.node(led[-1]))
            for predicate in _PREDICATES
            if led
        ]
    facts.sort(key=str)
    digest = hashlib.sha256("\n".join(map(str, facts)).encode()).hexdigest()
    name = names.graph(GRAPH)
    version = ox.Triple(name, names.node("dct:hasVersion"), ox.Literal(digest))
    return DocumentGraph(name, tuple(facts), (version,) if facts else (), digest)


@dataclass(frozen=True, slots=True)
class InForce:
    """The merges that a library shows: merged name → kept name, compact identifiers.

    `told` holds, for each document that tells of a merged practice, what it is to be indexed as.
    """

    kept: Mapping[str, str] = field(default_factory=dict)
    told: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, store: GraphStore, names: Names) -> InForce:
        """Read them from a graph."""
        kept: dict[str, str] = {}
        told: defaultdict[str, dict[str, str]] = defaultdict(dict)
        graph = names.graph(GRAPH)
        for quad in store.quads(None, names.node(_PREDICATES[0]), None, graph):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                kept[names.compact(quad.subject)] = names.compact(quad.object)
        for other in sorted(kept):
            kind, _, practice = other.partition("/")
            if kind != "practice":
                continue
            sources = store.quads(names.node(other), names.node("dct:source"), None, DEFAULT_GRAPH)
            for quad in sources:
                if isinstance(quad.object, ox.NamedNode):
                    document = names.compact(quad.object).removeprefix("document/")
                    told[document][practice] = kept[other].removeprefix("practice/")
        return cls(kept, dict(told))

    def standing_for(self, name: str) -> str:
        """Return the name that stands for this one: itself where it is merged into none."""
        return self.kept.get(name, name)

    def others(self, name: str) -> tuple[str, ...]:
        """Return the names merged into this one, in order."""
        return tuple(sorted(other for other, kept in self.kept.items() if kept == name))

    def version(self, document: str, digest: str) -> str:
        """Return under which version a document is indexed: its digest, and the names it bears."""
        told = self.told.get(document)
        if not told:
            return digest
        mark = hashlib.sha256(json.dumps(sorted(told.items())).encode()).hexdigest()
        return f"{digest}+{mark[:12]}"

    def applied(self, entry: Entry, names: Names) -> Entry:
        """Return an entry whose merged practices bear the kept name."""
        told = self.told.get(entry.document, _NO_NAMES)
        if not told:
            return entry
        cards: dict[str, PracticeCard] = {}
        for card in sorted(entry.cards, key=lambda card: card.id in told):  # the kept one first
            name = told.get(card.id, card.id)
            if name in cards:  # one document tells of both
                cards[name] = _joined(cards[name], card)
            else:
                iri = names.node(f"practice/{name}").value
                cards[name] = replace(card, id=name, iri=iri)
        passages = tuple(
            replace(one, practice=told.get(one.practice, one.practice)) if one.practice else one
            for one in entry.passages
        )
        version = self.version(entry.document, entry.digest)
        return replace(entry, digest=version, cards=tuple(cards.values()), passages=passages)


def _joined(kept: PracticeCard, other: PracticeCard) -> PracticeCard:
    facets = {
        facet: tuple(dict.fromkeys((*kept.facets.get(facet, ()), *other.facets.get(facet, ()))))
        for facet in (*kept.facets, *(f for f in other.facets if f not in kept.facets))
    }
    return replace(kept, facets=facets)
