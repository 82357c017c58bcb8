"""Our JSON-LD says exactly the triples that were written, to every reader of JSON-LD."""

from __future__ import annotations

import json
from io import BytesIO
from itertools import pairwise

import hypothesis.strategies as st
import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings

from api.linked.formats import FORMATS
from api.linked.writing import written
from ontology.graph import jsonld_context
from ontology.terms import Terms

TERMS = Terms()
XSD = "http://www.w3.org/2001/XMLSchema#"
_ID = TERMS.base + "id/practice/"
NODES = [ox.NamedNode(_ID + name) for name in ("a", "b", "c", "d.e", "f%20g")]
_CONTEXT = jsonld_context(TERMS)["@context"]
_NAMED = [
    meant if isinstance(meant, str) else meant["@id"]
    for name, meant in _CONTEXT.items()
    if name not in ("id", "type") and "http" not in str(meant)
]
PREDICATES = [
    *(ox.NamedNode(TERMS.expand(compact)) for compact in _NAMED),
    ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
    ox.NamedNode("https://altrove.example/senza-prefisso"),
    ox.NamedNode("http://purl.org/dc/terms/con/barra"),
]
_WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=12)
_TYPES = st.sampled_from(["decimal", "integer", "boolean", "gYear", "hexBinary", "date", "double"])
_LEXICAL = st.sampled_from(["1", "-7", "007", "+3", "1.50", "true", "0", "2022", "x", ""])


def typed(pair: tuple[str, str]) -> ox.Literal:
    return ox.Literal(pair[0], datatype=ox.NamedNode(XSD + pair[1]))


LITERALS = st.one_of(
    _WORDS.map(ox.Literal),
    st.tuples(_WORDS, st.sampled_from(["it", "en", "de-at"])).map(
        lambda pair: ox.Literal(pair[0], language=pair[1])
    ),
    st.tuples(_LEXICAL, _TYPES).map(typed),
    st.integers().map(lambda number: typed((str(number), "integer"))),
)


def triples() -> st.SearchStrategy[list[ox.Triple]]:
    node = st.sampled_from(NODES)
    predicate = st.sampled_from(PREDICATES)

    def triple(parts: tuple) -> ox.Triple:
        subject, asked, value = parts
        is_type = asked.value.endswith("#type")
        return ox.Triple(subject, asked, value if not is_type else NODES[0])

    return st.lists(st.tuples(node, predicate, st.one_of(node, LITERALS)).map(triple), max_size=25)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(triples())
def test_no_triple_is_lost_changed_or_made_up(told: list[ox.Triple]) -> None:
    body = written(told, NODES[0], FORMATS["jsonld"], TERMS)
    read = ox.parse(BytesIO(body), format=ox.RdfFormat.JSON_LD)
    assert {quad.triple for quad in read} == set(told)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=50)
@given(triples())
def test_rdflib_reads_the_same_from_every_format(told: list[ox.Triple]) -> None:
    names = {"ttl": "turtle", "nt": "nt", "jsonld": "json-ld"}
    graphs = [
        rdflib.Graph().parse(data=written(told, NODES[0], FORMATS[one], TERMS), format=name)
        for one, name in names.items()
    ]
    assert set(graphs[0]) == set(graphs[1]) == set(graphs[2])


def test_the_node_asked_for_comes_first_with_its_parts_inside() -> None:
    a, b = NODES[:2]
    part = ox.NamedNode(TERMS.expand("wp:hasMeasure"))
    title = ox.NamedNode(TERMS.expand("dct:title"))
    told = [
        ox.Triple(b, title, ox.Literal("Trasporto", language="it")),
        ox.Triple(a, part, b),
        ox.Triple(a, title, ox.Literal("Navetta", language="it")),
    ]
    document = json.loads(written(told, a, FORMATS["jsonld"], TERMS))
    assert document["@graph"] == [
        {
            "id": a.value,
            "hasMeasure": [{"id": b.value, "title": "Trasporto"}],
            "title": "Navetta",
        }
    ]
    assert set(document["@context"]) == {"id", "type", "hasMeasure", "title", "wp", "dct"}


def test_no_context_is_elsewhere() -> None:
    def remote(value: object) -> bool:
        if isinstance(value, dict):
            context = value.get("@context", {})
            return isinstance(context, str | list) or any(map(remote, value.values()))
        return isinstance(value, list) and any(map(remote, value))

    a = NODES[0]
    document = json.loads(written([ox.Triple(a, a, a)], a, FORMATS["jsonld"], TERMS))
    assert not remote(document)
    assert not remote(jsonld_context(TERMS))


@pytest.mark.parametrize("text", ["a\x0cb", "\x00", "a\rb", "a\r\nb", "]]>", "<b>&amp;", "\ufffe"])
def test_signs_that_xml_cannot_carry_do_not_break_it(text: str) -> None:
    a = NODES[0]
    told = [ox.Triple(a, ox.NamedNode(TERMS.expand("dct:title")), ox.Literal(text, language="it"))]
    body = written(told, a, FORMATS["rdf"], TERMS)
    (read,) = rdflib.Graph().parse(data=body, format="xml").objects()
    assert str(read) == "".join("\ufffd" if c in "\x0c\x00\ufffe" else c for c in text)


def test_a_chain_of_a_thousand_nodes_is_written_without_a_thousand_levels() -> None:
    chain = [ox.NamedNode(f"{_ID}{n}") for n in range(1000)]
    broader = ox.NamedNode(TERMS.expand("skos:broader"))
    told = [ox.Triple(one, broader, next_) for one, next_ in pairwise(chain)]
    body = written(told, chain[0], FORMATS["jsonld"], TERMS)
    assert {quad.triple for quad in ox.parse(body, format=ox.RdfFormat.JSON_LD)} == set(told)
