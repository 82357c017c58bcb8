"""The graph answers the questions it was made for."""

import pytest
from rdflib import Dataset

from ontology.graph import read_turtle, vocabulary_graph
from ontology.queries import competency_queries
from ontology.terms import Terms

BASES = [Terms(), Terms("https://pratiche.example.org/")]


@pytest.fixture(scope="module", params=BASES, ids=lambda terms: terms.base)
def terms(request):
    return request.param


@pytest.fixture(scope="module")
def graph(terms):
    # As in the library: facts in the default graph, facts and evidence in that of the document.
    examples = read_turtle("examples.ttl", terms)
    dataset = Dataset()
    dataset.default_graph += examples + vocabulary_graph(terms)
    dataset.graph(f"{terms.base}graph/esempi").__iadd__(examples)
    return dataset


@pytest.mark.parametrize("number", range(16))
def test_a_competency_question_is_answered_with_its_columns(number, terms, graph):
    query = competency_queries(terms)[number]
    answer = graph.query(query.sparql)
    assert tuple(map(str, answer.vars)) == query.columns
    assert len(answer) > 0, query.question
    assert query.question.endswith("?")


def test_there_are_sixteen_questions_in_order():
    assert [query.id for query in competency_queries()] == [f"cq{n:02}" for n in range(1, 17)]


def test_the_quote_behind_a_statement_is_the_one_in_the_document(terms, graph):
    evidence = next(query for query in competency_queries(terms) if query.id == "cq09")
    quotes = {str(row.quote) for row in graph.query(evidence.sparql)}
    assert "strumenti di work experience/tirocini" in quotes
