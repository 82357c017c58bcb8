"""What holds for every address that the description names, whatever it answers with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from api.app import LONGEST_ADDRESS, _is_data, create_app
from api.errors import UnavailableError
from api.settings import Settings

DESCRIBED: dict[str, Any] = create_app(Settings()).openapi()["paths"]
GETS = [(path, item["get"]) for path, item in DESCRIBED.items() if "get" in item]
WATCHED = ("/healthz", "/readyz", "/status")
COUNTED = [(path, operation) for path, operation in GETS if path not in WATCHED]


def address(path: str, operation: dict[str, Any], identifier: str = "non-ce-davvero") -> str:
    """Return an address of a route, with what it cannot do without."""
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", identifier)
    asked = []
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "query" and parameter.get("required"):
            many = parameter["schema"].get("minItems", 1)
            asked += [f"{parameter['name']}={identifier}{n}" for n in range(many)]
    return f"{path}?{'&'.join(asked)}"


def assert_problem(answer: Response, status: int) -> None:
    assert answer.status_code == status, (answer.status_code, answer.text[:300])
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert body["type"].startswith("urn:prassi:problem:")
    assert body["title"]
    assert body["detail"]
    assert answer.headers["cache-control"] == "no-store"


@pytest.fixture
def broken(shelf) -> Iterator[TestClient]:
    """A service that answers with its failures instead of raising them in our face."""
    settings, library = shelf
    app = create_app(settings.model_copy(update={"requests_per_minute": 60}), library)
    with TestClient(app, raise_server_exceptions=False) as running:
        yield running


@pytest.mark.parametrize(("path", "operation"), GETS, ids=[path for path, _ in GETS])
def test_a_method_that_is_not_there_is_405_with_those_that_are(client, path, operation) -> None:
    for method in ("DELETE", "PUT", "PATCH"):
        answer = client.request(method, address(path, operation))
        assert_problem(answer, 405)
        assert "GET, HEAD" in answer.headers["allow"]


@pytest.mark.parametrize(("path", "operation"), GETS, ids=[path for path, _ in GETS])
def test_an_address_too_long_is_414(client, path, operation) -> None:
    assert_problem(client.get(f"{path}?x={'a' * LONGEST_ADDRESS}"), 414)


@pytest.mark.parametrize(("path", "operation"), COUNTED, ids=[path for path, _ in COUNTED])
def test_what_is_not_there_is_404_and_a_parameter_nobody_knows_422(client, path, operation) -> None:
    if "{" in path:
        assert_problem(client.get(address(path, operation)), 404)
        assert_problem(client.get(address(path, operation, "%00%F0%9F%98%80")), 404)
    elif any(one["in"] == "query" for one in operation.get("parameters", ())):
        assert_problem(client.get(f"{path}?nessuno=1"), 422)


@pytest.mark.parametrize(("path", "operation"), COUNTED, ids=[path for path, _ in COUNTED])
def test_a_fault_of_ours_is_500_and_a_desk_that_is_closed_503(
    broken, monkeypatch, path, operation
) -> None:
    desk, where = broken.app.state.desk, address(path, operation)

    class Failing:
        stale = False
        snapshot = "here"  # of the library, which fails in all else

        @property
        def library(self) -> object:
            return self

        def asked(self) -> None:
            """Take note, as any desk does."""

        def __getattr__(self, name: str) -> object:
            raise RuntimeError("segreto di casa nostra")

    for layer in ("freshness", "keeping"):
        monkeypatch.setattr(f"api.routers.{layer}.tag_of", lambda *_: "x")
    broken.app.state.desk = Failing()
    answer = broken.get(where)
    if answer.status_code in (200, 404):
        pytest.skip("it tells what comes with the program, and reads nothing of the library")
    assert_problem(answer, 500)
    assert "segreto" not in answer.text
    assert answer.headers["access-control-allow-origin"] == "*"
    broken.app.state.desk = None
    answer = broken.get(where)
    assert_problem(answer, 503)
    assert int(answer.headers["retry-after"]) > 0
    broken.app.state.desk = desk


@pytest.mark.parametrize(("path", "operation"), COUNTED, ids=[path for path, _ in COUNTED])
def test_who_asks_too_much_is_told_everywhere(shelf, path, operation) -> None:
    settings, library = shelf
    app = create_app(settings.model_copy(update={"requests_per_minute": 1}), library)
    client = TestClient(app)  # not started: the library is not needed to say no
    client.get("/nulla")
    answer = client.get(address(path, operation))
    assert_problem(answer, 429)
    assert int(answer.headers["retry-after"]) > 0
    assert answer.headers["x-ratelimit-remaining"] == "0"


@pytest.mark.parametrize(("path", "operation"), COUNTED, ids=[path for path, _ in COUNTED])
def test_all_data_may_be_read_by_any_site_and_kept_until_they_change(
    client, path, operation
) -> None:
    assert _is_data(path), f"{path}: vedi _is_data in api/app.py"
    answer = client.get(address(path, operation), headers={"Origin": "https://altro.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
    if answer.status_code == 200:
        tag = answer.headers["etag"]
        again = client.get(address(path, operation), headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
        assert client.head(address(path, operation)).headers["etag"] == tag


def test_503_is_what_is_said_before_the_library_is_open() -> None:
    problem = UnavailableError("x").problem
    assert problem.headers["Retry-After"] == "5"
