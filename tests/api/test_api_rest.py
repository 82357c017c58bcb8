"""The REST door: the same JSON as the command line, one shape for errors, honest readiness."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.errors import PrassiError
from api.routers import desk as desk_module
from api.routers.parameters import clean_question
from api.routers.shapes import document_shape, practice_shape, results_shape
from api.security import HEADERS
from api.settings import Settings
from api.workplace import Workplace
from search.encoder import EncoderUnavailableError, HashingEncoder

PROBLEM = "application/problem+json"


def test_search_answers_as_the_command_line_does(client, library) -> None:
    answer = client.get("/api/v1/search", params={"q": "navetta per anziani", "limit": 2})
    assert answer.status_code == 200
    body = answer.json()
    told = results_shape(library.search("navetta per anziani", {}, 2, 0))
    assert {name: body[name] for name in told} == told
    assert body["hits"][0]["id"] == "navetta-ostellato"
    assert body["hits"][0]["reasons"]


def test_a_filter_keeps_what_has_it_and_counts_the_rest(client) -> None:
    body = client.get("/api/v1/search", params={"region": "17"}).json()
    assert [hit["id"] for hit in body["hits"]] == ["orti-potenza"]
    both = client.get("/api/v1/search", params={"region": ["17", "08"]}).json()
    assert both["total"] == 2


def test_practices_are_listed_by_title_a_page_at_a_time(client) -> None:
    first = client.get("/api/v1/practices", params={"limit": 2}).json()
    rest = client.get("/api/v1/practices", params={"limit": 2, "offset": 2}).json()
    assert (first["total"], first["limit"], rest["offset"]) == (3, 2, 2)
    titles = [one["title"] for one in first["practices"] + rest["practices"]]
    assert titles == sorted(titles)
    assert len(titles) == 3


def test_a_practice_comes_with_evidence_that_quotes_its_document(client, library) -> None:
    body = client.get("/api/v1/practices/navetta-ostellato").json()
    assert body == practice_shape(library.practice("navetta-ostellato"))
    text = client.get(f"/api/v1/documents/{body['document']}").json()["text"]
    evidence = [one for fact in body["facts"] for one in fact["evidence"]]
    assert len(evidence) > 5
    assert all(text[one["start"] : one["end"]] == one["quote"] for one in evidence)
    kinds = {fact["kind"] for fact in body["facts"]}
    assert {"actor", "measure", "beneficiary", "place", "money", "result", "status"} <= kinds


def test_a_document_comes_with_its_source(client, library) -> None:
    body = client.get("/api/v1/documents/navetta-ostellato").json()
    assert body == document_shape(library.document("navetta-ostellato"))
    assert body["source_url"] == "https://esempio.it/navetta"
    assert body["practices"] == ["navetta-ostellato"]


WRONG = [
    ("/api/v1/search?q=" + "a" * 501, 422, "«q» è troppo lungo: al massimo 500 caratteri"),
    ("/api/v1/search?q=" + "a" * 60_001, 414, "supera 60000 byte"),
    ("/api/v1/search?limit=101", 422, "«limit» deve essere al massimo 100"),
    ("/api/v1/search?limit=0", 422, "«limit» deve essere almeno 1"),
    ("/api/v1/search?limit=molti", 422, "«limit» deve essere un numero intero"),
    ("/api/v1/search?offset=1001", 422, "«offset» deve essere al massimo 1000"),
    ("/api/v1/search?region=Emilia", 404, "Forse cercavate: Emilia-Romagna (08)"),
    ("/api/v1/search?measure=beneficiary:anziani", 404, "«beneficiary:anziani» non c'è"),
    ("/api/v1/search?" + "&".join(["region=08"] * 21), 422, "ha troppi valori: al massimo 20"),
    ("/api/v1/practices?offset=-1", 422, "«offset» deve essere almeno 0"),
    ("/api/v1/practices/che-non-esiste", 404, "la pratica «che-non-esiste»"),
    ("/api/v1/practices/a%20b%00%22%3E%3C", 404, "la pratica"),
    ("/api/v1/practices/..%2F..%2Fetc", 404, ""),
    ("/api/v1/documents/che-non-esiste", 404, "il documento «che-non-esiste»"),
    ("/api/v1/documents/" + "x" * 5000, 404, ""),
    ("/api/v1/niente", 404, ""),
    ("/cerca?q=" + "a" * 501, 422, "al massimo 500 caratteri"),
    ("/cerca?pagina=0", 422, "«pagina»"),
    ("/cerca?pagina=9999", 422, "«pagina»"),
    ("/pratiche/che-non-esiste", 404, "la pratica"),
    ("/documenti/che-non-esiste", 404, "il documento"),
    ("/" + "a" * 60_001, 414, ""),
    ("/static/non-ce.css", 404, ""),
    ("/static/../app.py", 404, ""),
    ("/sparql?query=SELECT", 400, ""),
]


@pytest.mark.parametrize(("address", "status", "words"), WRONG)
def test_every_error_has_one_shape(client, address: str, status: int, words: str) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.headers["content-type"] == PROBLEM
    body = answer.json()
    assert {"type", "title", "status", "detail", "instance"} <= set(body)
    assert body["status"] == status
    assert words in body["detail"]
    assert "ETag" not in answer.headers


@pytest.mark.parametrize(("method", "address"), [("POST", "/api/v1/search"), ("PUT", "/")])
def test_a_wrong_method_is_a_problem_too(client, method: str, address: str) -> None:
    answer = client.request(method, address)
    assert (answer.status_code, answer.headers["content-type"]) == (405, PROBLEM)
    assert answer.headers["allow"]


def test_a_failure_of_ours_tells_nothing_but_is_a_problem_with_headers(shelf, monkeypatch) -> None:
    settings, library = shelf
    with TestClient(create_app(settings, library), raise_server_exceptions=False) as client:

        def fail(*_: object) -> None:
            raise RuntimeError("la chiave è 1234")

        monkeypatch.setattr(library, "search", fail)
        for headers in ({}, {"Accept": "text/html"}):
            answer = client.get("/cerca", headers=headers)
            assert answer.status_code == 500
            assert "1234" not in answer.text
            assert {name: answer.headers[name] for name in HEADERS} == dict(HEADERS)


@pytest.mark.parametrize(
    "address",
    ["/", "/healthz", "/nulla", "/api/v1/practices", "/static/prassi.css", "/sparql", "/cerca?q=é"],
)
def test_every_answer_carries_the_security_headers(client, address: str) -> None:
    answer = client.get(address)
    assert {name: answer.headers[name] for name in HEADERS} == dict(HEADERS)
    assert "set-cookie" not in answer.headers


def test_no_documentation_page_from_other_sites_is_served(client) -> None:
    assert [client.get(path).status_code for path in ("/docs", "/redoc")] == [404, 404]


def test_head_is_get_without_a_body(client) -> None:
    for address in ("/", "/healthz", "/api/v1/practices/navetta-ostellato"):
        answer = client.head(address)
        assert (answer.status_code, answer.content) == (200, b"")
    assert client.head("/pratiche/nulla").status_code == 404


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("  anziani \t soli\n", "anziani soli"),
        ("anzia\x00ni\x1b[31m", "anzia ni [31m"),
        ("anzi\u202eani\u200b", "anziani"),
        ("citta\u0300", "città"),
        ("", ""),
    ],
)
def test_a_question_loses_what_nobody_types(client, typed: str, read: str) -> None:
    assert clean_question(typed) == read
    assert client.get("/api/v1/search", params={"q": typed}).json()["query"] == read


@pytest.mark.parametrize(
    "question",
    [
        '" OR NEAR(*',
        "'; DROP TABLE practices;--",
        "ASK { ?s ?p ?o }",
        "e di a da",
        "🧓🏽" * 100,
        "(",
    ],
)
def test_any_question_gets_an_answer(client, question: str) -> None:
    assert client.get("/api/v1/search", params={"q": question}).status_code == 200
    assert client.get("/cerca", params={"q": question}).status_code == 200


def test_what_has_not_changed_is_not_sent_again(client) -> None:
    for address in ("/api/v1/search?q=orti", "/pratiche/orti-potenza", "/"):
        first = client.get(address)
        tag = first.headers["ETag"]
        again = client.get(address, headers={"If-None-Match": f'"x", {tag}'})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == tag
        assert client.get(address, headers={"If-None-Match": '"x"'}).status_code == 200
    missing = client.get("/pratiche/non-ce", headers={"If-None-Match": tag})
    assert missing.status_code == 404


@pytest.mark.slow
def test_a_new_document_is_seen_without_starting_again(tools, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(desk_module, "LOOK_EVERY", 0.0)
    orti, emporio = ({name: tools.DOCUMENTS[name]} for name in ("orti.md", "emporio.md"))
    settings, library = tools.make_library(tmp_path, orti)
    ask = {"query": "SELECT (COUNT(?p) AS ?n) { ?p a wp:Practice }", "format": "csv"}
    with TestClient(create_app(settings, library)) as client:
        tools.wait_until_ready(client)
        before = client.get("/")
        assert client.get("/sparql", params=ask).text.split() == ["n", "1"]
        assert client.get("/pratiche/emporio-asti").status_code == 404
        tools.add_to(Workplace(settings, encoder=HashingEncoder()), tmp_path, emporio)
        assert client.get("/pratiche/emporio-asti").status_code == 200
        after = client.get("/", headers={"If-None-Match": before.headers["ETag"]})
        assert after.status_code == 200
        assert after.headers["ETag"] != before.headers["ETag"]
        assert client.get("/sparql", params=ask).text.split() == ["n", "2"]


def test_before_it_starts_the_service_is_alive_but_not_ready(shelf) -> None:
    client = TestClient(create_app(*shelf))  # not entered: the lifespan has not run
    assert client.get("/healthz").text == "ok"
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["library"]) == (503, "closed")
    waiting = client.get("/api/v1/search")
    assert (waiting.status_code, waiting.headers["content-type"]) == (503, PROBLEM)
    assert waiting.headers["Retry-After"]


def test_a_whole_service_says_it_is_ready(client, library) -> None:
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json() == {
        "ready": True,
        "library": "open",
        "index": "in step",
        "encoder": "ready",
        "documents": 3,
        "generation": library.generation,
    }


@pytest.mark.slow
def test_a_service_whose_encoder_is_gone_is_not_ready(tools, tmp_path) -> None:
    class NoEncoder(HashingEncoder):
        def encode_queries(self, texts):
            raise EncoderUnavailableError("manca il modello")

    settings = Settings(data=tmp_path / "data", sparql_workers=1)
    workplace = Workplace(settings, encoder=NoEncoder())
    tools.add_to(workplace, tmp_path, {"orti.md": tools.DOCUMENTS["orti.md"]})
    library = workplace.library()
    with TestClient(create_app(settings, library)) as client:
        tools.wait_until_ready(client)
        ready = client.get("/readyz")
        assert ready.status_code == 503
        assert (ready.json()["encoder"], ready.json()["index"]) == ("missing", "in step")
        assert "modello di ricerca non è disponibile" in client.get("/cerca?q=orti").text


def test_an_index_behind_the_graph_is_told_and_turns_nobody_away(client, library) -> None:
    versions = library.engine.versions
    library.engine.versions = dict  # another process has just added a document
    try:
        lagging = client.get("/readyz")
    finally:
        library.engine.versions = versions
    assert lagging.status_code == 200
    assert lagging.json()["index"] == "behind"


@pytest.mark.slow
def test_without_a_library_an_empty_one_is_made(tmp_path) -> None:
    with TestClient(create_app(Settings(data=tmp_path / "data", sparql_workers=1))) as client:
        assert client.get("/api/v1/search").json()["total"] == 0
        assert "libreria è ancora vuota" in client.get("/").text


def test_the_description_names_every_route_limit_and_problem(client) -> None:
    schema = client.get("/api/v1/openapi.json").json()
    assert schema["info"]["contact"]["name"]
    for path in ("/api/v1/search", "/api/v1/practices", "/api/v1/practices/{identifier}"):
        operation = schema["paths"][path]["get"]
        assert operation["summary"]
        for status, response in operation["responses"].items():
            if status == "303":  # of merged practices: an address and no body
                assert "content" not in response
                assert response["headers"]["Location"]["required"]
            elif status != "200":
                assert list(response["content"]) == [PROBLEM]
    parameters = {p["name"]: p for p in schema["paths"]["/api/v1/search"]["get"]["parameters"]}
    assert parameters["q"]["schema"]["maxLength"] == 500
    assert parameters["limit"]["schema"]["maximum"] == 100
    assert "Problem" in schema["components"]["schemas"]
    assert not [path for path in schema["paths"] if path.startswith(("/cerca", "/pratiche"))]


def test_the_process_says_it_is_alive_while_every_thread_is_busy(shelf, monkeypatch) -> None:
    settings, library = shelf
    busy, release = threading.Semaphore(0), threading.Event()

    def wait(*_: object) -> None:
        busy.release()
        release.wait(60)
        raise PrassiError(503, "x", "x", "x")

    with TestClient(create_app(settings, library)) as client, ThreadPoolExecutor(60) as readers:
        monkeypatch.setattr(library, "search", wait)
        waiting = [readers.submit(client.get, "/cerca") for _ in range(60)]
        try:
            for _ in range(40):  # as many as the server has threads
                assert busy.acquire(timeout=60)
            assert client.get("/healthz").text == "ok"
            assert not any(one.done() for one in waiting)
        finally:
            release.set()
        assert {one.result().status_code for one in waiting} == {503}


@pytest.mark.slow
def test_a_served_library_leaves_its_vectors_for_the_next_start(tools, tmp_path) -> None:
    settings = Settings(data=tmp_path / "data", sparql_workers=1)
    workplace = Workplace(settings, encoder=HashingEncoder())
    tools.add_to(workplace, tmp_path, {"orti.md": tools.DOCUMENTS["orti.md"]})
    with TestClient(create_app(settings, workplace.library())) as client:
        tools.wait_until_ready(client)
        deadline = time.monotonic() + 10
        while not list(workplace.layout.vectors.glob("*")) and time.monotonic() < deadline:
            time.sleep(0.05)
    saved = list(workplace.layout.vectors.glob("*"))
    assert saved
    assert workplace.library().search("orti").hits
