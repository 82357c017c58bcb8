"""Who errs without end is sent away for a while; who errs now and then never notices."""

from collections.abc import Iterator
from contextlib import suppress

import hypothesis.strategies as st
import pyoxigraph as ox
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given

from api.errors import TooManyRequestsError
from api.settings import Settings
from api.sparql.pool import QueryPool
from api.sparql.protocol import sparql_router
from api.sparql.turnstile import Missteps, Turnstile


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def sent_away(missteps: Missteps, client: str) -> int | None:
    """Return the seconds after which a client may come back, None for who may come in."""
    try:
        missteps.let_in(client)
    except TooManyRequestsError as error:
        return int(error.problem.headers["Retry-After"])
    return None


def test_a_burst_is_forgiven_and_what_comes_after_it_waits():
    clock = Clock()
    missteps = Missteps(30, clock)
    for _ in range(60):
        assert sent_away(missteps, "a") is None
        missteps.add("a")
    assert sent_away(missteps, "a") == 2
    assert sent_away(missteps, "b") is None
    clock.now += 2
    assert sent_away(missteps, "a") is None


def test_who_errs_less_than_the_limit_is_never_sent_away():
    clock = Clock()
    missteps = Missteps(30, clock)
    for _ in range(1000):
        assert sent_away(missteps, "a") is None
        missteps.add("a")
        clock.now += 2.001


@given(st.integers(1, 100), st.integers(0, 300))
def test_who_waits_as_long_as_told_may_come_in(per_minute, errors):
    clock = Clock()
    missteps = Missteps(per_minute, clock)
    for _ in range(errors):
        missteps.add("a")
    clock.now += sent_away(missteps, "a") or 0
    assert sent_away(missteps, "a") is None


def test_only_so_many_clients_are_remembered(monkeypatch):
    monkeypatch.setattr("api.sparql.turnstile._REMEMBERED", 3)
    missteps = Missteps(1, Clock())
    for client in "aabbccdd":
        missteps.add(client)
    assert [sent_away(missteps, client) is None for client in "abcd"] == [True, False, False, False]


def test_a_place_is_free_again_whatever_happened():
    turnstile = Turnstile(1)
    with suppress(ValueError), turnstile.enter("a"):
        with pytest.raises(TooManyRequestsError):
            turnstile.enter("a").__enter__()
        with turnstile.enter("b"):
            raise ValueError("oops")
    for client in "ab":
        with turnstile.enter(client):
            pass


@pytest.fixture
def client(tmp_path) -> Iterator[TestClient]:
    settings = Settings(sparql_workers=1, sparql_timeout=20, sparql_errors_per_minute=3)
    ox.Store(str(tmp_path / "1")).flush()
    with QueryPool(tmp_path / "1", settings) as pool:
        app = FastAPI()
        app.include_router(sparql_router(lambda: pool, settings))
        yield TestClient(app)


def test_the_service_refuses_with_429_and_says_when_to_come_back(client):
    for _ in range(6):
        assert client.get("/sparql", params={"query": "ASK {"}).status_code == 400
    for query in ("ASK {", "ASK {}"):
        response = client.get("/sparql", params={"query": query})
        assert response.status_code == 429
        assert response.headers["content-type"] == "application/problem+json"
        assert response.headers["access-control-allow-origin"] == "*"
        assert 1 <= int(response.headers["retry-after"]) <= 20


def test_right_questions_are_not_counted(client):
    for _ in range(12):
        assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 200
