"""A saved search tells its news to readers of feeds, and the deadlines of calls to calendars."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime

import feedparser
import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from lxml import etree

from api.app import create_app
from api.feeds.atom import atom
from api.feeds.deadlines import calendar
from api.feeds.json_feed import json_feed
from api.feeds.model import Entry, Feed, plain
from api.workplace import Workplace
from corpus.registers.calls import Applicant, CallEntry
from search.encoder import HashingEncoder

CALL = """---
id: bando-nonni
title: Bando Nonni in rete
---

# Bando «Nonni in rete»

La Fondazione Prova apre il bando «Nonni in rete» per sostenere il trasporto sociale degli anziani
soli. Possono partecipare le associazioni di volontariato e le cooperative sociali. La scadenza per
la presentazione delle domande è il 30 settembre 2027. La dotazione è di 200.000 euro.
"""
AT = datetime(2026, 11, 22, 10, tzinfo=UTC)
HOSTILE = 'a]]><script>alert(1)</script>&amp;"\x00\x0b\r\nX-Evil: 1\ud83d\ude80'.encode(
    "utf-16", "surrogatepass"
).decode("utf-16")


@pytest.fixture(scope="module")
def told(tools, tmp_path_factory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("feeds")
    documents = {**tools.DOCUMENTS, "bando.md": CALL}
    settings, library = tools.make_library(folder, documents)
    with TestClient(create_app(settings, library)) as client:
        tools.wait_until_ready(client)
        until = time.monotonic() + 60
        # Each document is a change, told a little after it was written.
        while len(feedparser.parse(client.get("/api/v1/feed.atom").content).entries) < 4:
            assert time.monotonic() < until, "not everything was told"
            time.sleep(0.2)
        yield client


def test_a_reader_of_feeds_finds_what_a_search_finds(told: TestClient) -> None:
    answer = told.get("/api/v1/feed.atom", params={"q": "anziani soli trasporto"})
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    feed = feedparser.parse(answer.content)
    assert not feed.bozo
    found = {
        hit["iri"] for hit in told.get("/api/v1/search?q=anziani soli trasporto").json()["hits"]
    }
    assert {entry.id for entry in feed.entries} == found
    assert "anziani soli trasporto" in feed.feed.title
    times = [entry.updated for entry in feed.entries]
    assert times == sorted(times, reverse=True)
    for entry in feed.entries:
        assert entry.summary.startswith("«")
        assert re.match("http.*/pratiche/", entry.link)
    assert any("Perché: " in entry.summary for entry in feed.entries)


def test_without_a_question_the_filters_choose(told: TestClient) -> None:
    answer = told.get("/api/v1/feed.atom", params={"region": "08"})
    assert [entry.title for entry in feedparser.parse(answer.content).entries] == [
        "Navetta per le visite a Ostellato"
    ]
    few = feedparser.parse(told.get("/api/v1/feed.atom", params={"limit": 2}).content)
    assert len(few.entries) == 2


def test_a_feed_bears_the_name_of_what_is_asked(told: TestClient) -> None:
    def title(**asked: str) -> str:
        found: str = told.get("/api/v1/feed.json", params=asked).json()["title"]
        return found

    assert title() == "Prassi: le ultime pratiche"
    assert title(region="08") == "Prassi: Emilia-Romagna"
    assert title(q="orti", region="17") == "Prassi: «orti», Basilicata"
    assert title(**{"from": "2019"}) == "Prassi: le ultime pratiche (con altri filtri)"


def test_who_takes_part_has_a_feed_with_the_sentence_and_the_part(told: TestClient) -> None:
    answer = told.get("/api/v1/organisations/comune-di-ostellato/feed.atom")
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    feed = feedparser.parse(answer.content)
    assert not feed.bozo
    assert feed.feed.title == "Prassi: Comune di Ostellato"
    assert re.match("http.*/organizzazioni/comune-di-ostellato$", feed.feed.link)
    (entry,) = feed.entries
    assert entry.title == "Navetta per le visite a Ostellato"
    assert entry.link.endswith("/pratiche/navetta-ostellato")
    assert entry.summary.startswith("«Il Comune di Ostellato ha attivato")
    assert "Che parte ha: " in entry.summary
    assert "Trasporto sociale e accompagnamento" in {tag.term for tag in entry.tags}
    (item,) = told.get("/api/v1/organisations/comune-di-ostellato/feed.json").json()["items"]
    assert (item["id"], item["content_text"]) == (entry.id, entry.summary)
    assert entry.id == told.get("/api/v1/practices/navetta-ostellato").json()["iri"]


def test_a_feed_of_nobody_is_not_found_and_says_who_is_near(told: TestClient) -> None:
    for ending in ("atom", "json"):
        answer = told.get(f"/api/v1/organisations/comune-di-ostelato/feed.{ending}")
        assert answer.status_code == 404
        assert "comune-di-ostellato" in {one["value"] for one in answer.json()["near"]}
    known = "/api/v1/organisations/comune-di-ostellato/feed.atom"
    assert told.get(known, params={"limit": 0}).status_code == 422
    assert told.get(known, params={"region": "08"}).status_code == 422


def test_json_feed_says_the_same(told: TestClient) -> None:
    asked = {"q": "orti"}
    items = told.get("/api/v1/feed.json", params=asked).json()["items"]
    entries = feedparser.parse(told.get("/api/v1/feed.atom", params=asked).content).entries
    assert [one["id"] for one in items] == [one.id for one in entries]


def test_a_page_of_results_leads_to_its_feed(told: TestClient) -> None:
    page = told.get("/cerca", params={"q": "orti", "region": "17"}).text
    assert 'type="application/atom+xml" href="/api/v1/feed.atom?q=orti&amp;region=17"' in page


def test_who_has_the_feed_already_is_told_so(told: TestClient) -> None:
    organisation = "/api/v1/organisations/comune-di-ostellato/feed"
    for path in (
        *("/api/v1/feed.atom?q=orti", "/api/v1/feed.json", "/api/v1/calls.ics"),
        *(f"{organisation}.atom", f"{organisation}.json"),
    ):
        tag = told.get(path).headers["ETag"]
        again = told.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b""), path


def test_what_nobody_knows_is_told(told: TestClient) -> None:
    answer = told.get("/api/v1/feed.atom", params={"region": "99"})
    assert answer.status_code == told.get("/api/v1/search?region=99").status_code
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert told.get("/api/v1/calls.ics", params={"regione": "08"}).status_code == 422


def test_a_calendar_has_a_day_for_each_call_with_a_deadline(told: TestClient) -> None:
    answer = told.get("/api/v1/calls.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event.decoded("dtstart") == date(2027, 9, 30)
    assert "Nonni in rete" in str(event["summary"])
    assert "cooperativa sociale" in str(event["description"]).lower()


def test_the_calls_of_a_search_are_those_of_its_practices(told: TestClient) -> None:
    def days(**asked: str) -> int:
        answer = told.get("/api/v1/calls.ics", params=asked)
        return len(Calendar.from_ical(answer.content).walk("VEVENT"))

    assert days(q="trasporto sociale anziani") == 1
    assert days(region="17") == 0


def call(**changed: object) -> CallEntry:
    values = {
        "id": "uno", "iri": "https://esempio.it/id/call/uno", "title": "Uno", "issuer": None,
        "deadline": "2027-02", "budget": None, "maximum_grant": None, "maximum_share": None,
        "applicants": (Applicant("actor:aps", "APS"),), "audience": (), "programmes": (),
        "practices": ("orti",), "document": "orti",
    }  # fmt: skip
    return CallEntry(**{**values, **changed})  # type: ignore[arg-type]


def written(*calls: CallEntry) -> bytes:
    return calendar(calls, "Bandi", AT, lambda one: f"https://esempio.it/pratiche/{one.id}")


def test_a_month_is_told_by_its_last_day_and_said_to_be_a_month() -> None:
    (event,) = Calendar.from_ical(written(call())).walk("VEVENT")
    assert event.decoded("dtstart") == date(2027, 2, 28)
    assert "solo il mese" in str(event["description"])


def test_a_call_without_a_day_is_left_out() -> None:
    assert not Calendar.from_ical(written(call(deadline=None))).walk("VEVENT")


def test_no_title_can_write_a_line_of_its_own() -> None:
    body = written(call(title=f"{HOSTILE}\r\nEND:VEVENT\r\nBEGIN:VALARM"))
    assert len(Calendar.from_ical(body).walk("VEVENT")) == 1
    assert not Calendar.from_ical(body).walk("VALARM")
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert b"\n" not in body.replace(b"\r\n", b"")


@given(st.text(max_size=300))
def test_any_title_is_read_back_from_the_calendar(title: str) -> None:
    (event,) = Calendar.from_ical(written(call(title=title))).walk("VEVENT")
    assert plain(str(event["summary"])) == plain(f"Scade il bando: {plain(title)[:200]}")


def made(text: str) -> Feed:
    entry = Entry(
        "https://esempio.it/x", text, AT, "https://esempio.it/p", "https://esempio.it/d", text
    )
    return Feed("https://esempio.it/f", "https://esempio.it/c", text, "Prassi", AT, (entry,))


@given(st.text(max_size=300) | st.just(HOSTILE))
def test_any_text_is_read_back_from_the_feeds(text: str) -> None:
    root = etree.fromstring(atom(made(text)))
    titles = root.findall(".//{http://www.w3.org/2005/Atom}title")
    assert [one.text or "" for one in titles] == [plain(text)] * 2
    assert not root.findall(".//script")
    assert json_feed(made(text))["items"][0]["title"] == plain(text)


def test_a_practice_that_changes_comes_first(tools, tmp_path) -> None:
    settings, library = tools.make_library(tmp_path, tools.DOCUMENTS)
    with TestClient(create_app(settings, library)) as client:
        tools.wait_until_ready(client)
        workplace = Workplace(settings, encoder=HashingEncoder())
        changed = tools.DOCUMENTS["orti.md"].replace(
            "anziani a Potenza", "anziani e bambini a Potenza"
        )
        time.sleep(1.1)  # the ledger counts whole seconds
        tools.add_to(workplace, tmp_path, {"orti.md": changed})
        until = time.monotonic() + 60
        while True:
            entries = feedparser.parse(client.get("/api/v1/feed.atom").content).entries
            if entries and entries[0].title == "Orti sociali a Potenza" and len(entries) == 3:
                break
            assert time.monotonic() < until, [entry.title for entry in entries]
            time.sleep(0.2)
        assert entries[0].updated > entries[1].updated
