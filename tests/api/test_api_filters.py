"""The new filters and completions at the doors: REST and pages."""

from __future__ import annotations

import time
from pathlib import Path

from fastapi.testclient import TestClient

from api.app import create_app
from api.workplace import Workplace
from ingest.jail import ReadingRoom
from search.encoder import HashingEncoder

HERE = "/api/v1/search"


def ids(client: TestClient, query: str) -> set[str]:
    answer = client.get(f"{HERE}?{query}")
    assert answer.status_code == 200, answer.text
    return {hit["id"] for hit in answer.json()["hits"]}


def test_places_years_and_distances_filter_by_name_or_code(client: TestClient) -> None:
    assert ids(client, "comune=Ostellato") == ids(client, "comune=038017") == {"navetta-ostellato"}
    assert ids(client, "province=Ferrara") == {"navetta-ostellato"}
    assert ids(client, "near=Portomaggiore&km=30") == {"navetta-ostellato"}
    assert "navetta-ostellato" in ids(client, "status=in-corso")
    labels = {one["label"] for one in client.get(HERE).json()["facets"]["comune"]}
    assert {"Ostellato", "Asti", "Potenza"} <= labels


def test_an_unknown_value_is_a_problem_that_lists_what_comes_near(client: TestClient) -> None:
    answer = client.get(f"{HERE}?comune=Ostelato&from=ieri")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["type"] == "urn:prassi:problem:unknown-value"
    assert "Forse cercavate: Ostellato (038017)" in problem["detail"]
    assert [one["parameter"] for one in problem["errors"]] == ["comune", "from"]
    assert {"value": "038017", "label": "Ostellato"} in problem["errors"][0]["near"]
    assert client.get("/api/v1/practices?near=Ostelato").status_code == 404


def test_the_page_tells_the_filter_that_does_not_hold_and_keeps_the_rest(
    client: TestClient,
) -> None:
    page = client.get("/cerca?q=navetta&comune=Ostelato&from=&to=&near=Ostellato&km=10").text
    assert "Un filtro non vale" in page
    assert "Ostellato (038017)" in page
    assert "Navetta per le visite" in page
    assert 'name="near"' in page
    assert 'value="Ostellato"' in page


def test_a_slip_is_told_with_the_question_that_was_meant(client: TestClient) -> None:
    assert client.get(f"{HERE}?q=volontarri").json()["suggestion"] == "volontari"
    page = client.get("/cerca?q=volontarri").text
    assert "Forse cercavate" in page
    assert "q=volontari" in page


def test_what_is_typed_is_completed(client: TestClient) -> None:
    found = client.get("/api/v1/suggest?q=navetta per").json()
    assert found["query"] == "navetta per"
    assert found["suggestions"] == [
        {
            "kind": "practice",
            "label": "Navetta per le visite a Ostellato",
            "value": "navetta-ostellato",
            "facet": None,
        }
    ]
    kinds = {one["kind"] for one in client.get("/api/v1/suggest?q=ostel").json()["suggestions"]}
    assert "place" in kinds
    assert client.get("/api/v1/suggest?q=").json()["suggestions"] == []
    assert client.get("/api/v1/suggest").status_code == 422
    assert client.get("/api/v1/suggest?q=a&region=08").status_code == 422


def test_a_completion_comes_and_goes_with_its_document(tmp_path: Path, tools) -> None:
    settings, library = tools.make_library(tmp_path, {"navetta.md": tools.DOCUMENTS["navetta.md"]})
    with TestClient(create_app(settings, library)) as client:
        tools.wait_until_ready(client)

        def labels() -> list[str]:
            found = client.get("/api/v1/suggest?q=orti soc").json()["suggestions"]
            return [one["label"] for one in found if one["kind"] == "practice"]

        assert labels() == []
        writer = Workplace(settings, encoder=HashingEncoder())
        tools.add_to(writer, tmp_path, {"orti.md": tools.DOCUMENTS["orti.md"]})
        started = time.monotonic()
        assert labels() == ["Orti sociali a Potenza"]
        assert time.monotonic() - started < 1
        with ReadingRoom() as room, writer.accessions(room) as accessions:
            assert accessions.retract("orti-potenza")
        assert labels() == []
