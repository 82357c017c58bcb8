import csv
import io
import json

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph
from rdflib.compare import isomorphic
from rdflib.query import Result
from rdflib.util import from_n3

from api.sparql.refusal import Refusal
from api.sparql.results import AnswerTooLarge, write_rows, write_triples, write_truth

ROOM = 10**6
FORMATS = {"json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML}

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
xml_words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]))
iris = st.integers(0, 9).map(lambda n: ox.NamedNode(f"http://e/{n}?a=1&b='%3C"))
READERS = {**FORMATS, "tsv": ox.QueryResultsFormat.TSV}


def literals(text):
    return st.one_of(
        text.map(ox.Literal),
        text.map(lambda value: ox.Literal(value, language="it")),
        text.map(lambda value: ox.Literal(value, datatype=ox.NamedNode("http://e/t"))),
        st.integers().map(ox.Literal),
    )


def store_of(objects) -> ox.Store:
    store = ox.Store()
    predicate = ox.NamedNode("http://e/p")
    for index, value in enumerate(objects):
        store.add(ox.Quad(ox.NamedNode(f"http://e/s{index}"), predicate, value))
    return store


def solutions(store: ox.Store) -> ox.QuerySolutions:
    query = "SELECT ?s ?o ?none { ?s ?p ?o } ORDER BY ?s"
    found = store.query(query)
    assert isinstance(found, ox.QuerySolutions)
    return found


def as_lists(found) -> list[list]:
    return [[row["s"], row["o"], row["none"]] for row in found]


@pytest.mark.parametrize("name", ["json", "tsv"])
@settings(deadline=None)  # the first example pays for imports
@given(objects=st.lists(st.one_of(iris, literals(words)), max_size=5))
def test_the_engine_reads_back_the_rows_we_write(name, objects):
    store = store_of(objects)
    result = write_rows(solutions(store), name, 100, ROOM)
    parsed = ox.parse_query_results(result.body, READERS[name])
    assert isinstance(parsed, ox.QuerySolutions)
    assert as_lists(parsed) == as_lists(solutions(store))
    assert (result.rows, result.truncated) == (len(objects), False)


@settings(deadline=None)  # the first example pays for imports
@given(objects=st.lists(st.one_of(iris, literals(xml_words)), max_size=5))
def test_rdflib_reads_back_the_xml_we_write(objects):
    # Not the engine: its reader drops values made of blanks only.
    store = store_of(objects)
    body = write_rows(solutions(store), "xml", 100, ROOM).body
    read = [[row.get("s"), row.get("o"), row.get("none")] for row in Result.parse(io.BytesIO(body))]
    expected = [[term and from_n3(str(term)) for term in row] for row in as_lists(solutions(store))]
    assert read == expected


@settings(deadline=None)  # the first example pays for imports
@given(objects=st.lists(literals(words), max_size=5))
def test_csv_holds_the_bare_values(objects):
    store = store_of(objects)
    body = write_rows(solutions(store), "csv", 100, ROOM).body.decode()
    read = list(csv.reader(io.StringIO(body, newline="")))
    assert read[0] == ["s", "o", "none"]
    assert read[1:] == [[s.value, o.value, ""] for s, o, _ in as_lists(solutions(store))]


def test_signs_that_xml_cannot_carry_are_replaced():
    body = write_rows(solutions(store_of([ox.Literal("a\x0bb\r")])), "xml", 9, ROOM).body
    assert b"<literal>a\xef\xbf\xbdb&#13;</literal>" in body


def test_rows_beyond_the_limit_are_cut_and_the_cut_is_told():
    store = store_of(ox.Literal(n) for n in range(5))
    cut = write_rows(solutions(store), "json", 4, ROOM)
    whole = write_rows(solutions(store), "json", 5, ROOM)
    assert (cut.rows, cut.truncated, json.loads(cut.body)["head"]["truncated"]) == (4, True, True)
    assert (whole.rows, whole.truncated) == (5, False)
    assert "truncated" not in json.loads(whole.body)["head"]


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
def test_an_answer_over_the_bytes_is_refused(name):
    store = store_of(ox.Literal("x" * 1000 + str(n)) for n in range(5))
    size = len(write_rows(solutions(store), name, 9, ROOM).body)
    assert len(write_rows(solutions(store), name, 9, size).body) == size
    with pytest.raises(AnswerTooLarge):
        write_rows(solutions(store), name, 9, size - 1)


RDFLIB_NAMES = {"turtle": "turtle", "ntriples": "nt", "jsonld": "json-ld", "rdfxml": "xml"}


@pytest.mark.parametrize("name", RDFLIB_NAMES)
def test_rdflib_reads_back_the_triples_we_write(name):
    values = [ox.Literal("è «bello»\n", language="it"), ox.NamedNode("http://e/x"), ox.Literal(3)]
    triples = [quad.triple for quad in store_of(values)]
    result = write_triples(triples, name, 9, ROOM, {"e": "http://e/", "no": "http://no/"})
    graph = Graph().parse(data=result.body, format=RDFLIB_NAMES[name])
    expected = Graph().parse(data="".join(f"{one} .\n" for one in triples), format="nt")
    assert isomorphic(graph, expected)
    assert result.rows == 3
    assert b"http://no/" not in result.body


def test_a_triple_that_comes_twice_is_written_and_counted_once():
    triple = next(iter(store_of([ox.Literal(1)]))).triple
    result = write_triples([triple] * 9, "ntriples", 1, ROOM, {})
    assert (result.rows, result.truncated, result.body.count(b"\n")) == (1, False, 1)


def test_triples_beyond_the_limits_are_cut_or_refused():
    triples = [quad.triple for quad in store_of(ox.Literal(n) for n in range(5))]
    assert write_triples(triples, "turtle", 4, ROOM, {}).truncated
    with pytest.raises(AnswerTooLarge):
        write_triples(triples, "turtle", 9, 100, {})


@pytest.mark.parametrize("predicate", ["http://e/", "http://e/1", "http://e/p#", "http://e/%20"])
def test_a_property_that_xml_cannot_name_is_refused_in_rdf_xml_alone(predicate):
    value = ox.Literal("a\x0bb")
    strange = ox.Triple(ox.NamedNode("http://e/s"), ox.NamedNode(predicate), value)
    with pytest.raises(Refusal, match="RDF/XML non sa scrivere"):
        write_triples([strange], "rdfxml", 9, ROOM, {})
    assert write_triples([strange], "turtle", 9, ROOM, {}).rows == 1


@settings(deadline=None)  # the first example pays for imports
@given(
    objects=st.lists(st.one_of(iris, literals(xml_words)), max_size=5),
    name=st.sampled_from(["p", "è-vero", "a.b", "_1"]),
)
def test_rdflib_reads_back_the_rdf_xml_we_write(objects, name):
    node, said = ox.NamedNode("http://e/s?a=1&b=2"), ox.NamedNode(f"http://e/{name}")
    triples = [ox.Triple(node, said, value) for value in objects]
    graph = Graph().parse(data=write_triples(triples, "rdfxml", 9, ROOM, {}).body, format="xml")
    expected = Graph().parse(data="".join(f"{one} .\n" for one in triples), format="nt")
    assert isomorphic(graph, expected)


def test_signs_that_xml_cannot_carry_are_replaced_in_rdf_xml_too():
    triples = [quad.triple for quad in store_of([ox.Literal("a\x0bb"), ox.Literal("c\x00")])]
    body = write_triples(triples, "rdfxml", 9, ROOM, {}).body
    values = {str(value) for value in Graph().parse(data=body, format="xml").objects()}
    assert values == {"a\ufffdb", "c\ufffd"}


@pytest.mark.parametrize("truth", [True, False])
def test_a_truth_is_written_in_every_format(truth):
    word = str(truth).lower()
    for name, reader in FORMATS.items():
        parsed = ox.parse_query_results(write_truth(truth, name).body, reader)
        assert bool(parsed) is truth
    assert write_truth(truth, "csv").body == write_truth(truth, "tsv").body == word.encode()
