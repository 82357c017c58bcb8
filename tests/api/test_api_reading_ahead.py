"""Views of practices made before they are asked for."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.reading_ahead import read_ahead
from api.routers.desk import Desk, Encoding
from api.sparql.opening import open_pool
from corpus.library import Library
from corpus.matching.matchmaker import Matchmaker
from corpus.matching.shapes import Similar
from search.index import BrokenIndexError


@pytest.fixture
def desk(tools, tmp_path):
    settings, library = tools.make_library(tmp_path, tools.DOCUMENTS)
    with open_pool(library, settings) as pool:
        yield Desk(library, pool, settings)


def until(condition, seconds: float = 20.0) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


@contextmanager
def reading(desk: Desk) -> Iterator[Thread]:
    """Read ahead until the end of the block."""
    closing = Event()
    thread = Thread(target=read_ahead, args=(desk, closing), daemon=True)
    thread.start()
    try:
        yield thread
    finally:
        closing.set()
        thread.join(10)


def test_what_was_read_ahead_is_not_made_again(desk, monkeypatch):
    made: list[str] = []
    before = Library.practice
    monkeypatch.setattr(Library, "practice", lambda me, one: made.append(one) or before(me, one))
    everything = set(desk.library.practices())
    with reading(desk):
        assert until(lambda: set(made) == everything)
    assert all(desk.practice(one) for one in everything)
    assert sorted(made) == sorted(everything)


def test_what_is_like_a_practice_is_found_ahead_and_not_again(desk, monkeypatch):
    asked: list[str] = []
    before = Matchmaker.similar
    monkeypatch.setattr(Matchmaker, "similar", lambda me, one: asked.append(one) or before(me, one))
    everything = set(desk.library.practices())
    with reading(desk):
        assert until(lambda: set(asked) == everything)
    found = {one: desk.similar(one) for one in everything}
    assert any(found.values())
    assert sorted(asked) == sorted(everything)


def test_what_is_like_a_practice_is_found_anew_when_the_encoder_comes(desk, monkeypatch):
    asked: list[str] = []
    monkeypatch.setattr(Matchmaker, "similar", lambda _, one: asked.append(one) or ())
    one = desk.library.practices()[0]
    desk.encoding = Encoding.MISSING
    desk.similar(one)
    desk.similar(one)
    desk.encoding = Encoding.READY
    desk.similar(one)
    assert asked == [one, one]


def test_an_index_that_is_being_made_does_not_stop_the_reading(desk, monkeypatch):
    asked: list[str] = []

    def broken(_: Matchmaker, one: str) -> tuple[Similar, ...]:
        asked.append(one)
        raise BrokenIndexError("l'indice si sta rifacendo")

    monkeypatch.setattr(Matchmaker, "similar", broken)
    with reading(desk) as thread:
        assert until(lambda: set(asked) == set(desk.library.practices()))
        assert thread.is_alive()


def test_what_goes_wrong_is_told_and_the_next_edition_read(desk, monkeypatch, caplog):
    def wrong(_: Matchmaker, one: str) -> tuple[Similar, ...]:
        raise RuntimeError("a practice that nobody foresaw")

    monkeypatch.setattr(Matchmaker, "similar", wrong)
    with reading(desk):
        assert until(lambda: "a practice that nobody foresaw" in caplog.text)
        monkeypatch.undo()
        monkeypatch.setattr(type(desk.library), "moment", property(lambda _: "later"))
        found: list[str] = []
        monkeypatch.setattr(Matchmaker, "similar", lambda _, one: found.append(one) or ())
        assert until(lambda: set(found) == set(desk.library.practices()))


def test_nothing_is_read_ahead_while_somebody_reads(desk, monkeypatch):
    made: list[str] = []
    before = Library.practice
    monkeypatch.setattr(Library, "practice", lambda me, one: made.append(one) or before(me, one))
    reader = TestClient(opened := create_app(desk.settings, desk.library))
    opened.state.desk = desk
    monkeypatch.setattr("api.reading_ahead._QUIET", 2.0)  # a loaded machine answers late
    with reading(desk):
        assert until(lambda: len(made) == 1)
        for _ in range(10):
            assert reader.get("/api/v1/concepts").status_code == 200
            time.sleep(0.05)
        assert len(made) < len(desk.library.practices())
        assert until(lambda: len(made) == len(desk.library.practices()))


def test_a_newer_edition_is_read_in_its_turn(desk, monkeypatch):
    asked: list[str] = []
    before = Library.practices
    monkeypatch.setattr(Library, "practices", lambda me: asked.append(me.moment) or before(me))
    with reading(desk):
        assert until(lambda: len(asked) == 1)
        first = desk.library.moment
        monkeypatch.setattr(type(desk.library), "moment", property(lambda _: "later"))
        assert until(lambda: asked == [first, "later"])


def test_it_ends_at_once_when_the_service_closes(desk):
    with reading(desk) as thread:
        started = time.monotonic()
    assert not thread.is_alive()
    assert time.monotonic() - started < 5


def test_a_snapshot_that_has_gone_is_told_and_the_next_waited_for(desk, monkeypatch, caplog):
    def gone(_: Library) -> tuple[str, ...]:
        raise OSError("no such folder")

    monkeypatch.setattr(Library, "practices", gone)
    with caplog.at_level(logging.WARNING), reading(desk) as thread:
        assert until(lambda: "not read ahead" in caplog.text)
        assert thread.is_alive()


def test_a_graph_on_a_server_is_not_asked_ahead(desk, monkeypatch):
    asked: list[str] = []
    monkeypatch.setattr(Library, "snapshot", property(lambda _: None))
    monkeypatch.setattr(Library, "practices", lambda _: asked.append("") or ())
    with reading(desk):
        time.sleep(0.3)
    assert asked == []
