"""The curated graph: the union of the facts of every document, kept exact as documents come and go.

The default graph of the store holds what SPARQL reads; each document's named graph holds the same
facts with their evidence. A fact leaves the default graph when the last named graph that states it
does, so ingest followed by retract gives back the bytes of before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pyoxigraph as ox

from corpus.projection import DocumentGraph
from corpus.store import DEFAULT_GRAPH, GraphStore

Change = tuple[list[ox.Quad], list[ox.Quad]]


def replacement(store: GraphStore, graph: DocumentGraph) -> Change:
    """Return the quads to remove and to add so that `graph` takes the place of its namesake."""
    facts = {quad.triple for quad in store.as_kept(map(_curated, graph.facts))}
    before = set(store.quads(graph=graph.name))
    after = set(store.as_kept(graph.quads()))
    stale = {quad.triple for quad in before} - facts
    remove = [*(before - after), *_orphans(store, graph.name, stale)]
    add = [*(after - before), *_missing(store, facts)]
    return sorted(remove, key=str), sorted(add, key=str)


def exchange(
    store: GraphStore, name: ox.NamedNode, before: set[ox.Triple], after: set[ox.Triple]
) -> Change:
    """Return the quads to remove and to add so that some facts of a graph give way to others.

    The facts are links between IRIs, which no store rewrites.
    """
    stale, new = before - after, after - before
    remove = [*(_in(name, triple) for triple in stale), *_orphans(store, name, stale)]
    add = [*(_in(name, triple) for triple in new), *_missing(store, new)]
    return sorted(remove, key=str), sorted(add, key=str)


def retraction(store: GraphStore, name: ox.NamedNode) -> Change:
    """Return the quads to remove so that nothing only this document said is left; none to add."""
    return replacement(store, DocumentGraph(name, (), (), ""))


def _orphans(
    store: GraphStore, name: ox.NamedNode, triples: Collection[ox.Triple]
) -> Iterator[ox.Quad]:
    """Yield the curated copies of triples that no other named graph states."""
    curated = store.holders(triples, DEFAULT_GRAPH)
    for triple, graphs in store.holders([*curated]).items():
        if graphs <= {DEFAULT_GRAPH, name}:
            yield _curated(triple)


def _missing(store: GraphStore, triples: Collection[ox.Triple]) -> Iterator[ox.Quad]:
    """Yield the curated copies of triples that the curated graph lacks."""
    curated = store.holders(triples, DEFAULT_GRAPH)
    return (_curated(triple) for triple in triples if triple not in curated)


def _curated(triple: ox.Triple) -> ox.Quad:
    return _in(DEFAULT_GRAPH, triple)


def _in(graph: ox.NamedNode | ox.DefaultGraph, triple: ox.Triple) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object, graph)
