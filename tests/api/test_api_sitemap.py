"""Search engines find every practice, and not what is made for each question."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.robotparser import RobotFileParser

import pytest
from lxml import etree

from api.catalogue import sitemap
from corpus.changes import ledger as ledgers

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def told(client, monkeypatch):
    later = datetime.now(UTC) + timedelta(seconds=60)
    monkeypatch.setattr(ledgers, "now", lambda: later)
    return client


def walked(client) -> list[str]:
    found: list[str] = []
    index = etree.fromstring(client.get("/sitemap.xml").content)
    for where in index.iter(f"{SITEMAP}loc"):
        part = client.get(where.text.removeprefix("http://testserver"))
        assert part.headers["content-type"] == "application/xml; charset=utf-8"
        found += [one.text for one in etree.fromstring(part.content).iter(f"{SITEMAP}loc")]
    return found


@pytest.mark.parametrize("per_file", [50_000, 2, 3])
def test_every_practice_is_on_the_map_once(told, monkeypatch, per_file) -> None:
    monkeypatch.setattr(sitemap, "PER_FILE", per_file)
    names = ("", "pratiche/emporio-asti", "pratiche/navetta-ostellato", "pratiche/orti-potenza")
    assert sorted(walked(told)) == [f"http://testserver/{name}" for name in names]


def test_a_part_beyond_the_last_is_not_there(told) -> None:
    assert told.get("/sitemap-2.xml").status_code == 404
    assert told.get("/sitemap-0.xml").status_code == 422


def test_an_empty_library_has_a_map_of_its_home(empty_client) -> None:
    assert walked(empty_client) == ["http://testserver/"]


def test_robots_are_told_what_to_leave_alone_and_where_the_map_is(client) -> None:
    rules = RobotFileParser()
    rules.parse(client.get("/robots.txt").text.splitlines())
    assert rules.site_maps() == ["http://testserver/sitemap.xml"]
    for address, allowed in (("/", True), ("/pratiche/x", True), ("/cerca?q=x", False)):
        assert rules.can_fetch("*", f"http://testserver{address}") is allowed
