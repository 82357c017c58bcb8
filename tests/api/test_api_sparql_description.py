"""The service says of itself what is true, in the words of the recommendation."""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from api.settings import Settings
from api.sparql.negotiation import FORMATS
from api.sparql.pool import QueryPool
from api.sparql.protocol import sparql_router

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS_NAMED = Namespace("http://www.w3.org/ns/formats/")
SCHEMA = Namespace("https://schema.org/")
VOID = Namespace("http://rdfs.org/ns/void#")
ME = URIRef("http://testserver/sparql")
SETTINGS = Settings(sparql_timeout=20, sparql_workers=1)
#: property → class of what has it, class of its value, as the vocabulary declares them
DECLARED = {
    SD.endpoint: (SD.Service, None),
    SD.supportedLanguage: (SD.Service, None),
    SD.defaultEntailmentRegime: (SD.Service, None),
    SD.resultFormat: (SD.Service, None),
    SD.defaultDataset: (SD.Service, SD.Dataset),
    SD.defaultGraph: (SD.Dataset, SD.Graph),
    SD.namedGraph: (SD.Dataset, SD.NamedGraph),
    SD.name: (SD.NamedGraph, None),
    SD.graph: (SD.NamedGraph, SD.Graph),
}


def snapshot(folder: Path, graphs: int) -> Path:
    store = ox.Store(str(folder))
    says = ox.NamedNode("http://example.org/says")
    version = ox.NamedNode("http://purl.org/dc/terms/hasVersion")
    for number in range(graphs):
        subject = ox.NamedNode(f"http://example.org/{number}")
        name = ox.NamedNode(f"{SETTINGS.base}graph/{('places', 'uno', 'due')[number % 3]}")
        store.add(ox.Quad(subject, says, ox.Literal(number)))
        store.add(ox.Quad(subject, says, ox.Literal(number), name))
        store.add(ox.Quad(name, version, ox.Literal("1"), name))
    store.flush()
    return folder


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QueryPool]:
    folder = tmp_path_factory.mktemp("described")
    with QueryPool(snapshot(folder / "1", 3), SETTINGS) as running:
        yield running


@pytest.fixture(scope="module")
def client(pool) -> TestClient:
    app = FastAPI()
    app.include_router(sparql_router(lambda: pool, SETTINGS))
    return TestClient(app)


def described(client, accept="text/turtle", name="turtle") -> Graph:
    response = client.get("/sparql", headers={"accept": accept})
    assert response.status_code == 200
    assert response.headers["vary"] == "Accept"
    return Graph().parse(data=response.content, format=name)


def test_it_uses_the_words_of_the_vocabulary_as_they_are_declared(client):
    graph = described(client)
    for subject, predicate, value in graph:
        if predicate in SD:
            owner, kind = DECLARED[predicate]
            assert (subject, RDF.type, owner) in graph
            assert kind is None or (value, RDF.type, kind) in graph


def test_there_is_one_service_with_one_endpoint_where_it_was_asked(client):
    graph = described(client)
    assert list(graph.subjects(RDF.type, SD.Service)) == [ME]
    assert list(graph.objects(ME, SD.endpoint)) == [ME]
    assert set(graph.objects(ME, SD.supportedLanguage)) == {SD.SPARQL11Query}
    assert not set(graph.objects(ME, SD.feature))


@pytest.mark.parametrize(
    ("accept", "media_type", "name"),
    [
        ("*/*", "text/turtle; charset=utf-8", "turtle"),
        ("application/ld+json", "application/ld+json", "json-ld"),
        ("application/n-triples", "application/n-triples", "nt"),
        ("application/rdf+xml", "application/rdf+xml", "xml"),
        ("application/json", "application/ld+json", "json-ld"),
        ("text/html,application/xhtml+xml,image/png", "text/turtle; charset=utf-8", "turtle"),
    ],
)
def test_it_says_the_same_in_every_format(client, accept, media_type, name):
    response = client.get("/sparql", headers={"accept": accept})
    assert response.headers["content-type"] == media_type
    assert isomorphic(described(client, accept, name), described(client))


def test_it_names_the_address_at_which_others_reach_it(pool):
    app = FastAPI()
    public = Settings(public_url="https://prassi.example.it")
    app.include_router(sparql_router(lambda: pool, public))
    graph = described(TestClient(app))
    assert list(graph.objects(None, SD.endpoint)) == [URIRef("https://prassi.example.it/sparql")]


@pytest.mark.parametrize("host", ["a b", '"<>', "[", "x/../y", "", "a" * 2000 + "\\"])
def test_a_host_that_is_none_does_no_harm(client, host):
    response = client.get("/sparql", headers={"host": host})
    graph = Graph().parse(data=response.content, format="turtle")
    assert list(graph.objects(None, SD.endpoint)) == [URIRef(f"{SETTINGS.base}sparql")]


def test_every_result_format_it_names_is_one_that_it_writes(client):
    named = {str(one).rpartition("/")[2] for one in described(client).objects(ME, SD.resultFormat)}
    ours = {
        "SPARQL_Results_JSON": "json",
        "SPARQL_Results_XML": "xml",
        "SPARQL_Results_CSV": "csv",
        "SPARQL_Results_TSV": "tsv",
        "Turtle": "turtle",
        "N-Triples": "ntriples",
        "JSON-LD": "jsonld",
        "RDF_XML": "rdfxml",
    }
    assert named == set(ours)
    assert set(ours.values()) == set(FORMATS)
    for name, query in (("xml", "ASK {}"), ("rdfxml", "CONSTRUCT WHERE { ?s ?p ?o }")):
        assert client.get("/sparql", params={"query": query, "format": name}).status_code == 200


def test_it_lists_the_graphs_and_counts_the_triples_that_a_query_finds(client):
    graph = described(client)
    (dataset,) = graph.objects(ME, SD.defaultDataset)
    (default,) = graph.objects(dataset, SD.defaultGraph)
    assert graph.value(default, VOID.triples) == Literal(3)
    listed = {str(name) for name in graph.objects(None, SD.name)}
    assert listed == {f"{SETTINGS.base}graph/{name}" for name in ("places", "uno", "due")}
    for name in listed:
        query = f"ASK {{ GRAPH <{name}> {{ ?s ?p ?o }} }}"
        assert client.get("/sparql", params={"query": query}).json()["boolean"] is True


def test_every_limit_of_the_settings_is_told_with_its_value(client):
    graph = described(client)
    told = {
        str(graph.value(limit, SCHEMA.propertyID)): graph.value(limit, SCHEMA.value).toPython()
        for limit in graph.objects(ME, SCHEMA.additionalProperty)
    }
    names = [name for name in Settings.model_fields if name.startswith("sparql_")]
    assert told == {f"PRASSI_{name.upper()}": getattr(SETTINGS, name) for name in names}
    assert len(told) >= 13
    assert all(
        graph.value(limit, SCHEMA.description) for limit in graph[ME : SCHEMA.additionalProperty]
    )


def test_a_newer_snapshot_is_described_anew(tmp_path):
    with QueryPool(snapshot(tmp_path / "1", 3), SETTINGS) as moving:
        app = FastAPI()
        app.include_router(sparql_router(lambda: moving, SETTINGS))
        client = TestClient(app)
        before = described(client)
        moving.swap(snapshot(tmp_path / "2", 9))
        after = described(client)
    assert [set(one.objects(None, VOID.triples)) for one in (before, after)] == [
        {Literal(3)},
        {Literal(9)},
    ]


def test_what_cannot_be_counted_in_time_is_left_out_and_the_rest_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("api.sparql.description._COUNT", "SELECT nonsense")
    with QueryPool(snapshot(tmp_path / "1", 3), SETTINGS) as pool:
        app = FastAPI()
        app.include_router(sparql_router(lambda: pool, SETTINGS))
        graph = described(TestClient(app))
    assert not set(graph.objects(None, VOID.triples))
    assert len(set(graph.objects(None, SD.name))) == 3
