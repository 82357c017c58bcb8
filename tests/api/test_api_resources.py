"""What each resource tells, over the three small documents and a call."""

from __future__ import annotations

import csv
import io

import pytest
from fastapi.testclient import TestClient

from api.app import create_app

API = "/api/v1"
PROBLEM = "application/problem+json"
BANDO = """---
id: bando-orti
title: Bando per gli orti sociali
---

# Bando per gli orti sociali

La Regione Basilicata pubblica un avviso pubblico per orti sociali. Possono presentare domanda le
organizzazioni di volontariato entro il 30 novembre 2026. La dotazione complessiva è di 80.000 euro.
"""


@pytest.fixture(scope="module")
def reader(tools, tmp_path_factory):
    documents = {**tools.DOCUMENTS, "bando.md": BANDO}
    made = tools.make_library(tmp_path_factory.mktemp("resources"), documents)
    with TestClient(create_app(*made), follow_redirects=False) as running:
        tools.wait_until_ready(running)
        yield running


def told(client: TestClient, path: str):
    answer = client.get(f"{API}/{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_an_organisation_is_told_with_its_practices_and_place(reader) -> None:
    one = told(reader, "organisations/comune-di-ostellato")
    assert one["kind"]["concept"] == "actor:comune"
    assert one["place"] == {"code": "038017", "name": "Ostellato", "level": "comune"}
    assert [practice["id"] for practice in one["practices"]] == ["navetta-ostellato"]
    listed = told(reader, "organisations?q=OSTELLATO&actor=comune")["organisations"]
    assert listed == [one]


def test_lists_of_organisations_take_the_filters_of_the_search(reader) -> None:
    there = told(reader, "organisations?region=Emilia-Romagna")["organisations"]
    assert {p["id"] for one in there for p in one["practices"]} == {"navetta-ostellato"}
    wrong = reader.get(f"{API}/organisations?region=Emilia")
    assert wrong.status_code == 404
    assert "Emilia-Romagna (08)" in wrong.json()["detail"]


@pytest.mark.parametrize("scheme", ["measure", "beneficiary", "actor", "practice-type"])
def test_a_count_and_the_list_it_leads_to_agree(reader, scheme) -> None:
    facet = {"practice-type": "kind"}.get(scheme, scheme)
    counted = told(reader, f"concepts?scheme={scheme}&used=true&limit=100")["concepts"]
    assert counted
    for one in counted:
        assert told(reader, f"practices?{facet}={one['id']}")["total"] == one["practices"]


def test_a_place_counts_what_is_in_it(reader) -> None:
    used = told(reader, "places?limit=100")["places"]
    for one in used:
        facet = {"regione": "region", "provincia": "province"}.get(one["level"], "comune")
        assert told(reader, f"practices?{facet}={one['id']}")["total"] == one["practices"]
    region = told(reader, "places/08")
    assert {"code": "038", "name": "Ferrara", "level": "provincia", "practices": 1} in region[
        "contains"
    ]


def test_the_territory_is_a_tree_of_where_practices_are(reader) -> None:
    regions = {one["code"]: one for one in told(reader, "territory")["regions"]}
    (province,) = regions["08"]["contains"]
    assert (province["code"], province["contains"][0]["code"]) == ("038", "038017")
    only = told(reader, "territory?province=038")["regions"]
    assert [one["code"] for one in only] == ["08"]


def test_a_scheme_is_a_tree_in_which_every_concept_stands(reader) -> None:
    tree = told(reader, "schemes/measure")

    def names(branches):
        return {n for one in branches for n in ({one["concept"]} | names(one["narrower"]))}

    assert len(names(tree["tree"])) == tree["concepts"]
    assert {one["id"] for one in told(reader, "schemes")["schemes"]} >= {"measure", "need", "role"}


def test_a_call_is_open_up_to_its_last_day(reader) -> None:
    one = told(reader, "calls/bando-orti?on=2026-11-30")
    assert (one["status"], one["deadline"]) == ("aperto", "2026-11-30")
    assert told(reader, "calls/bando-orti?on=2026-12-01")["status"] == "chiuso"
    for day, open_, found in (
        ("2026-11-30", "true", 1),
        ("2026-12-01", "true", 0),
        ("2026-12-01", "false", 1),
        ("2026-11-30", "false", 0),
    ):
        assert told(reader, f"calls?on={day}&open={open_}")["total"] == found
    assert told(reader, "calls?deadline_after=2026-11-29")["total"] == 1
    assert told(reader, "calls?deadline_after=2026-11-30")["total"] == 0
    assert told(reader, "calls?deadline_before=2026-11-30")["total"] == 0


@pytest.mark.parametrize("day", ["ieri", "0", "2026-11-31", "2026-11-22T00:00:00", ""])
def test_what_is_no_day_is_refused(reader, day) -> None:
    answer = reader.get(f"{API}/calls?on={day}")
    assert answer.status_code == 422
    assert "deve essere una data" in answer.json()["detail"]


def test_statements_come_with_the_words_that_say_them(reader) -> None:
    text = told(reader, "documents/navetta-ostellato")["text"]
    listed = told(reader, "statements?document=navetta-ostellato&limit=100")["statements"]
    assert listed
    for one in listed:
        assert one["practice"] == "navetta-ostellato"
        assert told(reader, f"statements/{one['id']}") == one
        for words in one["evidence"]:
            assert text[words["start"] : words["end"]] == words["quote"]


def test_statements_are_filtered_exactly(reader) -> None:
    every = told(reader, "statements?limit=100")
    assert every["total"] == len(every["statements"]) <= 100
    for name, wanted in (
        ("predicate=wp:hasMeasure", lambda one: one["predicate"] == "wp:hasMeasure"),
        ("practice=orti-potenza", lambda one: one["practice"] == "orti-potenza"),
        ("min_confidence=0.9", lambda one: one["confidence"] >= 0.9),
        ("status=extracted", lambda one: one["status"] == "curation-status:extracted"),
        (
            "document=orti-potenza&predicate=dct:type&min_confidence=0.5",
            lambda one: (
                one["document"] == "orti-potenza"
                and one["predicate"] == "dct:type"
                and one["confidence"] >= 0.5
            ),
        ),
    ):
        found = told(reader, f"statements?limit=100&{name}")
        assert found["statements"] == [one for one in every["statements"] if wanted(one)], name
        assert found["total"] == len(found["statements"])
    wrong = reader.get(f"{API}/statements?predicate=wp:niente")
    assert wrong.status_code == 404
    assert "wp:hasMeasure" in wrong.json()["detail"]


def test_who_works_with_whom_is_told_with_the_practices(reader) -> None:
    body = told(reader, "network?organisation=comune-di-ostellato")
    assert body["ties"]
    members = {one["id"] for one in body["members"]}
    for tie in body["ties"]:
        assert "comune-di-ostellato" in (tie["one"]["id"], tie["other"]["id"])
        assert {tie["one"]["id"], tie["other"]["id"]} <= members
        assert [one["id"] for one in tie["practices"]] == ["navetta-ostellato"]
    assert told(reader, "network?region=01")["total"] <= told(reader, "network")["total"]


@pytest.mark.parametrize("question", ["", "&by_measure=true", "&level=provincia"])
def test_a_gap_and_the_list_it_stands_for_agree(reader, question) -> None:
    level = "provincia" if "provincia" in question else "regione"
    facet = {"regione": "region", "provincia": "province"}[level]
    every = told(reader, f"gaps?empty=false&limit=100{question}&beneficiary=anziani")
    gaps = told(reader, f"gaps?limit=100{question}&beneficiary=anziani")
    assert "nessun documento in questo archivio" in every["note"]
    assert gaps["total"] < every["total"]
    for cell in [one for one in every["cells"] if one["practices"]] + gaps["cells"][:5]:
        asked = f"{facet}={cell['place']['code']}&beneficiary={cell['beneficiary']['concept']}"
        if cell["measure"]:
            asked += f"&measure={cell['measure']['concept']}"
        assert told(reader, f"practices?{asked}")["total"] == cell["practices"]
        assert ("nessun documento in questo archivio" in cell["text"]) is not cell["practices"]


def test_one_practice_is_a_table_of_its_evidence(reader) -> None:
    facts = told(reader, "practices/navetta-ostellato")["facts"]
    table = reader.get(f"{API}/practices/navetta-ostellato?format=csv")
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert len(rows) == sum(max(1, len(fact["evidence"])) for fact in facts)
    assert {row["kind"] for row in rows} == {fact["kind"] for fact in facts}
    assert all(row["quote"] for row in rows if row["document"])


@pytest.mark.parametrize(
    ("form", "wish"), [("ttl", "text/turtle"), ("jsonld", "application/ld+json")]
)
def test_a_practice_as_rdf_is_at_its_linked_data(reader, form, wish) -> None:
    for answer in (
        reader.get(f"{API}/practices/navetta-ostellato?format={form}"),
        reader.get(f"{API}/practices/navetta-ostellato", headers={"Accept": wish}),
    ):
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/data/practice/navetta-ostellato.{form}"


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("practices/navetta-ostelato", "navetta-ostellato"),
        ("organisations/comune-di-ostelato", "comune-di-ostellato"),
        ("documents/orti-potenz", "orti-potenza"),
        ("calls/bando-ort", "bando-orti"),
        ("concepts/measure:trasporto-social", "measure:trasporto-sociale"),
        ("places/Ostelato", "038017"),
    ],
)
def test_what_is_missing_is_told_with_what_comes_near(reader, address, near) -> None:
    answer = reader.get(f"{API}/{address}")
    assert (answer.status_code, answer.headers["content-type"]) == (404, PROBLEM)
    assert near in [one["value"] for one in answer.json()["near"]]
    assert "Forse cercavate" in answer.json()["detail"]


@pytest.mark.parametrize("kind", ["measures", "statements", "schemes", "places"])
@pytest.mark.parametrize("identifier", ["a%20b", "%00", "..%2Fx", "x" * 3000])
def test_a_strange_identifier_is_only_missing(reader, kind, identifier) -> None:
    answer = reader.get(f"{API}/{kind}/{identifier}")
    assert (answer.status_code, answer.headers["content-type"]) == (404, PROBLEM)


def test_an_empty_library_has_gaps_everywhere_and_no_error(tools, tmp_path) -> None:
    with TestClient(create_app(*tools.make_library(tmp_path, {}))) as client:
        tools.wait_until_ready(client)
        for question in ("gaps?region=08", "gaps?by_measure=true&empty=false"):
            answer = told(client, question)
            assert all(cell["practices"] == 0 for cell in answer["cells"])
