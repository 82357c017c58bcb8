"""Suggestions of the search box: what may follow what one is typing, and only what leads on."""

from __future__ import annotations

import time

import pytest

from api.web.suggesting import Candidate, Suggester, Suggestion
from api.web.suggestions import candidates


def asked(client, typed: str) -> list[dict[str, str]]:
    answer = client.get("/suggerisci", params={"q": typed})
    assert answer.status_code == 200, answer.text
    assert answer.json()["query"] == " ".join(typed.split())
    return answer.json()["suggestions"]


def test_a_word_anywhere_in_a_label_leads_to_it(client) -> None:
    by_label = {one["label"]: one for one in asked(client, "ostel")}
    assert by_label["Ostellato"]["address"] == "/cerca?comune=038017"
    assert by_label["Comune di Ostellato"]["kind"] == "Ente"
    title = by_label["Navetta per le visite a Ostellato"]
    assert title == {
        "label": "Navetta per le visite a Ostellato",
        "kind": "Pratica",
        "address": "/pratiche/navetta-ostellato",
    }


def test_concepts_places_and_examples_are_suggested(client) -> None:
    found = asked(client, "anzian")
    kinds = {one["kind"] for one in found}
    assert {"Per chi", "Esempio di bisogno"} <= kinds
    assert any(one["address"] == "/cerca?beneficiary=beneficiary%3Aanziani" for one in found)
    assert any(one["kind"] == "Regione" for one in asked(client, "emilia"))


@pytest.mark.parametrize("typed", ["", " ", "a", "%", "\x00", "zzzzqqq", "<script>", "🙂🙂"])
def test_what_begins_nothing_suggests_nothing(client, typed) -> None:
    answer = client.get("/suggerisci", params={"q": typed})
    assert answer.status_code == 200
    assert answer.json()["suggestions"] == []


def test_suggestions_are_few_and_every_one_leads_to_a_page(client) -> None:
    seen = 0
    for typed in ("an", "co", "di", "em", "or", "fa", "ba", "potenza", "auser"):
        found = asked(client, typed)
        assert len(found) <= 8
        assert len({one["address"] for one in found}) == len(found)
        for one in found:
            seen += 1
            assert client.get(one["address"]).status_code == 200, one
    assert seen > 10


def test_accents_case_and_blanks_do_not_count(client) -> None:
    assert asked(client, "  NAVETTA   per LE ") == asked(client, "navetta per le")


def test_what_is_too_long_is_refused_and_an_empty_library_suggests_nothing(
    client, empty_client
) -> None:
    assert client.get("/suggerisci", params={"q": "a" * 600}).status_code == 422
    assert client.get("/suggerisci").status_code == 422
    assert asked(empty_client, "anziani") == []


def test_no_kind_hides_the_others_and_the_commonest_come_first() -> None:
    many = [Candidate(Suggestion(f"Casa {n:02}", "Pratica", f"/p/{n}"), "p") for n in range(50)]
    rare = Candidate(Suggestion("Casa rara", "Misura", "/m/1"), "m", weight=1)
    usual = Candidate(Suggestion("Aiuto in casa", "Misura", "/m/2"), "m", weight=9)
    found = [one.label for one in Suggester([*many, rare, usual]).suggest("casa")]
    assert len(found) == 8
    assert {"Casa rara", "Aiuto in casa"} <= set(found)
    assert found.index("Casa rara") < found.index("Aiuto in casa")  # it begins as was typed
    assert Suggester([]).suggest("casa") == ()


def test_a_look_among_many_labels_is_quick(library) -> None:
    more = [
        Candidate(Suggestion(f"Servizio {n} di quartiere", "Pratica", f"/p/{n}"), "practice")
        for n in range(20_000)
    ]
    suggester = Suggester([*candidates(library), *more])
    times = []
    for typed in ("se", "serv", "di quart", "anz", "12", "quartiere"):
        start = time.perf_counter()
        suggester.suggest(typed)
        times.append(time.perf_counter() - start)
    assert max(times) < 0.1  # a few thousandths, on a machine with other things to do
