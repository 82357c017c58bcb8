import asyncio
import io
import json
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from rdflib import Graph
from rdflib.query import Result

from api.errors import PrassiError, UnavailableError, install_handlers
from api.settings import Settings
from api.sparql.pool import QueryPool
from api.sparql.protocol import sparql_router
from api.sparql.worker import Answered

SETTINGS = Settings(sparql_timeout=10, sparql_workers=2, sparql_max_rows=20)
GRAPH = f"{SETTINGS.base}graph/documento-1"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }"


def write_store(folder: Path, practices: int = 30) -> Path:
    store = ox.Store(str(folder))
    title = ox.NamedNode("http://purl.org/dc/terms/title")
    for number in range(practices):
        practice = ox.NamedNode(f"{SETTINGS.base}id/practice/p{number:02}")
        store.add(ox.Quad(practice, title, ox.Literal(f"Orti {number}", language="it")))
    words = ox.Literal("nel documento")
    store.add(ox.Quad(ox.NamedNode("u:s"), title, words, ox.NamedNode(GRAPH)))
    store.flush()
    return folder


@pytest.fixture(scope="module")
def pool(tmp_path_factory) -> Iterator[QueryPool]:
    snapshot = write_store(tmp_path_factory.mktemp("sparql") / "snapshot")
    with QueryPool(snapshot, SETTINGS) as running:
        running.warm_up()
        yield running


@pytest.fixture(scope="module")
def app(pool) -> FastAPI:
    application = FastAPI()
    install_handlers(application)
    application.include_router(sparql_router(lambda: pool, SETTINGS))
    return application


@pytest.fixture(scope="module")
def client(app) -> TestClient:
    return TestClient(app)


def assert_problem(response, status: int, slug: str) -> dict:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["access-control-allow-origin"] == "*"
    body = response.json()
    assert body["type"] == f"urn:prassi:problem:{slug}"
    assert body["detail"]
    return body


SELECT = "SELECT ?t { ?s dct:title ?t } ORDER BY ?t LIMIT 2"
DIRECT = {"content-type": "application/sparql-query"}


def test_the_three_ways_of_asking_give_the_same_answer(client):
    by_get = client.get("/sparql", params={"query": SELECT})
    by_form = client.post("/sparql", data={"query": SELECT})
    directly = client.post("/sparql", content=SELECT, headers=DIRECT)
    titles = [row["t"]["value"] for row in by_get.json()["results"]["bindings"]]
    assert titles == ["Orti 0", "Orti 1"]
    assert by_get.content == by_form.content == directly.content
    assert by_get.headers["vary"] == "Accept"
    assert by_get.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("accept", "media_type", "start"),
    [
        ("application/sparql-results+json", "application/sparql-results+json", '{"head"'),
        ("application/json", "application/sparql-results+json", '{"head"'),
        ("application/sparql-results+xml", "application/sparql-results+xml", "<?xml"),
        ("text/csv", "text/csv; charset=utf-8", "t\r\nOrti 0\r\n"),
        (
            "text/tab-separated-values",
            "text/tab-separated-values; charset=utf-8",
            '?t\n"Orti 0"@it',
        ),
        ("*/*", "application/sparql-results+json", '{"head"'),
        ("text/*;q=0.5, application/sparql-results+xml;q=0.4", "text/csv; charset=utf-8", "t\r\n"),
        ("text/turtle, text/csv;q=0.1", "text/csv; charset=utf-8", "t\r\n"),
        ("text/csv;q=0, */*;q=0.1", "application/sparql-results+json", '{"head"'),
    ],
)
def test_rows_come_in_the_format_the_client_prefers(client, accept, media_type, start):
    response = client.get("/sparql", params={"query": SELECT}, headers={"accept": accept})
    assert response.headers["content-type"] == media_type
    assert response.text.startswith(start)


@pytest.mark.parametrize(
    ("accept", "media_type", "rdflib_format"),
    [
        ("*/*", "text/turtle; charset=utf-8", "turtle"),
        ("text/turtle", "text/turtle; charset=utf-8", "turtle"),
        ("application/n-triples", "application/n-triples", "nt"),
        ("application/ld+json", "application/ld+json", "json-ld"),
    ],
)
@pytest.mark.parametrize(
    "query",
    ["CONSTRUCT WHERE { ?s dct:title ?t } LIMIT 3", "DESCRIBE ?s { ?s dct:title ?t } LIMIT 3"],
)
def test_triples_come_in_the_format_the_client_prefers(
    client, query, accept, media_type, rdflib_format
):
    response = client.get("/sparql", params={"query": query}, headers={"accept": accept})
    assert response.headers["content-type"] == media_type
    assert len(Graph().parse(data=response.content, format=rdflib_format)) == 3


def test_an_ask_answers_yes_or_no(client):
    response = client.get("/sparql", params={"query": "ASK { ?s dct:title 'Orti 1'@it }"})
    assert response.json() == {"head": {}, "boolean": True}


def test_the_format_parameter_wins_over_the_header(client):
    asked = {"query": SELECT, "format": "csv"}
    response = client.get("/sparql", params=asked, headers={"accept": "application/json"})
    assert response.headers["content-type"].startswith("text/csv")


@pytest.mark.parametrize(
    ("params", "accept"),
    [
        ({"query": SELECT, "format": "turtle"}, "*/*"),
        ({"query": SELECT, "format": "pdf"}, "*/*"),
        ({"query": SELECT}, "text/turtle"),
        ({"query": SELECT}, "image/png"),
        ({"query": "CONSTRUCT WHERE { ?s ?p ?o }"}, "text/csv"),
    ],
)
def test_a_format_that_does_not_suit_is_406(client, params, accept):
    response = client.get("/sparql", params=params, headers={"accept": accept})
    assert_problem(response, 406, "sparql-not-acceptable")


def test_a_cut_answer_says_so_in_header_and_json(client):
    response = client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }"})
    assert response.headers["prassi-truncated"] == "true"
    assert response.json()["head"]["truncated"] is True
    assert len(response.json()["results"]["bindings"]) == SETTINGS.sparql_max_rows
    assert "Prassi-Truncated" in response.headers["access-control-expose-headers"]
    whole = client.get("/sparql", params={"query": SELECT})
    assert "prassi-truncated" not in whole.headers


def test_asked_nothing_the_service_describes_itself(client):
    response = client.get("/sparql")
    assert response.headers["content-type"].startswith("text/turtle")
    graph = Graph().parse(data=response.content, format="turtle", publicID="http://e/other")
    assert graph.query(
        "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> "
        "ASK { <http://testserver/sparql> a sd:Service ; sd:supportedLanguage sd:SPARQL11Query }"
    ).askAnswer


@pytest.mark.parametrize(
    "ask",
    [
        lambda c: c.get("/sparql?format=json"),
        lambda c: c.get("/sparql?query="),
        lambda c: c.get("/sparql?query=ASK%7B%7D&query=ASK%7B%7D"),
        lambda c: c.post("/sparql", data={}),
        lambda c: c.post("/sparql", data={"a": "b"}),
        lambda c: c.post("/sparql", content=b"  ", headers=DIRECT),
        lambda c: c.post("/sparql", content=b"\xff\xfe", headers=DIRECT),
        lambda c: c.get("/sparql?query=%FF"),
        lambda c: c.get("/sparql?" + "&".join(f"a{n}=1" for n in range(40))),
        lambda c: c.get("/sparql", params={"query": "SELECT (?s AS ?s) { ?s ?p ?o }"}),
    ],
)
def test_what_cannot_be_understood_is_400(client, ask):
    response = ask(client)
    if response.status_code == 415:  # httpx sends an empty form without a type
        assert_problem(response, 415, "unsupported-media-type")
    else:
        assert_problem(response, 400, "sparql-malformed")


def test_a_malformed_query_is_told_line_and_column(client):
    body = assert_problem(
        client.get("/sparql", params={"query": "SELECT * {\n ?s ?p }"}), 400, "sparql-malformed"
    )
    assert (body["line"], body["column"]) == (2, 2)


@pytest.mark.parametrize(
    "ask",
    [
        lambda c: c.get("/sparql", params={"update": "DROP ALL"}),
        lambda c: c.post("/sparql", data={"update": "DROP ALL"}),
        lambda c: c.post(
            "/sparql", content="DROP ALL", headers={"content-type": "application/sparql-update"}
        ),
        lambda c: c.post("/sparql", data={"query": "INSERT DATA { <u:a> <u:b> 1 }"}),
        lambda c: c.get("/sparql", params={"query": "LOAD <file:///etc/passwd>"}),
    ],
)
def test_every_way_of_writing_is_told_that_we_only_read(client, ask):
    assert "sola lettura" in assert_problem(ask(client), 400, "sparql-read-only")["detail"]


def test_another_body_type_is_415(client):
    assert_problem(client.post("/sparql", json={"query": SELECT}), 415, "unsupported-media-type")


def test_a_body_over_the_size_is_413_even_when_it_comes_in_pieces(client):
    def pieces() -> Iterator[bytes]:
        for _ in range(100):
            yield b" " * 1000

    assert_problem(
        client.post("/sparql", content=pieces(), headers=DIRECT), 413, "sparql-too-large"
    )
    long = "SELECT * {} #" + "x" * SETTINGS.sparql_max_query
    assert_problem(client.post("/sparql", data={"query": long}), 413, "sparql-too-large")


COUNT = "SELECT ?o { ?s ?p ?o } LIMIT 5"


def objects(response) -> list[str]:
    assert response.status_code == 200, response.text
    return [row["o"]["value"] for row in response.json()["results"]["bindings"]]


def test_the_default_graph_is_the_curated_one(client):
    assert "nel documento" not in objects(client.get("/sparql", params={"query": COUNT}))


@pytest.mark.parametrize(
    ("query", "parameters"),
    [
        (COUNT, {"default-graph-uri": GRAPH}),
        ("SELECT ?o { GRAPH ?g { ?s ?p ?o } }", {"named-graph-uri": GRAPH}),
        ("SELECT ?o { GRAPH ?g { ?s ?p ?o } }", {}),
        (f"SELECT ?o FROM <{GRAPH}> {{ ?s ?p ?o }}", {}),
    ],
)
def test_a_graph_of_the_library_can_be_asked_alone(client, query, parameters):
    response = client.get("/sparql", params={"query": query, **parameters})
    assert objects(response) == ["nel documento"]


@pytest.mark.parametrize("parameter", ["default-graph-uri", "named-graph-uri"])
def test_a_graph_of_others_is_refused(client, parameter):
    asked = {"query": COUNT, parameter: "file:///etc/passwd"}
    assert_problem(client.get("/sparql", params=asked), 400, "sparql-graph")


def test_a_page_of_another_site_may_ask(client):
    response = client.options("/sparql")
    assert response.status_code == 204
    assert response.headers["access-control-allow-origin"] == "*"
    assert "POST" in response.headers["access-control-allow-methods"]
    assert "Content-Type" in response.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in response.headers


def test_a_method_we_do_not_have_is_405(client):
    assert client.delete("/sparql").status_code == 405


def test_before_the_first_snapshot_the_service_says_it_is_not_ready():
    def no_pool() -> QueryPool:
        raise UnavailableError("La libreria è vuota.")

    app = FastAPI()
    app.include_router(sparql_router(no_pool, SETTINGS))
    response = TestClient(app).get("/sparql", params={"query": COUNT})
    assert_problem(response, 503, "unavailable")
    assert response.headers["retry-after"] == "5"


def test_the_openapi_document_shows_an_example_that_runs(client):
    paths = client.get("/openapi.json").json()["paths"]["/sparql"]
    example = paths["get"]["parameters"][0]["schema"]["example"]
    assert client.get("/sparql", params={"query": example}).status_code == 200
    assert "text/turtle; charset=utf-8" in paths["post"]["responses"]["200"]["content"]


async def _until(condition, seconds: float = 3) -> None:
    deadline = asyncio.get_running_loop().time() + seconds
    while not condition():
        assert asyncio.get_running_loop().time() < deadline, "it did not happen in time"
        await asyncio.sleep(0.02)


def test_a_client_with_two_questions_under_way_waits_and_another_does_not(app, pool):
    async def scenario() -> tuple[httpx.Response, httpx.Response]:
        greedy = httpx.ASGITransport(app, client=("10.0.0.1", 1))
        other = httpx.ASGITransport(app, client=("10.0.0.2", 1))
        async with (
            httpx.AsyncClient(transport=greedy, base_url="http://e") as one,
            httpx.AsyncClient(transport=other, base_url="http://e") as two,
        ):
            slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
            running = [
                asyncio.ensure_future(one.get("/sparql", params={"query": slow})) for _ in range(2)
            ]
            await _until(lambda: pool.under_way == 2)
            third = await one.get("/sparql", params={"query": "ASK {}"})
            fourth = await two.get("/sparql", params={"query": "ASK {}"})
            await asyncio.gather(*running)
            again = await one.get("/sparql", params={"query": "ASK {}"})
            assert again.status_code == 200
            return third, fourth

    third, fourth = asyncio.run(scenario())
    assert_problem(third, 429, "too-many-requests")
    assert third.headers["retry-after"] == "1"
    assert fourth.status_code == 200


def test_the_query_of_a_client_that_leaves_is_killed(app, pool):
    sent: list[dict] = []

    async def scenario() -> None:
        leave = asyncio.Event()
        messages = [{"type": "http.request", "body": b"", "more_body": False}]

        async def receive() -> dict:
            if messages:
                return messages.pop()
            await leave.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": "GET",
            "path": "/sparql",
            "raw_path": b"/sparql",
            "query_string": str(httpx.QueryParams(query=ENDLESS)).encode(),
            "headers": [],
            "client": ("10.0.0.3", 1),
            "server": ("e", 80),
            "scheme": "http",
            "root_path": "",
            "http_version": "1.1",
        }
        request = asyncio.ensure_future(app(scope, receive, send))
        await _until(lambda: pool.under_way == 1)
        await asyncio.sleep(0.3)
        leave.set()
        await asyncio.wait_for(request, 1)
        await _until(lambda: pool.under_way == 0, 1)
        # Both workers are free at once, long before the query's own ten seconds.
        answers = await asyncio.wait_for(
            asyncio.gather(*(pool.run_async("ASK {}") for _ in range(4))), 3
        )
        assert {json.loads(answer.body)["boolean"] for answer in answers} == {True}

    asyncio.run(scenario())
    assert sent[0]["status"] == 499


def test_a_pool_moves_to_a_newer_snapshot_and_lets_the_old_one_be_deleted(tmp_path):
    old, new = write_store(tmp_path / "1", 3), write_store(tmp_path / "2", 7)
    count = "SELECT (COUNT(*) AS ?o) { ?s dct:title ?t }"
    with QueryPool(old, SETTINGS) as moving:
        assert b'"3"' in moving.run(count).body
        moving.swap(new)
        for path in old.iterdir():
            path.unlink()
        assert moving.snapshot == new
        assert b'"7"' in moving.run(count).body


def test_a_query_that_was_let_through_is_not_judged_again(tmp_path):
    count = "SELECT (COUNT(*) AS ?o) { ?s dct:title ?t }"
    with QueryPool(write_store(tmp_path / "1", 3), SETTINGS) as judging:
        first = judging.run(count)
        known = judging._examined[count]
        assert known.form == "select"
        judging._examined[count] = replace(known, text="SELECT (0 AS ?o) {}")
        assert b'"0"' in judging.run(count).body
        assert b'"3"' in first.body
        with pytest.raises(PrassiError):
            judging.run("SELECT")
        assert list(judging._examined) == [count]


def test_only_so_many_queries_are_remembered(tmp_path, monkeypatch):
    monkeypatch.setattr("api.sparql.pool._REMEMBERED", 2)
    with QueryPool(write_store(tmp_path / "1", 1), SETTINGS) as judging:
        for query in ("ASK {}", "ASK { ?s ?p 1 }", "ASK {}", "ASK { ?s ?p 2 }"):
            judging.run(query)
        assert list(judging._examined) == ["ASK {}", "ASK { ?s ?p 2 }"]


def test_a_snapshot_that_is_not_there_is_503(tmp_path):
    with QueryPool(tmp_path / "manca", SETTINGS) as empty, pytest.raises(PrassiError) as caught:
        empty.run("ASK {}")
    assert caught.value.problem.status == 503


def test_closing_the_pool_ends_the_questions_under_way_with_503(tmp_path):
    closing = QueryPool(write_store(tmp_path / "1"), SETTINGS)
    closing.warm_up()
    with ThreadPoolExecutor(3) as threads:
        running = [threads.submit(closing.run, ENDLESS) for _ in range(3)]
        while closing.under_way < 3:
            time.sleep(0.01)
        time.sleep(0.2)
        closing.close()
        for one in running:
            error = one.exception(timeout=3)
            assert isinstance(error, PrassiError)
            assert error.problem.status == 503


def test_a_closed_pool_answers_503(tmp_path):
    closed = QueryPool(write_store(tmp_path / "1", 1), SETTINGS)
    closed.close()
    with pytest.raises(PrassiError, match="fermando"):
        closed.run("ASK {}")


@pytest.mark.parametrize("parameter", ["default-graph-uri", "named-graph-uri"])
@pytest.mark.parametrize("tail", ["a b", "<x>", "\x00", "%zz {"])
def test_a_graph_whose_address_is_no_iri_is_refused(client, parameter, tail):
    asked = {"query": COUNT, parameter: f"{SETTINGS.base}graph/{tail}"}
    assert_problem(client.get("/sparql", params=asked), 400, "sparql-graph")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT ?x { ?s ?p ?o } GROUP BY ?s", "GROUP BY"),
        ("SELECT (1 AS ?x) (2 AS ?x) {}", "lo stesso nome"),
        ("SELECT * { ?s ?p ?o } LIMIT 99999999999999999999999", "LIMIT"),
    ],
)
def test_what_only_the_engine_refuses_is_told_with_line_and_column_too(client, query, words):
    body = assert_problem(client.get("/sparql", params={"query": query}), 400, "sparql-malformed")
    assert body["line"] == 1
    assert body["column"] > 1
    assert words in body["detail"]
    assert "expected" not in body["detail"]


def test_an_undeclared_prefix_is_named(client):
    body = assert_problem(
        client.get("/sparql", params={"query": "ASK { ?s boh:x ?o }"}), 400, "sparql-malformed"
    )
    assert "«boh:»" in body["detail"]


def test_a_query_saved_with_a_byte_order_mark_is_read(client):
    response = client.post("/sparql", content=b"\xef\xbb\xbfASK {}", headers=DIRECT)
    assert response.json()["boolean"] is True


def test_a_compressed_query_is_415_and_not_garbage(client):
    response = client.post(
        "/sparql", content=b"ASK {}", headers={**DIRECT, "content-encoding": "gzip"}
    )
    assert_problem(response, 415, "unsupported-media-type")


def test_a_refusal_depends_on_what_the_client_accepts_and_says_so(client):
    response = client.get("/sparql", params={"query": "ASK {}"}, headers={"accept": "image/png"})
    assert_problem(response, 406, "sparql-not-acceptable")
    assert response.headers["vary"] == "Accept"


def test_a_method_we_do_not_have_is_told_which_we_have(client):
    allowed = client.delete("/sparql").headers["allow"].split(", ")
    assert {"GET", "POST", "OPTIONS"} <= set(allowed)
    assert "DELETE" not in allowed


def test_a_question_that_trickles_in_is_sent_away(app, monkeypatch):
    monkeypatch.setattr("api.sparql.asking.BODY_SECONDS", 0.1)

    async def trickle() -> AsyncIterator[bytes]:
        for sign in b"ASK {}":
            yield bytes([sign])
            await asyncio.sleep(0.05)

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as asking:
            return await asking.post("/sparql", content=trickle(), headers=DIRECT)

    response = asyncio.run(ask())
    assert_problem(response, 408, "request-timeout")
    assert response.headers["connection"] == "close"


def test_a_client_that_leaves_while_it_asks_is_no_failure_of_ours(app, caplog):
    sent: list[dict] = []

    async def receive() -> dict:
        return {"type": "http.disconnect"}

    async def send(message: dict) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "path": "/sparql",
        "raw_path": b"/sparql",
        "query_string": b"",
        "headers": [(b"content-type", b"application/sparql-query")],
        "client": ("127.0.0.1", 1),
        "server": ("x", 80),
        "scheme": "http",
    }
    asyncio.run(app(scope, receive, send))
    assert sent[0]["status"] == 499
    assert not caplog.records


def test_a_client_library_reads_every_form_of_answer(client):
    """The four forms in every format, read back by an independent parser."""
    for media_type in ("application/sparql-results+json", "application/sparql-results+xml"):
        kind = media_type.rpartition("+")[2]
        for query in (SELECT, "ASK { ?s dct:title ?t }"):
            got = client.get("/sparql", params={"query": query}, headers={"accept": media_type})
            read = Result.parse(io.BytesIO(got.content), format=kind)
            assert len(read) == 2 if read.type == "SELECT" else read.askAnswer
    got = client.get("/sparql", params={"query": SELECT}, headers={"accept": "text/csv"})
    assert len(Result.parse(io.BytesIO(got.content), format="csv")) == 2
    got = client.get(
        "/sparql", params={"query": SELECT}, headers={"accept": "text/tab-separated-values"}
    )
    assert len(Result.parse(io.BytesIO(got.content), format="tsv")) == 2
    practice = f"{SETTINGS.base}id/practice/p01"
    for query in (f"DESCRIBE <{practice}>", f"CONSTRUCT WHERE {{ <{practice}> ?p ?o }}"):
        for media_type, name in (
            ("text/turtle", "turtle"),
            ("application/n-triples", "nt"),
            ("application/ld+json", "json-ld"),
        ):
            got = client.get("/sparql", params={"query": query}, headers={"accept": media_type})
            assert len(Graph().parse(data=got.content, format=name)) == 1


def test_a_question_that_the_pool_lets_go_of_is_told_and_one_whose_asker_left_is_ended(
    pool, monkeypatch
) -> None:
    async def asked(*, leaves: bool) -> None:
        future: Future[Answered] = Future()
        monkeypatch.setattr(pool, "_ask", lambda *_: future)
        task = asyncio.ensure_future(pool.run_async("ASK {}"))
        await asyncio.sleep(0)
        (task if leaves else future).cancel()
        await task

    with pytest.raises(UnavailableError, match="si sta fermando"):
        asyncio.run(asked(leaves=False))
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(asked(leaves=True))
