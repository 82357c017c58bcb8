import logging
from typing import Annotated, Literal

import pytest
from fastapi import FastAPI, HTTPException, Query, Response
from fastapi.testclient import TestClient

from api.errors import (
    NotFoundError,
    PrassiError,
    Problem,
    TooLargeError,
    TooManyRequestsError,
    UnavailableError,
    UriTooLongError,
    install_handlers,
    problem_of_status,
)

RAISED = {
    "not-found": NotFoundError("la pratica «orti»"),
    "too-large": TooLargeError("Al massimo 20 MB."),
    "uri-too-long": UriTooLongError(8000),
    "too-many-requests": TooManyRequestsError("Due per volta.", 3),
    "unavailable": UnavailableError("L'indice si sta ricostruendo.", 7),
    "http": HTTPException(403, "internal words"),
    "odd": HTTPException(599),
}


def make_app(render=None) -> FastAPI:
    app = FastAPI()
    install_handlers(app, render)

    @app.get("/raise/{name}")
    def throw(name: str) -> None:
        raise RAISED[name]

    @app.get("/search")
    def search(
        q: Annotated[str, Query(max_length=5)],
        limit: Annotated[int, Query(ge=1, le=100)] = 10,
        sort: Literal["data", "titolo"] = "data",
    ) -> dict[str, str]:
        return {"q": q, "limit": str(limit), "sort": sort}

    @app.get("/bug")
    def bug() -> None:
        raise RuntimeError("password=segreta")

    return app


client = TestClient(make_app(), raise_server_exceptions=False)


def assert_problem(response, status: int, slug: str) -> dict:
    body = response.json()
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert body["type"] == f"urn:prassi:problem:{slug}"
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    return body


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("not-found", 404),
        ("too-large", 413),
        ("uri-too-long", 414),
        ("too-many-requests", 429),
        ("unavailable", 503),
    ],
)
def test_each_named_error_keeps_its_status_and_type(name, status):
    body = assert_problem(client.get(f"/raise/{name}"), status, name)
    assert body["instance"] == f"/raise/{name}"


def test_a_client_that_must_wait_is_told_how_long():
    assert client.get("/raise/too-many-requests").headers["retry-after"] == "3"
    assert client.get("/raise/unavailable").headers["retry-after"] == "7"


def test_an_unknown_address_has_the_same_shape():
    assert_problem(client.get("/nulla"), 404, "not-found")


def test_a_wrong_method_has_the_same_shape_and_says_which_are_allowed():
    response = client.delete("/search")
    assert_problem(response, 405, "method-not-allowed")
    assert "GET" in response.headers["allow"]


def test_the_words_of_an_http_exception_do_not_leak():
    assert "internal words" not in client.get("/raise/http").text


def test_a_status_without_a_name_still_has_a_problem():
    assert_problem(client.get("/raise/odd"), 599, "http-error")


def test_wrong_parameters_are_named_with_what_to_write():
    response = client.get("/search", params={"q": "troppo lungo", "limit": "0", "sort": "<b>"})
    body = assert_problem(response, 422, "invalid-request")
    assert body["errors"] == [
        {"parameter": "q", "reason": "è troppo lungo: al massimo 5 caratteri"},
        {"parameter": "limit", "reason": "deve essere almeno 1"},
        {"parameter": "sort", "reason": "deve essere uno di: 'data' o 'titolo'"},
    ]
    assert "<b>" not in response.text


def test_a_missing_parameter_is_named():
    assert client.get("/search").json()["detail"] == "«q» manca"


def test_a_bug_of_ours_is_logged_and_not_told(caplog):
    with caplog.at_level(logging.ERROR):
        response = client.get("/bug")
    assert_problem(response, 500, "internal")
    assert "segreta" not in response.text
    assert "segreta" in caplog.text


def test_the_web_room_may_show_a_problem_as_a_page():
    def page(request, problem: Problem) -> Response | None:
        if "text/html" not in request.headers.get("accept", ""):
            return None
        return Response(f"<h1>{problem.title}</h1>", problem.status, media_type="text/html")

    browser = TestClient(make_app(page))
    shown = browser.get("/raise/not-found", headers={"accept": "text/html"})
    assert shown.status_code == 404
    assert shown.text == "<h1>Non trovato</h1>"
    assert_problem(browser.get("/raise/not-found"), 404, "not-found")


def test_a_problem_cannot_be_cached():
    assert client.get("/nulla").headers["cache-control"] == "no-store"


def test_an_error_carries_its_own_extra_members():
    error = PrassiError(400, "Query errata", "Riga 3.", "query", extra={"line": 3})
    assert error.problem.as_dict()["line"] == 3
    assert str(error) == "Riga 3."


@pytest.mark.parametrize("status", [400, 404, 405, 413, 414, 429, 500, 503])
def test_common_statuses_are_told_in_italian(status):
    assert problem_of_status(status).detail != problem_of_status(418).detail
