"""The data dictionary at its doors covers what a library really holds."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest
from lxml import html

from api.errors import PrassiError
from api.sparql.census import Census
from api.web.dictionary_page import how_many
from corpus.store import DEFAULT_GRAPH
from ontology.constraints import Constraint
from ontology.dictionary import load_dictionary
from ontology.terms import Terms

TERMS = Terms()
TYPE = ox.NamedNode(TERMS.expand("rdf:type"))


@pytest.fixture(scope="module")
def quads(library) -> list[ox.Quad]:
    return list(ox.Store.read_only(str(library.snapshot)))


@pytest.fixture(scope="module")
def told(client) -> dict:
    answer = client.get("/api/v1/dictionary")
    assert answer.status_code == 200
    return answer.json()


@pytest.fixture(scope="module")
def page(client) -> html.HtmlElement:
    answer = client.get("/dizionario", headers={"Accept": "text/html"})
    assert answer.status_code == 200
    return html.document_fromstring(answer.text)


def test_every_class_and_property_of_a_library_is_told(quads, told) -> None:
    classes = {one["iri"] for one in told["classes"]}
    properties = {one["iri"] for one in told["properties"]}
    assert {quad.object.value for quad in quads if quad.predicate == TYPE} <= classes
    assert {quad.predicate.value for quad in quads} <= properties


def test_every_property_that_a_class_has_in_a_library_is_told_of_that_class(quads, told) -> None:
    having = {
        (one["iri"], TERMS.expand(use["property"]))
        for one in told["classes"]
        for use in one["properties"]
    }
    kinds: dict[str, set[str]] = {}
    for quad in quads:
        if quad.predicate == TYPE:
            kinds.setdefault(quad.subject.value, set()).add(quad.object.value)
    owl = TERMS.namespace("owl")
    found = {
        (kind, quad.predicate.value)
        for quad in quads
        for kind in kinds.get(quad.subject.value, ())
        if quad.predicate != TYPE and not kind.startswith(owl)
    }
    assert found
    assert found - having == set()


def test_every_named_graph_and_address_of_a_library_follows_a_pattern_that_is_told(
    quads, told
) -> None:
    def matcher(parts: list[dict]) -> re.Pattern[str]:
        patterns = (
            re.sub(r"<[^>]+>", "[^<>]+", re.escape(one["pattern"]))
            for one in parts
            if one["pattern"]
        )
        return re.compile("|".join(patterns))

    graphs, addresses = matcher(told["graphs"]), matcher(told["addresses"])
    for quad in quads:
        if quad.graph_name != DEFAULT_GRAPH:
            assert graphs.fullmatch(quad.graph_name.value), quad.graph_name
        node = quad.subject.value
        if node.startswith(TERMS.base) and not graphs.fullmatch(node):
            ontology = node == f"{TERMS.base}onto"
            assert ontology or addresses.fullmatch(node), node


def test_uses_are_counted_in_facts_and_in_the_graphs_of_documents(quads, told) -> None:
    practice = next(one for one in told["classes"] if one["name"] == "wp:Practice")
    assert practice["facts"] == practice["told"] == 3
    quote = next(one for one in told["properties"] if one["name"] == "oa:exact")
    exact = [quad for quad in quads if quad.predicate.value == quote["iri"]]
    assert (quote["facts"], quote["told"]) == (0, len(exact))


def test_the_page_has_an_anchor_for_every_word_and_every_link_leads_to_one(page) -> None:
    anchors = {element.get("id") for element in page.iter() if element.get("id")}
    dictionary = load_dictionary(TERMS)
    assert {one.term.anchor for one in dictionary.classes} <= anchors
    assert {one.term.anchor for one in dictionary.properties} <= anchors
    links = [link for link in page.xpath("//main//a/@href") if link.startswith("#")]
    assert len(links) > 100
    assert {link[1:] for link in links} <= anchors
    assert not page.xpath("//script")


def test_the_page_of_a_word_that_json_names_is_on_the_page(told, page) -> None:
    anchors = {element.get("id") for element in page.iter() if element.get("id")}
    for one in (*told["classes"], *told["properties"]):
        path, _, anchor = one["page"].partition("#")
        assert path == "/dizionario"
        assert anchor in anchors


def test_counts_are_asked_once_a_generation_and_forgiven_when_hopeless() -> None:
    class Pool:
        def __init__(self, status: int | None) -> None:
            self.status = status
            self.asked = 0

        def run(self, query: str, shape: str):
            self.asked += 1
            if self.status:
                raise PrassiError(self.status, "x", "x", "x")

            class Result:
                body = b'{"results":{"bindings":[{"term":{"value":"u:a"},"uses":{"value":"7"}}]}}'

            return Result()

    counted, slow, busy = Pool(None), Pool(504), Pool(503)
    census = Census()
    assert census.of("g1", counted).classes.facts == {"u:a": 7}
    asked = counted.asked
    assert census.of("g1", counted).properties.told == {"u:a": 7}
    assert counted.asked == asked
    census.of("g2", counted)
    assert counted.asked == 2 * asked
    assert census.of("g3", slow).lasting
    assert census.of("g3", slow).classes.facts == {}
    assert slow.asked == 1
    assert not census.of("g4", busy).lasting
    census.of("g4", busy)
    assert busy.asked == 2


@pytest.mark.parametrize(
    ("constraint", "words"),
    [
        (Constraint(), "quante servono"),
        (Constraint(at_least=1), "almeno 1"),
        (Constraint(at_most=1), "al massimo 1"),
        (Constraint(at_least=1, at_most=1), "1, sempre"),
        (Constraint(at_least=1, at_most=2), "da 1 a 2"),
        (Constraint(expected=True), "quante servono; attesa"),
    ],
)
def test_how_many_values_is_said_in_words(constraint: Constraint, words: str) -> None:
    assert how_many(constraint) == words
