"""What follows by the trees of concepts and territories is written out, no more and no less."""

import csv

import pytest
from rdflib import OWL, RDF, SKOS, Graph, URIRef

from ontology.graph import jsonld_context, read_turtle, schemes_graph, vocabulary_graph
from ontology.places import COLUMNS, gather, places_graph
from ontology.rollups import Rollups, load_rollups
from ontology.schemes import load_schemes
from ontology.terms import Terms
from ontology.validation import validate

TERMS = Terms()
OSTELLATO = "038017,Ostellato,,FE,Ferrara,08,Emilia-Romagna,G184,ITH56,ITH5,44.7,11.9,5900"
ROW = dict(zip(COLUMNS, next(csv.reader([OSTELLATO])), strict=False))
GAZETTEER = gather([ROW | {"ontopia_iri": TERMS.expand("place:038017")}])
ROLLUPS = Rollups(TERMS, load_schemes(), GAZETTEER)


def iri(compact):
    return TERMS.expand(compact)


def links(*rows):
    return [tuple(map(iri, row.split())) for row in rows]


def found(name, *rows):
    facts = links("practice/orti rdf:type wp:Practice", *rows)
    return {
        TERMS.compact(value)
        for subject, predicate, value in ROLLUPS.of(facts)
        if (subject, predicate) == (iri("practice/orti"), iri(name))
    }


def test_a_practice_is_within_its_measure_and_every_broader_one():
    measure = links("measure/orti-1 dct:type measure:caffe-alzheimer")[0][2]
    above = load_schemes().ancestors(TERMS.compact(measure))
    assert above
    assert found(
        "wp:withinMeasure",
        "practice/orti wp:hasMeasure measure/orti-1",
        "measure/orti-1 dct:type measure:caffe-alzheimer",
    ) == {"measure:caffe-alzheimer", *above}


def test_a_practice_of_a_comune_is_within_its_province_and_region():
    spatial = "practice/orti dct:spatial place:038017"
    assert found("wp:withinTerritory", spatial) == {"place:038017", "place:038", "place:08"}


def test_a_quarter_is_where_the_territory_around_it_is():
    assert found(
        "wp:withinTerritory",
        "practice/orti dct:spatial place/orti-1",
        "place/orti-1 clv:situatedWithin place:038",
    ) == {"place:038", "place:08"}


@pytest.mark.parametrize(
    "rows",
    [
        ["practice/orti dct:spatial place/nowhere"],
        ["practice/altra wp:addressesNeed need:mobilita-trasporto"],
        ["practice/orti wp:withinNeed need:mobilita-trasporto"],
        [],
    ],
)
def test_what_is_not_said_by_the_thing_itself_is_not_inferred(rows):
    properties = sorted(rule.property for rule in load_rollups())
    assert not any(found(name, *rows) for name in properties)


def test_two_ways_to_say_a_group_count_once():
    group = "beneficiary:anziani-non-autosufficienti"
    assert found(
        "wp:withinGroup",
        f"practice/orti dct:audience {group}",
        "practice/orti wp:hasBeneficiary beneficiary/orti-1",
        f"beneficiary/orti-1 wp:group {group}",
    ) == {group, *load_schemes().ancestors(group)}


def test_the_properties_are_declared_and_have_a_plain_name_in_json():
    ontology = read_turtle("welfare.ttl", TERMS)
    context = jsonld_context(TERMS)["@context"]
    for name in ROLLUPS.properties:
        assert (URIRef(name), RDF.type, OWL.ObjectProperty) in ontology
        assert context[name.partition("#")[2]]["@id"] == TERMS.compact(name)


def test_the_transitive_links_of_skos_are_the_closure_of_the_direct_ones():
    graph = schemes_graph(TERMS)
    for concept in load_schemes():
        node = URIRef(iri(concept.id))
        above = set(graph.transitive_objects(node, SKOS.broader)) - {node}
        below = set(graph.transitive_objects(node, SKOS.narrower)) - {node}
        assert set(graph.objects(node, SKOS.broaderTransitive)) == above
        assert set(graph.objects(node, SKOS.narrowerTransitive)) == below


def test_a_comune_lies_within_province_and_region_in_one_step():
    graph = places_graph(TERMS, GAZETTEER)
    comune, province, region = (URIRef(iri(f"place:{code}")) for code in ("038017", "038", "08"))
    within, anywhere = URIRef(iri("clv:situatedWithin")), URIRef(iri("geo:sfWithin"))
    assert set(graph.objects(comune, within)) == {province}
    assert set(graph.objects(comune, anywhere)) == {province, region}
    assert set(graph.objects(province, anywhere)) == {region}


def rolled_up_examples():
    examples = read_turtle("examples.ttl", TERMS)
    facts = [tuple(map(str, triple)) for triple in examples if isinstance(triple[2], URIRef)]
    for link in ROLLUPS.of(facts):
        examples.add(tuple(map(URIRef, link)))
    return examples


def test_the_examples_with_their_roll_ups_conform():
    assert len(rolled_up_examples()) > len(read_turtle("examples.ttl", TERMS))
    assert validate(rolled_up_examples(), TERMS).conforms


def test_a_roll_up_into_another_scheme_is_a_violation():
    graph = Graph() + rolled_up_examples()
    practice = URIRef(iri("practice/maggiordomo-di-quartiere-liguria"))
    graph.add((practice, URIRef(iri("wp:withinMeasure")), URIRef(iri("need:mobilita-trasporto"))))
    messages = [one.message for one in validate(graph, TERMS).violations]
    assert messages == ["Si rientra solo in misure dello schema delle misure"]


def test_a_plain_pattern_finds_what_a_property_path_finds():
    graph = rolled_up_examples() + vocabulary_graph(TERMS)
    rest = "WHERE { ?p a wp:Practice ; %s ?c }"
    names = {"wp": TERMS.namespace("wp"), "dct": TERMS.namespace("dct"), "skos": str(SKOS)}
    for plain, path in (
        ("wp:withinMeasure", "wp:hasMeasure/dct:type/skos:broader*"),
        ("wp:withinNeed", "(wp:addressesNeed|wp:hasMeasure/wp:addressesNeed)/skos:broader*"),
    ):
        pairs = [
            set(graph.query(f"SELECT DISTINCT ?p ?c {rest % way}", initNs=names))
            for way in (plain, path)
        ]
        assert pairs[0]
        assert pairs[0] == pairs[1]
