"""The SPARQL 1.1 Protocol, case by case, as far as an endpoint that only reads can follow it.

Each test is named for what the recommendation, or the working group's own list of cases, asks for.
Asked of the whole service, so that every layer takes part.
"""

import json
from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from rdflib import Graph

from api.errors import install_handlers
from api.security import HeadAsGet, OpenData
from api.settings import Settings
from api.sparql.pool import QueryPool
from api.sparql.protocol import sparql_router

SETTINGS = Settings(
    sparql_timeout=30, sparql_workers=1, sparql_max_rows=20, sparql_errors_per_minute=10_000
)
ONE, TWO, THREE = (f"{SETTINGS.base}graph/{name}" for name in ("one", "two", "three"))
DIRECT = {"content-type": "application/sparql-query"}
FORM = {"content-type": "application/x-www-form-urlencoded"}
ROWS = {
    "application/sparql-results+xml",
    "application/sparql-results+json",
    "text/csv; charset=utf-8",
    "text/tab-separated-values; charset=utf-8",
}
TRIPLES = {
    "application/rdf+xml",
    "text/turtle; charset=utf-8",
    "application/n-triples",
    "application/ld+json",
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("conformance") / "snapshot"
    store = ox.Store(str(folder))
    says = ox.NamedNode("http://example.org/says")
    for graph in (None, ONE, TWO, THREE):
        name = graph.rpartition("/")[2] if graph else "curated"
        where = ox.NamedNode(graph) if graph else ox.DefaultGraph()
        subject = ox.NamedNode(f"{SETTINGS.base}id/{name}")
        store.add(ox.Quad(subject, says, ox.Literal(name), where))
    store.flush()
    with QueryPool(folder, SETTINGS) as pool:
        app = FastAPI()
        install_handlers(app)
        app.include_router(sparql_router(lambda: pool, SETTINGS))
        app.add_middleware(OpenData)
        app.add_middleware(HeadAsGet)
        yield TestClient(app)


def said(response) -> set[str]:
    assert response.status_code == 200, response.text
    return {row["o"]["value"] for row in response.json()["results"]["bindings"]}


def refused(response, *statuses: int) -> None:
    assert response.status_code in statuses, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.json()["detail"]


# The three operations (2.1.1, 2.1.2, 2.1.3)


def test_query_get(client):
    response = client.get("/sparql?query=ASK%20%7B%7D")
    assert response.status_code == 200
    assert response.headers["content-type"] in ROWS
    assert response.json()["boolean"] is True


def test_query_post_form(client):
    response = client.post("/sparql", content="query=ASK%20%7B%7D", headers=FORM)
    assert response.json()["boolean"] is True


def test_query_post_direct(client):
    response = client.post("/sparql", content="ASK {}", headers=DIRECT)
    assert response.json()["boolean"] is True


def test_query_get_with_spaces_as_plus(client):
    assert client.get("/sparql?query=ASK+%7B%7D").json()["boolean"] is True


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"', "us-ascii"])
@pytest.mark.parametrize(
    ("kind", "body"),
    [(DIRECT["content-type"], "ASK {}"), (FORM["content-type"], "query=ASK+%7B%7D")],
)
def test_a_media_type_may_name_the_only_character_set_there_is(client, kind, body, charset):
    headers = {"content-type": f"{kind}; charset={charset}"}
    assert client.post("/sparql", content=body, headers=headers).json()["boolean"] is True


def test_letters_beyond_ascii_come_through_every_way(client):
    query = "SELECT ?o { BIND('perché 漢字 😀' AS ?o) }"
    answers = [
        client.get("/sparql", params={"query": query}),
        client.post("/sparql", data={"query": query}),
        client.post("/sparql", content=query.encode(), headers=DIRECT),
    ]
    assert [said(answer) for answer in answers] == [{"perché 漢字 😀"}] * 3


# Media types of answers (2.1.5, 2.1.6)


@pytest.mark.parametrize("query", ["SELECT * { ?s ?p ?o }", "ASK {}"])
@pytest.mark.parametrize("accept", [None, "*/*", *sorted(ROWS), "application/json", "text/*"])
def test_query_content_type_select_and_ask(client, query, accept):
    headers = {"accept": accept} if accept else {}
    response = client.get("/sparql", params={"query": query}, headers=headers)
    assert response.headers["content-type"] in ROWS
    if accept in ROWS:
        assert response.headers["content-type"] == accept


@pytest.mark.parametrize(
    "query", ["CONSTRUCT WHERE { ?s ?p ?o }", f"DESCRIBE <{SETTINGS.base}id/curated>"]
)
@pytest.mark.parametrize("accept", [None, "*/*", *sorted(TRIPLES), "application/json", "text/xml"])
def test_query_content_type_construct_and_describe(client, query, accept):
    headers = {"accept": accept} if accept else {}
    response = client.get("/sparql", params={"query": query}, headers=headers)
    media_type = response.headers["content-type"]
    assert media_type in TRIPLES
    if accept in TRIPLES:
        assert media_type == accept
    names = {"application/rdf+xml": "xml", "application/ld+json": "json-ld"}
    name = names.get(media_type, media_type.partition(";")[0])
    assert len(Graph().parse(data=response.content, format=name)) == 1


def test_a_format_nobody_writes_is_not_acceptable(client):
    asked = {"query": "ASK {}"}
    refused(client.get("/sparql", params=asked, headers={"accept": "image/png"}), 406)
    refused(client.get("/sparql", params=asked, headers={"accept": "text/turtle"}), 406)
    answer = client.get("/sparql", params=asked, headers={"accept": "image/png, */*;q=0.1"})
    assert answer.status_code == 200


# The dataset (2.1.4; SPARQL 1.1 Query, 13.2)

OBJECTS = "SELECT ?o { ?s ?p ?o }"
NAMED = "SELECT ?o { GRAPH ?g { ?s ?p ?o } }"
BOTH = "SELECT ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
WAYS = [
    lambda client, query, dataset: client.get("/sparql", params=[("query", query), *dataset]),
    lambda client, query, dataset: client.post(
        "/sparql", data=as_form([("query", query), *dataset])
    ),
    lambda client, query, dataset: client.post(
        "/sparql", params=dataset, content=query, headers=DIRECT
    ),
]


def as_form(pairs):
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


@pytest.mark.parametrize("ask", WAYS, ids=["get", "form", "direct"])
@pytest.mark.parametrize(
    ("query", "dataset", "expected"),
    [
        (OBJECTS, [], {"curated"}),
        (NAMED, [], {"one", "two", "three"}),
        (OBJECTS, [("default-graph-uri", ONE)], {"one"}),
        (OBJECTS, [("default-graph-uri", ONE), ("default-graph-uri", TWO)], {"one", "two"}),
        (NAMED, [("named-graph-uri", ONE), ("named-graph-uri", TWO)], {"one", "two"}),
        (BOTH, [("default-graph-uri", ONE), ("named-graph-uri", TWO)], {"one", "two"}),
        (OBJECTS, [("named-graph-uri", TWO)], set()),
        (NAMED, [("default-graph-uri", ONE)], set()),
        (OBJECTS, [("default-graph-uri", f"{SETTINGS.base}graph/nobody")], set()),
    ],
)
def test_query_dataset_of_the_protocol(client, ask, query, dataset, expected):
    assert said(ask(client, query, dataset)) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (f"SELECT ?o FROM <{ONE}> {{ ?s ?p ?o }}", {"one"}),
        (f"SELECT ?o FROM <{ONE}> FROM <{TWO}> {{ ?s ?p ?o }}", {"one", "two"}),
        (f"SELECT ?o FROM NAMED <{ONE}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", {"one"}),
        (f"SELECT ?o FROM NAMED <{ONE}> {{ ?s ?p ?o }}", set()),
        (f"SELECT ?o FROM <{ONE}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", set()),
        (f"SELECT ?o FROM NAMED <{ONE}> {{ GRAPH <{TWO}> {{ ?s ?p ?o }} }}", set()),
        ("SELECT ?o FROM <graph/one> { ?s ?p ?o }", {"one"}),
        ("PREFIX g: <graph/> SELECT ?o FROM g:two { ?s ?p ?o }", {"two"}),
        (f"BASE <{SETTINGS.base}graph/> SELECT ?o FROM <three> {{ ?s ?p ?o }}", {"three"}),
    ],
)
def test_query_dataset_of_the_query(client, query, expected):
    assert said(client.get("/sparql", params={"query": query})) == expected


@pytest.mark.parametrize("ask", WAYS, ids=["get", "form", "direct"])
def test_query_multiple_dataset_the_protocol_wins_over_the_query(client, ask):
    query = f"SELECT ?o FROM <{ONE}> FROM NAMED <{ONE}> {{ {BOTH.partition('{')[2]}"
    dataset = [("default-graph-uri", TWO), ("named-graph-uri", THREE)]
    assert said(ask(client, query, dataset)) == {"two", "three"}


@pytest.mark.parametrize("parameter", ["default-graph-uri", "named-graph-uri"])
@pytest.mark.parametrize("graph", ["http://example.org/data", "file:///etc/passwd", "", "a b"])
def test_a_graph_that_is_not_ours_is_refused_and_never_fetched(client, parameter, graph):
    refused(client.get("/sparql", params={"query": "ASK {}", parameter: graph}), 400)


def test_a_relative_address_is_of_this_library(client):
    query = "SELECT ?o { <id/curated> ?p ?o }"
    assert said(client.get("/sparql", params={"query": query})) == {"curated"}


# What goes wrong (2.1.7)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_bad_query_method(client, method):
    response = client.request(method, "/sparql", params={"query": "ASK {}"})
    refused(response, 405)
    allowed = set(response.headers["allow"].split(", "))
    assert {"GET", "HEAD", "POST", "OPTIONS"} <= allowed
    assert method not in allowed


@pytest.mark.parametrize(
    "ask",
    [
        lambda c: c.get("/sparql?query=ASK%20%7B%7D&query=SELECT%20%2A%20%7B%7D"),
        lambda c: c.post("/sparql?query=ASK%7B%7D", content="query=ASK%7B%7D", headers=FORM),
        lambda c: c.post("/sparql?query=ASK%7B%7D", content="ASK {}", headers=DIRECT),
        lambda c: c.post("/sparql", content="query=ASK%7B%7D&query=ASK%7B%7D", headers=FORM),
        lambda c: c.get("/sparql?query=ASK%7B%7D&format=json&format=xml"),
        lambda c: c.get("/sparql?query=ASK%7B%7D&timeout=1&timeout=2"),
    ],
)
def test_bad_multiple_queries_or_options(client, ask):
    refused(ask(client), 400)


@pytest.mark.parametrize(
    "headers", [{"content-type": "text/plain"}, {"content-type": "application/json"}, {}]
)
@pytest.mark.parametrize("body", [b"query=ASK%20%7B%7D", b"ASK {}"])
def test_bad_query_wrong_or_missing_media_type(client, headers, body):
    refused(client.post("/sparql", content=body, headers=headers), 415)


@pytest.mark.parametrize("kind", [DIRECT["content-type"], FORM["content-type"]])
@pytest.mark.parametrize(
    ("body", "charset"),
    [
        ("ASK {}".encode("utf-16"), "; charset=UTF-16"),
        ("ASK {}".encode("utf-16"), ""),
        ("ASK { ?s ?p 'è' }".encode("latin-1"), "; charset=ISO-8859-1"),
        ("ASK { ?s ?p 'è' }".encode("latin-1"), ""),
    ],
)
def test_bad_query_non_utf8(client, kind, body, charset):
    response = client.post("/sparql", content=body, headers={"content-type": kind + charset})
    refused(response, 400, 415)


@pytest.mark.parametrize("query", ["ASK {", "SELECT", "ASK {} }", "query", "ASK { ?s ?p }"])
@pytest.mark.parametrize("ask", WAYS, ids=["get", "form", "direct"])
def test_bad_query_syntax(client, ask, query):
    refused(ask(client, query, []), 400)


@pytest.mark.parametrize(
    "ask",
    [
        lambda c: c.get("/sparql?query="),
        lambda c: c.get("/sparql?default-graph-uri=http%3A%2F%2Fe%2F"),
        lambda c: c.post("/sparql", content="", headers=DIRECT),
        lambda c: c.post("/sparql", content="", headers=FORM),
        lambda c: c.post("/sparql", content="q=ASK%20%7B%7D", headers=FORM),
    ],
)
def test_bad_query_missing(client, ask):
    refused(ask(client), 400)


@pytest.mark.parametrize(
    "ask",
    [
        lambda c: c.get("/sparql", params={"update": "CLEAR ALL"}),
        lambda c: c.post("/sparql", content="update=CLEAR+ALL", headers=FORM),
        lambda c: c.post(
            "/sparql", content="CLEAR ALL", headers={"content-type": "application/sparql-update"}
        ),
        lambda c: c.get("/sparql", params={"query": "CLEAR ALL"}),
        lambda c: c.post("/sparql", content="CLEAR ALL", headers=DIRECT),
        lambda c: c.get("/sparql", params={"query": "ASK {}", "using-graph-uri": ONE}),
    ],
)
def test_an_update_is_refused_however_it_comes(client, ask):
    response = ask(client)
    refused(response, 400)
    assert response.json()["type"].endswith("sparql-read-only")


def test_parameters_of_other_services_are_not_minded(client):
    asked = {"query": "ASK {}", "debug": "on", "soft-limit": ""}
    assert client.get("/sparql", params=asked).status_code == 200


# HEAD, CORS, limits


def test_head_answers_as_get_without_a_body(client):
    asked = {"query": OBJECTS}
    got, head = client.get("/sparql", params=asked), client.head("/sparql", params=asked)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers == got.headers


def test_a_browser_is_told_that_other_sites_may_post(client):
    response = client.options(
        "/sparql",
        headers={
            "origin": "https://osservatorio.example",
            "access-control-request-method": "POST",
            "access-control-request-headers": "content-type",
        },
    )
    assert response.status_code == 204
    assert response.headers["access-control-allow-origin"] == "*"
    assert "POST" in response.headers["access-control-allow-methods"].split(", ")
    allowed = response.headers["access-control-allow-headers"].lower().split(", ")
    assert {"content-type", "accept"} <= set(allowed)
    assert "POST" in response.headers["allow"].split(", ")
    assert "access-control-allow-credentials" not in response.headers


def test_an_answer_and_a_refusal_may_be_read_by_other_sites(client):
    for query in ("ASK {}", "ASK {"):
        response = client.get(
            "/sparql", params={"query": query}, headers={"origin": "https://osservatorio.example"}
        )
        assert response.headers["access-control-allow-origin"] == "*"
        exposed = response.headers["access-control-expose-headers"].split(", ")
        assert {"Prassi-Truncated", "Retry-After"} <= set(exposed)


MANY = "SELECT ?o { VALUES ?o { " + " ".join(map(str, range(25))) + " } }"
MANY_TRIPLES = f"CONSTRUCT {{ <u:s> <u:p> ?o }} WHERE {{ {MANY.partition('{')[2]}"
LINK = "urn:prassi:sparql:truncated"


@pytest.mark.parametrize(
    ("query", "name", "mark"),
    [
        (MANY, "json", f'"link": ["{LINK}"], "truncated": true'),
        (MANY, "xml", f'<link href="{LINK}"/></head>'),
        (MANY, "csv", None),
        (MANY, "tsv", None),
        (MANY_TRIPLES, "turtle", "# tagliata"),
        (MANY_TRIPLES, "ntriples", "# tagliata"),
        (MANY_TRIPLES, "rdfxml", "<!-- tagliata"),
        (MANY_TRIPLES, "jsonld", None),
    ],
)
def test_a_cut_is_told_in_the_header_always_and_wherever_the_format_has_room(
    client, query, name, mark
):
    cut = client.get("/sparql", params={"query": query, "format": name})
    assert cut.headers["prassi-truncated"] == "true"
    whole = client.get("/sparql", params={"query": query + " LIMIT 20", "format": name})
    assert "prassi-truncated" not in whole.headers
    if mark:
        assert mark in cut.text
        assert mark not in whole.text
    readers = {"turtle": "turtle", "ntriples": "nt", "rdfxml": "xml", "jsonld": "json-ld"}
    if name in readers:
        assert len(Graph().parse(data=cut.content, format=readers[name])) == 20


ENDLESS = (
    "SELECT (COUNT(*) AS ?n) {"
    + "".join(f" VALUES ?v{n} {{ {' 1' * 100} }}" for n in range(9))
    + " }"
)


@pytest.mark.parametrize(("timeout", "limit"), [("300ms", 0.3), ("0.3", 0.3), ("0.3s", 0.3)])
def test_a_client_may_ask_for_less_time(client, timeout, limit):
    response = client.get("/sparql", params={"query": ENDLESS, "timeout": timeout})
    refused(response, 504)
    assert response.json()["limit"] == limit
    assert "0,3 s" in response.json()["detail"]
    assert int(response.headers["retry-after"]) >= 1


def test_a_client_may_not_ask_for_more_time():
    pool_seconds = Settings(sparql_timeout=0.5).sparql_timeout
    from api.sparql.asking import _seconds

    assert _seconds("3600", pool_seconds) == pool_seconds
    assert _seconds("999999999s", pool_seconds) == pool_seconds
    assert _seconds("", pool_seconds) == _seconds(None, pool_seconds) == pool_seconds


@pytest.mark.parametrize("timeout", ["0", "-1", "forever", "1e3", "nan", "5 minutes", "9" * 99])
def test_a_time_that_is_none_is_refused(client, timeout):
    refused(client.get("/sparql", params={"query": "ASK {}", "timeout": timeout}), 400)


def test_an_answer_is_json_that_says_nothing_twice(client):
    body = client.get("/sparql", params={"query": OBJECTS}).text
    assert json.loads(body)["head"] == {"vars": ["o"]}
