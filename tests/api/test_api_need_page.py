"""«Descrivi il bisogno»: who has done it, why, with whom; nothing typed is lost."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html

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
    path, _, anchor = link.get("href").partition("#")
    there = html.document_fromstring(client.get(path).text)
    assert there.xpath(f"//mark[@id='{anchor}']")


def test_partners_are_proposed_with_the_sentence_that_names_them(client) -> None:
    page = asked(client, q=VISITS, luogo="Ferrara")
    (partner,) = page.xpath("//ul[@class='partners']/li[contains(h3, 'Auser Ostellato')]")
    assert "in «Navetta per le visite a Ostellato»" in words_of(partner)
    (proof,) = partner.xpath(".//blockquote/a")
    assert "Auser Ostellato" in words_of(proof)
    path, _, anchor = proof.get("href").partition("#")
    assert html.document_fromstring(client.get(path).text).xpath(f"//mark[@id='{anchor}']")


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


def test_an_empty_library_says_what_to_do(empty_client) -> None:
    page = asked(empty_client, q=VISITS)
    assert "Nessun documento in questo archivio racconta una situazione così" in words_of(page)
