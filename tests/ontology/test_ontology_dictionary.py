"""The data dictionary knows every word of the vocabulary and of the shapes, in Italian."""

import pytest
from rdflib import OWL, RDF, SH, URIRef
from rdflib.collection import Collection

from ontology.codelists import load_codes
from ontology.dictionary import load_dictionary
from ontology.graph import read_turtle, vocabulary_graph
from ontology.schemes import load_schemes
from ontology.terms import DEFAULT_BASE, Terms, UnknownTerm, scheme_names

TERMS = Terms()
TOLD = load_dictionary(TERMS)
CLASSES = {one.term.name: one for one in TOLD.classes}
PROPERTIES = {one.term.name: one for one in TOLD.properties}


def compact(node):
    return TERMS.compact(str(node))


def use(kind, name):
    return next(use for use in CLASSES[kind].uses if use.property.name == name).constraint


def steps(shapes, path):
    """Yield the properties of a path, however it is made."""
    if isinstance(path, URIRef):
        yield path
        return
    for part in Collection(shapes, shapes.value(path, SH.alternativePath) or path):
        yield from steps(shapes, part)


@pytest.mark.parametrize("file", ["shapes.ttl", "scheme_shapes.ttl"])
def test_every_word_of_the_shapes_is_told(file):
    shapes = read_turtle(file, TERMS)
    kinds = {*shapes.objects(None, SH.targetClass), *shapes.objects(None, SH["class"])}
    assert kinds
    assert {compact(kind) for kind in kinds} <= set(CLASSES)
    paths = [step for path in shapes.objects(None, SH.path) for step in steps(shapes, path)]
    assert {compact(step) for step in paths} <= set(PROPERTIES)


def test_every_word_of_the_vocabulary_is_told():
    graph = vocabulary_graph(TERMS)
    for kind, told in (
        (OWL.Class, CLASSES),
        (OWL.ObjectProperty, PROPERTIES),
        (OWL.DatatypeProperty, PROPERTIES),
    ):
        assert {compact(node) for node in graph.subjects(RDF.type, kind)} <= set(told)
    assert {compact(predicate) for predicate in graph.predicates()} <= set(PROPERTIES)


def test_every_word_has_an_italian_name_and_definition_that_end_well():
    for one in (*TOLD.classes, *TOLD.properties):
        assert one.term.label, one.term.name
        assert one.term.definition.endswith((".", "…")), one.term.name
    for one in TOLD.classes:
        assert one.term.label[0].isupper(), one.term.name


def test_a_word_has_one_anchor_and_no_two_have_the_same():
    anchors = [one.term.anchor for one in (*TOLD.classes, *TOLD.properties)]
    assert len(set(anchors)) == len(anchors)
    assert "wp-hasMeasure" in anchors


def test_a_property_is_told_as_the_shapes_ask():
    assert (use("wp:Practice", "dct:type").at_least, use("wp:Practice", "dct:type").at_most) == (
        1,
        2,
    )
    assert use("wp:Practice", "dct:type").values == ("scheme:practice-type",)
    assert use("wp:Practice", "wp:hasMeasure").values == ("wp:Measure",)
    assert use("wp:Practice", "wp:hasMeasure").expected
    assert use("wp:Practice", "wp:hasMeasure").at_least is None
    assert set(use("itproj:Call", "wp:eligibleApplicant").values) == {
        "scheme:actor",
        "org:Organization",
    }
    assert use("schema:MonetaryAmount", "schema:currency").values == ("= EUR",)
    assert use("dct:PeriodOfTime", "dcat:startDate").pattern
    assert use("dct:PeriodOfTime", "dcat:startDate").at_least is None  # an end alone will do


def test_the_same_property_is_of_other_things_in_other_classes():
    assert use("wp:Measure", "dct:type").values == ("scheme:measure",)
    assert use("wp:Result", "dct:type").values == ("scheme:result-type",)
    assert {"wp:Practice", "wp:Measure", "wp:Result"} <= set(PROPERTIES["dct:type"].classes)


def test_schemes_and_code_lists_are_counted():
    assert {one.name for one in TOLD.schemes} == scheme_names()
    assert sum(one.concepts for one in TOLD.schemes) == len(load_schemes())
    assert sum(one.codes for one in TOLD.code_lists) == len(load_codes())
    assert all(0 < one.top <= one.concepts for one in TOLD.schemes)


def test_values_are_words_that_a_reader_can_look_up():
    known = {f"scheme:{name}" for name in scheme_names()} | set(CLASSES)
    outside = {"itproj:Programme", "oa:classifying", "oa:identifying", "oa:linking"}
    outside |= {"oa:describing"}
    for one in TOLD.properties:
        for value in one.values:
            if value in known | outside or value.startswith("= "):
                continue
            assert value.startswith(("xsd:", "rdf:langString", "geo:wktLiteral")), (one, value)


def test_under_another_base_the_dictionary_is_of_that_base():
    other = load_dictionary(Terms("https://pratiche.example.org/"))
    assert DEFAULT_BASE not in repr(other)
    assert len(other.properties) == len(TOLD.properties)


def test_what_is_told_of_others_words_is_told_of_words_that_exist():
    told = read_turtle("reused.ttl", TERMS)
    for subject in set(told.subjects()):
        try:
            name = compact(subject)
        except UnknownTerm:
            pytest.fail(f"{subject} has no prefix of ours")
        assert not name.startswith("wp:"), "our own words belong to welfare.ttl"
