"""Match, compare, similar and alike by REST and the command line: one JSON, errors told."""

from __future__ import annotations

import json

import httpx
import pytest
from typer.testing import CliRunner, Result

from api.cli.main import app

PROBLEM = "application/problem+json"
SITUATION = "gli anziani non riescono ad andare alle visite"


@pytest.fixture
def prassi(shelf, monkeypatch):
    monkeypatch.setenv("PRASSI_DATA", str(shelf[0].data))
    monkeypatch.setenv("PRASSI_ENCODER", "hashing")

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, list(arguments))

    return run


def refusal(client, address: str, **asked) -> dict:
    answer = client.get(address, params=asked)
    assert answer.headers["content-type"] == PROBLEM, answer.text
    return answer.json()


def test_a_match_says_what_was_understood_who_did_it_and_who_could_help(client) -> None:
    asked = {"q": SITUATION, "place": "Ferrara", "means": "volontari"}
    answer = client.get("/api/v1/match", params=asked)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["situation"]["place"] == {"code": "038008", "name": "Ferrara", "level": "comune"}
    assert {"concept": "beneficiary:anziani", "label": "Anziani"} in body["situation"][
        "beneficiaries"
    ]
    first = body["groups"][0]["practices"][0]
    assert first["id"] == "navetta-ostellato"
    assert first["where"] == [{"code": "038017", "name": "Ostellato", "level": "comune"}]
    assert first["territory"]["same"] == "provincia"
    assert {reason["kind"] for reason in first["reasons"]} >= {"destinatari", "territorio"}
    text = client.get(f"/api/v1/documents/{first['document']}").json()["text"]
    assert text[first["passage"]["start"] : first["passage"]["end"]] == first["passage"]["text"]
    partner = next(one for one in body["partners"] if "Auser" in one["name"])
    proof = partner["evidence"]
    assert text[proof["start"] : proof["end"]] == proof["quote"]
    assert "Auser" in proof["quote"]


def test_a_match_may_be_kept_until_the_library_changes(client) -> None:
    first = client.get("/api/v1/match", params={"q": SITUATION})
    again = client.get(
        "/api/v1/match", params={"q": SITUATION}, headers={"If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 304


def test_need_and_person_may_be_asked_by_name(client) -> None:
    asked = {"beneficiary": ["anziani"], "need": ["Mobilità e trasporto"]}
    body = client.get("/api/v1/match", params=asked).json()
    assert body["situation"]["needs"] == [
        {"concept": "need:mobilita-trasporto", "label": "Mobilità e trasporto"}
    ]
    assert body["groups"]


@pytest.mark.parametrize(
    ("asked", "parameter", "said"),
    [
        ({"q": "x" * 2001}, "q", "al massimo 2000"),
        ({"q": "orti", "beneficiary": "b" * 301}, "beneficiary", "al massimo 300"),
        ({"q": "orti", "region": "08"}, "region", "non è un parametro"),
        ({"q": ["orti", "nidi"]}, "q", "è ripetuto"),
    ],
)
def test_a_wrong_question_is_told_what_to_mend(client, asked, parameter, said) -> None:
    problem = refusal(client, "/api/v1/match", **asked)
    assert problem["status"] == 422
    (error, *_) = problem["errors"]
    assert error["parameter"] == parameter
    assert said in problem["detail"]


@pytest.mark.parametrize("asked", [{}, {"q": "  "}, {"place": "Ostellato"}])
def test_who_says_nothing_of_the_situation_gets_nothing_and_is_told_what_to_say(client, asked):
    body = client.get("/api/v1/match", params=asked).json()
    assert (body["groups"], body["partners"], body["doubted"]) == ([], [], True)
    assert "manca la situazione" in body["note"]


@pytest.mark.parametrize(
    ("asked", "parameter", "said"),
    [
        ({"q": "orti", "place": "Ostelato"}, "place", "forse Ostellato"),
        ({"q": "orti", "need": "mobilta"}, "need", "Mobilità e trasporto"),
    ],
)
def test_a_name_of_nothing_is_not_found_and_comes_with_near_ones(client, asked, parameter, said):
    problem = refusal(client, "/api/v1/match", **asked)
    assert (problem["status"], problem["type"]) == (404, "urn:prassi:problem:unknown-value")
    (error, *_) = problem["errors"]
    assert error["parameter"] == parameter
    assert said in problem["detail"]


def test_an_unknown_place_comes_with_near_ones_for_programs_too(client) -> None:
    problem = refusal(client, "/api/v1/match", q="orti", place="Ostelato")
    assert problem["errors"][0]["near"] == ["Ostellato (Ferrara, 038017)"]


def test_a_description_as_long_as_a_book_does_not_fit_an_address(client) -> None:
    assert refusal(client, "/api/v1/match", q="x" * 60_000)["status"] == 414


def test_practices_are_compared_row_by_row(client) -> None:
    chosen = {"id": ["navetta-ostellato", "orti-potenza"]}
    body = client.get("/api/v1/compare", params=chosen).json()
    assert [one["id"] for one in body["practices"]] == chosen["id"]
    assert [row["label"] for row in body["rows"]][:3] == ["Chi", "Per chi", "Dove"]
    persons = next(row for row in body["rows"] if row["kind"] == "beneficiary")
    assert persons["shared"] == ["Anziani"]
    assert all(len(row["cells"]) == len(row["only"]) == 2 for row in body["rows"])


@pytest.mark.parametrize(
    ("chosen", "status", "said"),
    [
        ([], 422, "manca"),
        (["navetta-ostellato"], 422, "qui ce n'è 1"),
        (["a", "b", "c", "d", "e", "f"], 422, "qui ce n'è 6"),
        (["orti-potenza", "orti-potenza"], 422, "due volte"),
        (["navetta-ostellato", "non-ce"], 404, "«non-ce»"),
    ],
)
def test_a_comparison_that_cannot_be_made_says_why(client, chosen, status, said) -> None:
    problem = refusal(client, "/api/v1/compare", id=chosen)
    assert problem["status"] == status
    assert said in problem["detail"]


def test_a_practice_leads_to_similar_ones_and_an_organisation_to_its_like(client) -> None:
    body = client.get("/api/v1/practices/navetta-ostellato/similar").json()
    assert "navetta-ostellato" not in [one["id"] for one in body["similar"]]
    assert body["similar"][0]["shared"].keys() == {"measure", "need", "beneficiary"}
    actors = client.get("/api/v1/practices/navetta-ostellato").json()["facts"]
    auser = next(f["concept"] for f in actors if "Auser" in f["label"]).partition("/")[2]
    alike = client.get(f"/api/v1/organisations/{auser}/alike").json()
    assert alike["organisation"]["practices"] == ["navetta-ostellato"]
    assert auser not in [one["id"] for one in alike["alike"]]


@pytest.mark.parametrize("address", ["practices/non-ce/similar", "organisations/non-ce/alike"])
def test_what_is_not_held_is_not_found(client, address) -> None:
    problem = refusal(client, f"/api/v1/{address}")
    assert problem["status"] == 404
    assert "«non-ce»" in problem["detail"]


def test_the_description_has_italian_summaries_and_whole_examples(client) -> None:
    schema = client.get("/api/v1/openapi.json").json()
    for path in (
        "/api/v1/match",
        "/api/v1/compare",
        "/api/v1/practices/{identifier}/similar",
        "/api/v1/organisations/{identifier}/alike",
    ):
        operation = schema["paths"][path]["get"]
        name = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
        model = schema["components"]["schemas"][name.rpartition("/")[2]]
        assert set(model["required"]) == set(model["example"])
        assert operation["summary"]


def test_the_command_line_prints_the_same_as_rest(client, prassi) -> None:
    told = prassi("match", SITUATION, "--place", "Ferrara", "--format", "json")
    assert told.exit_code == 0, told.output
    rest = client.get("/api/v1/match", params={"q": SITUATION, "place": "Ferrara"}).json()
    assert json.loads(told.stdout) == rest
    compared = prassi("compare", "navetta-ostellato", "orti-potenza", "--format", "json")
    chosen = {"id": ["navetta-ostellato", "orti-potenza"]}
    assert json.loads(compared.stdout) == client.get("/api/v1/compare", params=chosen).json()


def test_the_command_line_tells_a_match_a_person_can_read(prassi) -> None:
    told = prassi("match", SITUATION, "--place", "Ferrara").stdout
    assert "CHI L'HA GIÀ FATTO" in told
    assert "Navetta per le visite a Ostellato  [navetta-ostellato]" in told
    assert "perché: è per le stesse persone: anziani" in told
    assert "CHI POTREBBE AIUTARE" in told
    assert "tutte: Anziani" in prassi("compare", "navetta-ostellato", "orti-potenza").stdout
    assert prassi("similar", "navetta-ostellato").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["match"], 2, "manca la situazione"),
        (["match", "x" * 100_000], 2, "ha 100000 caratteri: al massimo 2000"),
        (["match", "orti", "--place", "Livo"], 2, "Livo (Como, 013130)"),
        (["match", "orti", "--need", "mobilta"], 2, "need:mobilita-trasporto"),
        (["compare", "navetta-ostellato"], 2, "da 2 a 5"),
        (["compare", "navetta-ostellato", "non-ce"], 1, "«non-ce»"),
        (["similar", "non-ce"], 1, "«non-ce»"),
        (["alike", "non-ce"], 1, "«non-ce»"),
    ],
)
def test_what_the_command_line_cannot_do_is_one_line(prassi, capfd, arguments, code, said) -> None:
    ended = prassi(*arguments)
    assert ended.exit_code == code
    (line,) = (ended.stderr or capfd.readouterr().err).splitlines()
    assert line.startswith("prassi: ")
    assert said in line


@pytest.mark.slow
def test_on_the_served_corpus_a_volunteer_finds_social_transport(served) -> None:

    asked = {
        "q": "nel nostro paese i vecchi non riescono ad andare alle visite",
        "place": "Agnone",
    }
    body = httpx.get(f"{served.address}/api/v1/match", params=asked, timeout=60).json()
    measures = [group["measure"] for group in body["groups"]]
    assert "measure:trasporto-sociale" in measures[:2]
    assert body["partners"]
    for group in body["groups"]:
        for one in group["practices"]:
            assert one["reasons"]
            assert one["passage"]
