"""The ontology declares every word of ours that is in use, and JSON-LD means the same."""

import json

import pytest
from rdflib import OWL, RDF, RDFS, XSD, Graph, Literal, URIRef

from ontology.codelists import load_codes
from ontology.graph import jsonld_context, read_turtle
from ontology.schemes import load_schemes
from ontology.tables import BrokenTable, read_table
from ontology.terms import Terms

TERMS = Terms()
ONTOLOGY = read_turtle("welfare.ttl", TERMS)
WP = TERMS.namespace("wp")


def ours(graph):
    return {node for triple in graph for node in triple if str(node).startswith(WP)}


@pytest.mark.parametrize("file", ["welfare.ttl", "shapes.ttl", "examples.ttl"])
def test_every_word_of_ours_in_use_is_declared(file):
    declared = {
        node
        for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
        for node in ONTOLOGY.subjects(RDF.type, kind)
    }
    used = {node for node in ours(read_turtle(file, TERMS)) if isinstance(node, URIRef)}
    assert used
    assert used <= declared


def test_every_declared_word_has_a_name_in_both_languages():
    for node in ours(ONTOLOGY) - {Literal(WP)}:
        languages = {label.language for label in ONTOLOGY.objects(node, RDFS.label)}
        assert languages == {"it", "en"} or not isinstance(node, URIRef), node


def test_json_with_our_context_is_the_graph_it_says():
    written = jsonld_context(TERMS) | {
        "id": TERMS.expand("practice/orti"),
        "type": "wp:Practice",
        "title": "Orti urbani",
        "hasMeasure": [
            {
                "id": TERMS.expand("measure/orti"),
                "type": "wp:Measure",
                "kind": [TERMS.expand("measure:orti-e-agricoltura-sociale")],
            }
        ],
        "budget": {"id": TERMS.expand("amount/orti"), "value": "12000", "currency": "EUR"},
    }
    graph = Graph().parse(data=json.dumps(written), format="json-ld")
    practice, measure, amount = (
        URIRef(TERMS.expand(compact))
        for compact in ("practice/orti", "measure/orti", "amount/orti")
    )

    def name(compact):
        return URIRef(TERMS.expand(compact))

    assert set(graph) == {
        (practice, RDF.type, name("wp:Practice")),
        (practice, name("dct:title"), Literal("Orti urbani", lang="it")),
        (practice, name("wp:hasMeasure"), measure),
        (measure, RDF.type, name("wp:Measure")),
        (measure, name("dct:type"), name("measure:orti-e-agricoltura-sociale")),
        (practice, name("wp:budget"), amount),
        (amount, name("schema:value"), Literal("12000", datatype=XSD.decimal)),
        (amount, name("schema:currency"), Literal("EUR")),
    }


def test_a_table_with_other_columns_is_refused_by_name():
    with pytest.raises(BrokenTable, match=r"schemes\.csv"):
        read_table("schemes.csv", ("name", "title"))


def test_every_code_list_is_described_with_source_and_licence():
    columns = ("name", "namespace", "title_it", "source", "licence")
    described = {row["name"]: row for row in read_table("codelists.csv", columns)}
    assert {code.partition(":")[0] for code in load_codes()} == set(described)
    assert all(row["source"] and row["licence"] for row in described.values())
    matched = {m for c in load_schemes() for m in (*c.exact_match, *c.close_match)}
    assert {match.partition(":")[0] for match in matched} <= set(described)
