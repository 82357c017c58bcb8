"""«Descrivi il bisogno»: who has done it, why, with whom; nothing typed is lost."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from lxml import html

from api.app import create_app
from api.routers.days import today

#: Next year is open for whoever runs this; a date too far away is not read as a deadline.
NEXT_YEAR = today().year + 1
CALL = f"""---
id: bando-nonni
title: Bando «Nonni in rete»
---

# Bando «Nonni in rete»

La Fondazione Prova apre il bando «Nonni in rete» per sostenere il trasporto sociale degli anziani
soli. Possono partecipare le associazioni di volontariato e le cooperative sociali. La scadenza per
la presentazione delle domande è il 30 settembre {NEXT_YEAR}. La dotazione è di 200.000 euro.
"""
VISITS = "gli anziani non riescono ad andare alle visite"


def asked(client, status: int = 200, **fields) -> html.HtmlElement:
    answer = client.get("/bisogno", params=fields, headers={"Accept": "text/html"})
    assert answer.status_code == status, answer.text
    return html.document_fromstring(answer.text)


def words_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def section(page: html.HtmlElement, name: str) -> str:
    (found,) = page.xpath(f"//section[@aria-labelledby='{name}']")
    return words_of(found)


def assert_lit(client, way: str) -> None:
    """Follow a way to the words of a practice: they are marked on its page."""
    there = client.get(way, follow_redirects=False)
    assert there.status_code == 303
    path, _, anchor = there.headers["location"].partition("#")
    assert html.document_fromstring(client.get(path).text).xpath(f"//mark[@id='{anchor}']")


def test_the_page_begins_with_a_form_that_needs_no_script(client) -> None:
    page = asked(client)
    (form,) = page.xpath("//form[@action='/bisogno'][@method='get']")
    assert {one.get("name") for one in form.iter("input", "textarea")} == {
        *("q", "luogo", "mezzi", "beneficiary", "need")
    }
    assert not page.xpath("//section[@aria-labelledby='fatto-da']")
    assert not page.xpath("//meta[@name='robots']")


def test_a_situation_leads_to_practices_by_measure_each_with_its_reasons(client) -> None:
    page = asked(client, q=VISITS, luogo="Ferrara", mezzi="volontari")
    assert "Anziani" in section(page, "capito")
    assert "Ferrara" in section(page, "capito")
    first = page.xpath("//article[@class='card']")[0]
    assert "Navetta per le visite a Ostellato" in words_of(first)
    assert "è per le stesse persone: anziani" in words_of(first)
    assert "Ostellato, nella stessa provincia" in words_of(first)
    assert page.xpath("//h3[contains(., 'Trasporto sociale')]")


def test_the_best_words_lead_to_where_they_are_lit_in_the_document(client) -> None:
    page = asked(client, q=VISITS)
    (link, *_) = page.xpath("//article[.//h4/a[@href='/pratiche/navetta-ostellato']]//p/a")
    assert_lit(client, link.get("href"))


def test_partners_are_proposed_with_the_sentence_that_names_them(client) -> None:
    page = asked(client, q=VISITS, luogo="Ferrara")
    (partner,) = page.xpath("//ul[@class='partners']/li[contains(h3, 'Auser Ostellato')]")
    assert "in «Navetta per le visite a Ostellato»" in words_of(partner)
    (proof,) = partner.xpath(".//blockquote/a")
    assert "Auser Ostellato" in words_of(proof)
    assert_lit(client, proof.get("href"))


def test_what_nobody_tells_of_is_worded_as_missing_from_this_archive(client) -> None:
    page = asked(client, q=VISITS, luogo="Agnone")
    told = section(page, "mancano")
    assert "Molise" in told
    assert "nessun documento in questo archivio" in told
    assert "non vuol dire" in told
    assert "Nessun documento in questo archivio parla di un bando" in section(page, "bandi")


def test_the_practices_found_can_be_ticked_and_compared(client) -> None:
    page = asked(client, q=VISITS)
    (form,) = page.xpath("//form[@action='/confronta']")
    ticked = [box.get("value") for box in form.xpath(".//input[@name='pratica']")]
    assert "navetta-ostellato" in ticked
    assert client.get("/confronta", params={"pratica": ticked[:5]}).status_code == 200


def test_a_place_that_is_not_there_is_told_at_its_field_and_nothing_typed_is_lost(client) -> None:
    typed = {"q": VISITS, "luogo": "Ostelato", "mezzi": "un <b>furgone</b>", "need": "need:casa-x"}
    page = asked(client, 422, **typed)
    assert page.get_element_by_id("q").text.strip() == VISITS
    place = page.get_element_by_id("luogo")
    assert place.get("value") == "Ostelato"
    assert page.get_element_by_id("mezzi").get("value") == "un <b>furgone</b>"
    assert place.get("aria-invalid") == "true"
    assert place.get("aria-describedby").split()[0] == "errore-luogo"
    said = page.get_element_by_id("errore-luogo")
    assert "Il luogo «Ostelato» non c'è tra quelli d'Italia" in words_of(said)
    (way,) = said.iter("a")
    assert words_of(way) == "Ostellato (Ferrara, 038017)"
    assert parse_qs(urlsplit(way.get("href")).query)["q"] == [VISITS]
    assert "Il bisogno «casa-x» non è tra quelli noti" in words_of(
        page.get_element_by_id("errore-need")
    )


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"luogo": "Ostellato"}, "q", "Manca la situazione"),
        ({"q": "x" * 2001}, "q", "al massimo 2000"),
        ({"q": "orti", "mezzi": "m" * 301}, "mezzi", "al massimo 300"),
        ({"q": "orti", "luogo": "Livo"}, "luogo", "ce n'è più d'uno"),
        ({"q": "orti", "luogo": "Zzzqx"}, "luogo", "scrivete un comune o una regione"),
        ({"q": "orti", "need": ["need:a"] * 21}, "need", "al massimo 20"),
        ({"q": "orti", "beneficiary": "marziani"}, "beneficiary", "non è tra quelli noti"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(client, typed, field, said) -> None:
    page = asked(client, 422, **typed)
    assert said in words_of(page.get_element_by_id(f"errore-{field}"))
    assert page.xpath("//*[@role='alert']")


def test_what_was_ticked_stays_ticked(client) -> None:
    page = asked(client, need="need:mobilita-trasporto", beneficiary="beneficiary:anziani")
    ticked = {box.get("value") for box in page.xpath("//form[@class='need-form']//input[@checked]")}
    assert ticked == {"need:mobilita-trasporto", "beneficiary:anziani"}
    assert page.xpath("//article[contains(., 'Navetta')]")


def test_a_question_is_shown_as_text_whatever_it_holds(client) -> None:
    evil = "</textarea><script>alert(1)</script>"
    page = asked(client, q=evil)
    assert page.get_element_by_id("q").text.strip() == evil
    assert not page.xpath("//script[contains(., 'alert')]")


def test_a_call_that_is_open_for_the_same_people_is_told_with_its_deadline(tmp_path, tools) -> None:
    settings, library = tools.make_library(tmp_path, {**tools.DOCUMENTS, "bando.md": CALL})
    with TestClient(create_app(settings, library)) as client:
        tools.wait_until_ready(client)
        page = asked(client, q="trasporto sociale per anziani soli")
    told = section(page, "bandi")
    assert "Nonni in rete" in told
    assert f"si può fare domanda fino al 30 settembre {NEXT_YEAR}" in told


def test_a_place_is_not_told_to_resemble_itself(client) -> None:
    page = asked(client, q=VISITS, luogo="Ostellato")
    assert "Ostellato" not in section(page, "luoghi")


def test_words_that_nothing_marks_lead_to_the_practice_and_no_practice_is_told(client) -> None:
    asked_for = {"pratica": "navetta-ostellato", "da": 1, "a": 2}
    there = client.get("/bisogno/passo", params=asked_for, follow_redirects=False)
    assert there.headers["location"] == "/pratiche/navetta-ostellato"
    gone = client.get("/bisogno/passo", params={**asked_for, "pratica": "non-ce"})
    assert gone.status_code == 404
    assert client.get("/bisogno/passo", params={**asked_for, "da": "x"}).status_code == 422


def test_an_empty_library_says_what_to_do(empty_client) -> None:
    page = asked(empty_client, q=VISITS)
    assert "Nessun documento in questo archivio racconta una situazione così" in words_of(page)
