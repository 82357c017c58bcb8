"""The roll-ups of a document, beside its facts: made when it is read, renewed with the vocabulary.

They depend on the document's own facts, the schemes and the gazetteer, and on nothing else, so a
document that was renewed and one that was read again have the same graph, byte for byte. They stay
out of the document's digest: the search index, which is made for that digest, has its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pyoxigraph as ox

from corpus.curation import Change, exchange
from corpus.projection import DocumentGraph
from corpus.store import GraphStore
from ontology.rollups import Link, Rollups


def rolled_up(graph: DocumentGraph, rollups: Rollups) -> DocumentGraph:
    """Return a document's graph with what follows from its facts among them."""
    follow = map(_triple, rollups.of(_links(graph.facts)))
    return replace(graph, facts=tuple(sorted({*graph.facts, *follow}, key=str)))


def renewal(store: GraphStore, name: ox.NamedNode, rollups: Rollups) -> Change:
    """Return the quads to remove and to add so that a graph held has the roll-ups of today."""
    wanted = {*rollups.reads, *((name, None) for name in rollups.properties)}
    facts = [quad.triple for pattern in wanted for quad in _matching(store, name, *pattern)]
    before = {triple for triple in facts if triple.predicate.value in rollups.properties}
    return exchange(store, name, before, {_triple(link) for link in rollups.of(_links(facts))})


def _matching(
    store: GraphStore, graph: ox.NamedNode, predicate: str, value: str | None
) -> Iterator[ox.Quad]:
    # A graph is mostly evidence: a handful of patterns is a tenth of it.
    thing = ox.NamedNode(value) if value else None
    return store.quads(None, ox.NamedNode(predicate), thing, graph)


def _links(triples: Iterable[ox.Triple]) -> Iterator[Link]:
    for triple in triples:
        if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode):
            yield triple.subject.value, triple.predicate.value, triple.object.value


def _triple(link: Link) -> ox.Triple:
    subject, predicate, value = map(ox.NamedNode, link)
    return ox.Triple(subject, predicate, value)
