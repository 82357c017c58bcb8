"""Compact identifiers and IRIs are two spellings of the same thing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.codelists import load_codes
from ontology.graph import jsonld_context, read_turtle, vocabulary_graph
from ontology.schemes import load_schemes
from ontology.terms import DEFAULT_BASE, PREFIXES, Terms, UnknownTerm, city_dates, scheme_names

OTHER = Terms("https://pratiche.example.org/grafo/")
BASES = st.sampled_from([Terms(), OTHER, Terms("http://127.0.0.1:8000/")])
KINDS = st.from_regex(r"[a-z]{1,12}(-[a-z]{1,8})?", fullmatch=True)
SLUGS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,20}", fullmatch=True)


@given(BASES, KINDS, SLUGS)
def test_a_thing_of_ours_comes_back_from_its_iri(terms, kind, slug):
    compact = f"{kind}/{slug}"
    iri = terms.expand(compact)
    assert iri.startswith(f"{terms.base}id/{kind}/")
    assert iri.isascii()
    assert not set(' <>"{}|\\^`#?') & set(iri)
    assert terms.compact(iri) == compact


@given(BASES, st.sampled_from(sorted(PREFIXES)), NAMES)
def test_a_prefixed_name_comes_back_from_its_iri(terms, prefix, name):
    assert terms.compact(terms.expand(f"{prefix}:{name}")) == f"{prefix}:{name}"


@given(BASES, st.sampled_from([concept.id for concept in load_schemes()]))
def test_a_concept_comes_back_from_its_iri(terms, concept):
    assert terms.compact(terms.expand(concept)) == concept


@given(BASES, st.sampled_from(sorted(load_codes())))
def test_a_code_of_another_list_comes_back_from_its_iri(terms, code):
    assert terms.compact(terms.expand(code)) == code


@given(BASES, st.sampled_from([*sorted(city_dates()), "037", "08"]))
def test_a_territory_comes_back_from_its_official_iri(terms, code):
    iri = terms.expand(f"place:{code}")
    assert iri.startswith("https://w3id.org/italia/controlled-vocabulary/territorial-")
    assert terms.compact(iri) == f"place:{code}"


@given(st.text(max_size=30))
def test_what_expands_comes_back_and_the_rest_is_refused(text):
    try:
        iri = Terms().expand(text)
    except UnknownTerm:
        return
    assert Terms().compact(iri) == text


@pytest.mark.parametrize("wrong", ["", "nido", "/a", "a/", "Practice/x", "https://example.org/x"])
def test_a_string_that_is_no_identifier_is_refused(wrong):
    with pytest.raises(UnknownTerm):
        Terms().expand(wrong)


@pytest.mark.parametrize(
    "wrong", ["dtc:title", "measure:", "measure:Nido", "measure:a b", "wp:a b"]
)
def test_an_unknown_prefix_or_a_bad_name_is_refused(wrong):
    with pytest.raises(UnknownTerm):
        Terms().expand(wrong)


@pytest.mark.parametrize("code", ["999999", "0370", "3", "abc", "99", "999", "٠٣٧"])
def test_a_territory_that_does_not_exist_is_refused(code):
    with pytest.raises(UnknownTerm):
        Terms().expand(f"place:{code}")


@pytest.mark.parametrize(
    "iri",
    [
        "https://example.org/x",
        f"{DEFAULT_BASE}id/document/a#char=1,2",
        f"{DEFAULT_BASE}scheme/misure/nido",
        f"{DEFAULT_BASE}id/document/a b",
    ],
)
def test_an_iri_that_no_identifier_names_is_refused(iri):
    with pytest.raises(UnknownTerm):
        Terms().compact(iri)


@pytest.mark.parametrize("base", ["", "example.org/", "https://x.org", "https://x.org/#", "urn:x/"])
def test_a_base_that_cannot_hold_iris_is_refused(base):
    with pytest.raises(ValueError, match="base"):
        Terms(base)


def test_the_example_iris_of_the_design_hold():
    terms = Terms()
    assert (
        terms.expand("measure:banca-del-tempo") == f"{DEFAULT_BASE}scheme/measure/banca-del-tempo"
    )
    assert terms.expand("practice/orti") == f"{DEFAULT_BASE}id/practice/orti"
    assert terms.expand("place:037006").endswith("cities/037006-(2015-01-01)")
    assert terms.expand("siuss:A2.07").endswith("tipo_categoria_prestazione_siuss/A2.07")


def test_a_younger_comune_can_be_taught():
    iri = (
        "https://w3id.org/italia/controlled-vocabulary/territorial-classifications/"
        "cities/999999-(2030-01-01)"
    )
    terms = Terms().with_cities({"999999": iri})
    assert terms.expand("place:999999") == iri
    assert terms == Terms()


def test_under_another_base_nothing_of_the_default_one_remains():
    for graph in (
        vocabulary_graph(OTHER),
        read_turtle("shapes.ttl", OTHER),
        read_turtle("scheme_shapes.ttl", OTHER),
        read_turtle("examples.ttl", OTHER),
    ):
        written = graph.serialize(format="nt")
        assert DEFAULT_BASE.rstrip("/") not in written
        assert OTHER.base in written
    assert DEFAULT_BASE not in str(jsonld_context(OTHER))


def test_another_base_changes_names_and_nothing_else():
    assert len(vocabulary_graph(OTHER)) == len(vocabulary_graph(Terms()))
    back = vocabulary_graph(OTHER).serialize(format="nt").replace(OTHER.base, DEFAULT_BASE)
    mine = vocabulary_graph(Terms()).serialize(format="nt")
    assert sorted(back.splitlines()) == sorted(mine.splitlines())


def test_prefixes_mean_the_same_in_code_and_context():
    terms = Terms()
    known = {prefix: terms.namespace(prefix) for prefix in PREFIXES}
    context = jsonld_context(terms)["@context"]
    assert {p: context[p] for p in known} == known


def test_no_scheme_or_code_list_is_named_like_a_prefix():
    lists = {code.partition(":")[0] for code in load_codes()}
    assert not (scheme_names() | lists) & set(PREFIXES)
    assert not scheme_names() & lists
