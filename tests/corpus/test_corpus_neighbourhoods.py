"""What is told around a node: whole, bounded, and the same whenever it is asked."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from corpus.neighbourhoods import Neighbourhoods, NeighbourhoodTooLargeError
from corpus.projection import Names
from corpus.store import DEFAULT_GRAPH, OxigraphStore
from ontology.terms import Terms

NAMES = Names(Terms())
N = NAMES.node
GRAPH = NAMES.graph("orti")
PRACTICE, MEASURE, CONCEPT = N("practice/orti"), N("measure/orti-1"), N("measure:trasporto-sociale")


def named(node: ox.NamedNode, name: str) -> tuple[ox.NamedNode, ox.NamedNode, ox.Literal]:
    return node, N("rdfs:label"), ox.Literal(name, language="it")


def neighbourhoods(*triples: tuple) -> Neighbourhoods:
    store = OxigraphStore()
    for graph in (DEFAULT_GRAPH, GRAPH):
        store.load(ox.Quad(*triple, graph) for triple in triples)
    return Neighbourhoods(store, NAMES)


def people(count: int) -> list[tuple]:
    """So many practices whose measures are of one concept."""
    return [
        triple
        for number in range(count)
        for triple in (
            (N(f"practice/p{number}"), N("wp:hasMeasure"), N(f"measure/m{number}")),
            (N(f"measure/m{number}"), N("dct:type"), CONCEPT),
        )
    ]


def test_a_node_is_told_with_its_parts_and_the_names_of_the_rest() -> None:
    around = neighbourhoods(
        named(PRACTICE, "Orti"),
        (PRACTICE, N("wp:hasMeasure"), MEASURE),
        (MEASURE, N("dct:type"), CONCEPT),
        named(CONCEPT, "Trasporto"),
        (CONCEPT, N("skos:broader"), N("measure:altro")),
    ).around(PRACTICE)
    assert around is not None
    assert {triple.subject for triple in around.told} == {PRACTICE, MEASURE}
    assert [str(triple.object) for triple in around.names] == ['"Trasporto"@it']
    assert around.graphs == (GRAPH,)
    assert not around.more


def test_a_part_is_told_with_the_whole_that_it_belongs_to() -> None:
    result, quantity = N("result/orti-1"), N("quantity/orti-1")
    around = neighbourhoods(
        named(PRACTICE, "Orti"),
        (PRACTICE, N("wp:hasResult"), result),
        (result, N("wp:quantity"), quantity),
        (quantity, N("schema:unitText"), ox.Literal("persone")),
    ).around(quantity)
    assert around is not None
    assert ox.Triple(PRACTICE, N("wp:hasResult"), result) in around.pointing
    assert ox.Triple(*named(PRACTICE, "Orti")) in around.names


def test_what_nobody_tells_of_is_nothing() -> None:
    empty = neighbourhoods()
    assert empty.around(PRACTICE) is None
    assert empty.graph(GRAPH) is None
    assert not empty.holds(PRACTICE)


@pytest.mark.parametrize("count", [10, 300, 3000])
def test_where_many_point_to_a_node_some_are_told_and_it_is_said(count: int) -> None:
    around = neighbourhoods(named(CONCEPT, "Trasporto"), *people(count)).around(CONCEPT)
    assert around is not None
    practices = {t.subject for t in around.pointing if t.predicate == N("wp:hasMeasure")}
    assert len(practices) == min(count, 100)
    assert around.more == (count > 100)


def test_circles_of_parts_end() -> None:
    a, b = N("measure/a"), N("measure/b")
    around = neighbourhoods(
        (a, N("wp:budget"), b), (b, N("wp:budget"), a), (a, N("wp:budget"), a)
    ).around(a)
    assert around is not None
    assert len(around.told) == 3


def test_too_large_a_description_is_refused_and_not_cut() -> None:
    many = [(PRACTICE, N("wp:mention"), ox.Literal(str(number))) for number in range(20_001)]
    large = neighbourhoods(*many)
    with pytest.raises(NeighbourhoodTooLargeError):
        large.around(PRACTICE)
    with pytest.raises(NeighbourhoodTooLargeError):
        large.graph(GRAPH)


def test_the_order_is_the_same_however_the_graph_was_filled() -> None:
    triples = [named(CONCEPT, "Trasporto"), *people(40)]
    one = neighbourhoods(*triples).around(CONCEPT)
    other = neighbourhoods(*reversed(triples)).around(CONCEPT)
    assert one is not None
    assert other is not None
    assert one.triples == other.triples
