"""A long query gives way to the short ones of others, and the next one does not pay for it."""

import gc
import os
import sys
import threading
import time

import pyoxigraph as ox
import pytest

from api.settings import Settings
from api.sparql import courtesy
from api.sparql.worker import Question, _answered

linux = pytest.mark.skipif(sys.platform != "linux", reason="threads have one priority elsewhere")


def priority() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


def until_it_changes() -> tuple[int, int]:
    before, deadline = priority(), time.monotonic() + 20
    while priority() == before and time.monotonic() < deadline:
        time.sleep(0.01)
    return before, priority()


@linux
def test_what_takes_long_is_done_at_a_lower_priority_and_nothing_else_is(monkeypatch):
    monkeypatch.setattr(courtesy, "AFTER", 0.01)
    ours = priority()
    before, after = courtesy.courteously(until_it_changes)
    assert (before, after) == (ours, ours + 5)
    assert priority() == ours
    monkeypatch.setattr(courtesy, "AFTER", 20)
    assert courtesy.courteously(lambda: (time.sleep(0.05), priority()))[1] == ours


def test_what_the_work_gives_or_raises_comes_through():
    assert courtesy.courteously(lambda: "fatto") == "fatto"
    with pytest.raises(MemoryError):
        courtesy.courteously(lambda: bytearray(10**18))


def test_what_belongs_to_a_thread_does_not_leave_it_with_an_error(monkeypatch):
    unraisable: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda told: unraisable.append(told.exc_value))

    def fails() -> None:
        rows = ox.Store().query("SELECT * { VALUES ?x { 1 2 } }")
        next(iter(rows))
        try:
            raise ValueError("one")
        except ValueError:
            raise KeyError("two")  # noqa: B904 - a context with frames of its own

    with pytest.raises(KeyError) as caught:
        courtesy.courteously(fails)
    del caught
    gc.collect()
    assert unraisable == []


def test_the_rows_of_an_answer_die_in_the_thread_that_read_them(monkeypatch):
    unraisable: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda told: unraisable.append(told.exc_value))
    question, store = Question("SELECT * { VALUES ?x { 1 2 } }"), ox.Store()
    gc.collect()
    gc.disable()
    try:
        courtesy.courteously(lambda: _answered(question, store, Settings()))
    finally:
        gc.enable()
    gc.collect()
    assert unraisable == []


def test_there_is_room_for_the_deepest_query_that_is_let_through():
    def deep(levels: int) -> int:
        return levels and 1 + max(map(deep, [levels - 1]))  # a call through C at each level

    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(6000)
    try:
        assert courtesy.courteously(lambda: deep(2500)) == 2500
    finally:
        sys.setrecursionlimit(limit)
