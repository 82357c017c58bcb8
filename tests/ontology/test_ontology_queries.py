"""The graph answers the questions it was made for, under any base."""

import re

import pyoxigraph as ox
import pytest
from gallery_graph import told_graph
from rdflib.plugins.sparql import prepareQuery

from ontology.graph import vocabulary_graph
from ontology.queries import BrokenQuery, competency_queries, read_query
from ontology.terms import DEFAULT_BASE, Terms

OTHER = Terms("https://pratiche.example.org/")
#: Questions about one practice, which is of the corpus; the examples have another.
OF_ONE = ("cq09", "cq12")
IDS = [query.id for query in competency_queries()]
BROKEN = """#+ title = "T"
#+ question = "Q?"
#+ theme = "X"
#+ shows = "S."
#+ [columns]
#+ n = ["xsd:integer", "Numero"]
#+ [parameters]
#+ wanted = ["Che cosa", "2"]
SELECT ?n WHERE { BIND (1 AS ?n) }
"""


@pytest.fixture(scope="module", params=[Terms(), OTHER], ids=lambda terms: terms.base)
def terms(request):
    return request.param


@pytest.fixture(scope="module")
def graph(terms):
    # As in the library: facts in the default graph, facts and evidence in that of the document.
    told = told_graph(terms)
    store = ox.Store()
    store.load((told + vocabulary_graph(terms)).serialize(format="nt"), ox.RdfFormat.N_TRIPLES)
    name = ox.NamedNode(f"{terms.base}graph/esempi")
    store.load(told.serialize(format="nt"), ox.RdfFormat.N_TRIPLES, to_graph=name)
    return store


def query_of(identifier, terms=None):
    return next(query for query in competency_queries(terms) if query.id == identifier)


@pytest.mark.parametrize("identifier", IDS)
def test_a_competency_question_is_answered_with_its_columns(identifier, terms, graph):
    query = query_of(identifier, terms)
    answer = graph.query(query.with_examples() if identifier in OF_ONE else query.sparql)
    names = [variable.value for variable in answer.variables]
    assert names == [column.name for column in query.columns]
    assert len(list(answer)) > 0, query.question


def test_the_questions_are_numbered_without_gaps_and_none_is_asked_twice():
    assert [f"cq{n:02}" for n in range(1, len(IDS) + 1)] == IDS
    assert len(IDS) >= 25
    for told in ("title", "question", "sparql"):
        assert len({getattr(query, told) for query in competency_queries()}) == len(IDS)


@pytest.mark.parametrize("identifier", IDS)
def test_a_question_is_told_in_words_that_a_reader_finds_complete(identifier):
    query = query_of(identifier)
    assert query.question.endswith("?")
    assert query.shows.endswith(".")
    assert query.sparql.startswith(f"# {query.title}\n# {query.question}\n")
    assert all(column.meaning[0].isupper() for column in query.columns)
    assert not re.search(r"^#\+", query.sparql, re.MULTILINE)


@pytest.mark.parametrize("identifier", IDS)
def test_a_question_declares_the_prefixes_it_uses_and_no_others(identifier):
    query = query_of(identifier)
    prepareQuery(query.sparql)  # without a prefix that is not declared, this fails
    body = query.sparql.rpartition("PREFIX")[2]
    for prefix in re.findall(r"^PREFIX (\w+):", query.sparql, re.MULTILINE):
        assert f"{prefix}:" in body.split("\n", 1)[1]


@pytest.mark.parametrize("identifier", IDS)
def test_every_parameter_has_a_value_and_another_to_try(identifier):
    query = query_of(identifier)
    changed = query.with_examples()
    prepareQuery(changed)
    for one in query.parameters:
        assert one.value != one.example
        assert f"VALUES ?{one.name} {{ {one.example} }}" in changed
        assert f"VALUES ?{one.name} {{ {one.value} }}" not in changed


def test_under_another_base_a_question_asks_nothing_of_the_default_one():
    for query in competency_queries(OTHER):
        written = query.with_examples() + query.sparql + query.shows
        assert DEFAULT_BASE not in written


def test_the_quote_behind_a_statement_is_the_one_in_the_document(terms, graph):
    evidence = query_of("cq09", terms)
    quotes = {row["quote"].value for row in graph.query(evidence.with_examples())}
    assert "strumenti di work experience/tirocini" in quotes


@pytest.mark.parametrize(
    "broken",
    [
        BROKEN,  # its parameter is not in the query
        BROKEN.replace('question = "Q?"', "question = Q"),
        BROKEN.replace('#+ theme = "X"\n', ""),
        "SELECT * WHERE { ?s ?p ?o }",
    ],
)
def test_a_query_that_does_not_keep_its_header_is_refused_by_name(broken):
    with pytest.raises(BrokenQuery, match="prova"):
        read_query("prova", broken, Terms())
    whole = BROKEN.replace("BIND", "VALUES ?wanted { 1 } BIND")
    assert read_query("prova", whole, Terms()).parameters[0].value == "1"
