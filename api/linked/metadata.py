"""What a data document says of itself: of what it speaks, from where, under which licence."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from api.linked.addresses import Resource
from corpus.neighbourhoods import Neighbourhood
from corpus.projection import Names

LICENCE = ox.NamedNode("https://creativecommons.org/licenses/by/4.0/")
_MORE = "Altri nodi rimandano a questo, oltre a quelli riportati qui: si trovano con SPARQL."


def about(
    resource: Resource, told: Neighbourhood, names: Names, *, evidence: bool, generation: str
) -> Iterator[ox.Triple]:
    """Yield the description of the document `{base}data/<path>`, the same in every format."""
    base, node = names.terms.base, names.node
    plain = ox.NamedNode(f"{base}{resource.data.removeprefix('/')}")
    whole = ox.NamedNode(f"{plain.value}?evidence=true")
    me = whole if evidence else plain

    def say(predicate: str, value: ox.NamedNode | ox.Literal) -> ox.Triple:
        return ox.Triple(me, node(predicate), value)

    yield say("rdf:type", node("foaf:Document"))
    yield say("foaf:primaryTopic", told.centre)
    yield say("dct:license", LICENCE)
    yield say("dct:isPartOf", ox.NamedNode(f"{base}catalog#data"))
    yield say("owl:versionInfo", ox.Literal(generation))
    for graph in told.graphs:
        yield say("prov:wasDerivedFrom", graph)
    if told.more:
        yield say("rdfs:comment", ox.Literal(_MORE, language="it"))
    if not evidence and resource.path.partition("/")[0] not in ("scheme", "code", "graph"):
        yield say("rdfs:seeAlso", whole)
