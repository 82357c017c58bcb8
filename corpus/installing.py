"""Bringing vocabulary and places of a library up to date with this version of Prassi."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from corpus.curation import replacement
from corpus.holdings import Holding
from corpus.projection import DocumentGraph
from corpus.reference import ReferenceWorks
from corpus.rollups import renewal
from corpus.store import GraphStore


def install(store: GraphStore, reference: ReferenceWorks, held: Iterable[Holding]) -> None:
    """Write the reference works whose version the graph has not, and what follows from them.

    Their versions are written last: a renewal cut short is done again.
    """
    stale = [name for name in reference.versions() if not _is_installed(store, reference, name)]
    if stale:
        for holding in list(held):
            name = reference.names.graph(holding.document)
            store.apply(*renewal(store, name, reference.rollups))
    for work in stale:
        graph = reference.graph(work)
        if store.has_graph(graph.name):
            store.apply(*replacement(store, graph))
        else:
            store.load(_first_load(graph))


def _is_installed(store: GraphStore, reference: ReferenceWorks, name: str) -> bool:
    version = reference.version_of(name, reference.versions()[name])
    graph = reference.graph_node(name)
    found = store.quads(version.subject, version.predicate, version.object, graph)  # type: ignore[arg-type]
    return next(iter(found), None) is not None


def _first_load(graph: DocumentGraph) -> Iterator[ox.Quad]:
    # The version comes last: a load cut short is done again.
    for fact in graph.facts:
        yield ox.Quad(fact.subject, fact.predicate, fact.object)
    yield from graph.quads()
