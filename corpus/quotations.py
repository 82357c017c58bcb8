"""The words of a document that support a statement, read from the document's graph."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from corpus.projection import Names
from corpus.store import GraphStore
from corpus.views import Evidence


def quotations(
    store: GraphStore, names: Names, document: str, assertion: ox.NamedNode
) -> tuple[Evidence, ...]:
    """Return the words that support an assertion, each once, in the order of the text.

    Their `confidence` is 0: it is the assertion that has one.
    """
    graph = names.graph(document)
    found = {
        words
        for proof in store.quads(assertion, names.node("wp:supportedBy"), None, graph)
        if isinstance(proof.object, ox.NamedNode)
        for words in _targets(store, names, document, proof.object)
    }
    return tuple(sorted(found, key=lambda words: (words.start, words.end)))


def _targets(
    store: GraphStore, names: Names, document: str, annotation: ox.NamedNode
) -> Iterator[Evidence]:
    graph, node = names.graph(document), names.node
    exact, first, last = (node(name) for name in ("oa:exact", "oa:start", "oa:end"))
    for target in store.quads(annotation, node("oa:hasTarget"), None, graph):
        said: dict[ox.NamedNode, str] = {}
        if not isinstance(target.object, ox.NamedNode):
            continue
        for part in store.quads(target.object, node("oa:hasSelector"), None, graph):
            if isinstance(part.object, ox.NamedNode):
                for quad in store.quads(part.object, None, None, graph):
                    if isinstance(quad.object, ox.Literal):
                        said[quad.predicate] = quad.object.value
        if {exact, first, last} <= said.keys():
            yield Evidence(document, int(said[first]), int(said[last]), said[exact], 0.0)
