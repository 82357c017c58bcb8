"""Merges and likely doubles through the doors: a merged name leads to the kept one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.workplace import Workplace
from corpus.identities import Act, Identity
from ingest.jail import ReadingRoom
from search.encoder import HashingEncoder

KEPT, OTHER = "navetta-ostellato", "orti-potenza"


@pytest.fixture(scope="module")
def merged(tools, tmp_path_factory):
    settings, _ = tools.make_library(tmp_path_factory.mktemp("merged"), tools.DOCUMENTS)
    workplace = Workplace(settings, encoder=HashingEncoder())
    with ReadingRoom() as room, workplace.accessions(room) as accessions:
        when = datetime(2026, 11, 22, tzinfo=UTC)
        names = (f"practice/{KEPT}", f"practice/{OTHER}")
        accessions.identify(Identity(Act.MERGED, *names, "Ada", when, "prova"))
    with TestClient(create_app(settings, workplace.library()), follow_redirects=False) as running:
        tools.wait_until_ready(running)
        yield running


@pytest.mark.parametrize("path", ["/api/v1/practices/{}", "/pratiche/{}"])
def test_a_merged_identifier_leads_to_the_kept_one(merged, path) -> None:
    answer = merged.get(path.format(OTHER))
    assert answer.status_code == 303
    assert answer.headers["location"] == path.format(KEPT)
    assert merged.get(path.format(KEPT)).status_code == 200


def test_the_kept_practice_has_the_facts_of_both_in_json_and_names_both_on_its_page(merged) -> None:
    facts = merged.get(f"/api/v1/practices/{KEPT}").json()["facts"]
    assert {e["document"] for fact in facts for e in fact["evidence"]} == {KEPT, OTHER}
    page = merged.get(f"/pratiche/{KEPT}").text
    assert "Raccontata anche in" in page
    assert f'href="/documenti/{OTHER}"' in page


def test_search_shows_the_kept_one_once(merged) -> None:
    hits = merged.get("/api/v1/search", params={"q": "orti per persone con disabilità"}).json()
    found = [hit["id"] for hit in hits["hits"]]
    assert found.count(KEPT) == 1
    assert OTHER not in found
    assert merged.get("/cerca", params={"q": "orti"}).status_code == 200


def test_the_graph_says_it_in_sparql(merged) -> None:
    query = (
        "PREFIX dct: <http://purl.org/dc/terms/> PREFIX owl: <http://www.w3.org/2002/07/owl#>"
        " SELECT ?a ?b { ?a dct:isReplacedBy ?b ; owl:sameAs ?b }"
    )
    answer = merged.get(
        "/sparql", params={"query": query}, headers={"Accept": "application/sparql-results+json"}
    )
    (row,) = answer.json()["results"]["bindings"]
    assert row["a"]["value"].endswith(f"practice/{OTHER}")
    assert row["b"]["value"].endswith(f"practice/{KEPT}")


def test_likely_doubles_are_told_with_what_was_merged(merged) -> None:
    answer = merged.get(f"/api/v1/practices/{KEPT}/duplicates")
    assert answer.json() == {"id": KEPT, "duplicates": [], "merged": [OTHER]}
    moved = merged.get(f"/api/v1/practices/{OTHER}/duplicates")
    assert moved.status_code == 303
    assert moved.headers["location"] == f"/api/v1/practices/{KEPT}/duplicates"


@pytest.mark.parametrize("kind", ["practices", "organisations"])
def test_what_is_not_held_has_no_doubles(merged, kind) -> None:
    answer = merged.get(f"/api/v1/{kind}/non-c-e/duplicates")
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert merged.get(f"/api/v1/{kind}/..%20x/duplicates").status_code == 404
