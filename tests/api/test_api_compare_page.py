"""Practices side by side on a page: what all have, what differs, each with its sentence."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from lxml import html

from api.app import create_app


def compared(client, *chosen: str, status: int = 200) -> html.HtmlElement:
    address = "/confronta?" + "&".join(f"pratica={one}" for one in chosen)
    answer = client.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == status, answer.text
    return html.document_fromstring(answer.text)


def words_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def row(page: html.HtmlElement, title: str) -> list[html.HtmlElement]:
    (found,) = [one for one in page.xpath("//tbody/tr") if words_of(one[0]).startswith(title)]
    return list(found)


def test_practices_stand_in_columns_and_facts_in_rows(client) -> None:
    page = compared(client, "navetta-ostellato", "orti-potenza")
    heads = page.xpath("//thead//th[@scope='col']")
    assert [words_of(head.find("a")) for head in heads] == [
        "Navetta per le visite a Ostellato",
        "Orti sociali a Potenza",
    ]
    titles = [words_of(one).split(" In tutte")[0] for one in page.xpath("//tbody//th")]
    assert titles[:3] == ["Chi", "Per chi", "Dove"]
    assert titles[-1] == "Fonte"
    assert page.xpath("//table/caption")


def test_what_all_have_is_told_apart_in_words(client) -> None:
    title, first, second = row(compared(client, "navetta-ostellato", "orti-potenza"), "Per chi")
    assert words_of(title) == "Per chi In tutte: Anziani"
    assert "in tutte" in words_of(first)
    assert "in tutte" in words_of(second)
    alone = next(li for li in second.iter("li") if "Persone con disabilità" in words_of(li))
    assert not alone.xpath(".//*[@class='both']")


def test_every_fact_leads_to_its_sentence_in_the_practice(client, library) -> None:
    page = compared(client, "navetta-ostellato", "emporio-asti")
    links = page.xpath("//*[@class='said']/a")
    stated = [f for p in ("navetta-ostellato", "emporio-asti") for f in library.practice(p).facts]
    assert len(links) == sum(bool(fact.evidence) for fact in stated)
    for link in links:
        path, _, anchor = link.get("href").partition("#")
        assert html.document_fromstring(client.get(path).text).xpath(f"//*[@id='{anchor}']")


def test_what_a_document_does_not_say_is_said_to_be_unsaid(client) -> None:
    _, navetta, orti = row(compared(client, "navetta-ostellato", "orti-potenza"), "Con quali soldi")
    assert "12.000 €" in words_of(navetta)
    assert "Il documento non dice con quali soldi" in words_of(orti)


def test_a_column_can_be_taken_off(client) -> None:
    page = compared(client, "navetta-ostellato", "orti-potenza", "emporio-asti")
    (off, *_) = page.xpath("//*[@class='column-tools']/a")
    assert off.get("href") == "/confronta?pratica=orti-potenza&pratica=emporio-asti"


def test_one_practice_alone_is_offered_those_that_resemble_it(client) -> None:
    page = compared(client, "navetta-ostellato")
    assert "Sceglietene almeno un’altra" in words_of(page)
    (form,) = page.xpath("//form[@action='/confronta']")
    assert form.xpath(".//input[@type='hidden']/@value") == ["navetta-ostellato"]
    assert "orti-potenza" in form.xpath(".//input[@type='checkbox']/@value")


def test_nothing_chosen_says_how_to_choose(client) -> None:
    page = compared(client)
    assert "da due a 5 pratiche" in words_of(page)
    assert page.xpath("//main//a[@href='/bisogno']")


def test_a_practice_given_twice_is_there_once_and_that_is_told(client) -> None:
    page = compared(client, "orti-potenza", "navetta-ostellato", "orti-potenza")
    assert len(page.xpath("//thead//th[@scope='col']")) == 2
    assert "Una pratica era data due volte" in words_of(page)


def test_what_is_not_held_is_named_and_the_others_are_compared(client) -> None:
    page = compared(client, "orti-potenza", "non-ce", "navetta-ostellato")
    assert "La pratica «non-ce» non è in questo archivio" in words_of(page)
    assert len(page.xpath("//thead//th[@scope='col']")) == 2


@pytest.mark.parametrize("name", ["non-ce", "%3Cscript%3E", "x" * 600, "%00"])
def test_where_nothing_asked_for_is_held_it_is_not_found(client, name) -> None:
    page = compared(client, name, status=404)
    assert "non è in questo archivio" in words_of(page)
    assert not page.xpath("//main//script")


def test_more_than_five_are_refused_with_what_to_do(tmp_path, tools) -> None:
    documents = {
        f"orti-{n}.md": f"---\nid: orti-{n}\ntitle: Orti {n}\n---\n\n# Orti {n}\n\nIl Comune di "
        "Asti assegna orti sociali agli anziani soli del quartiere.\n"
        for n in range(6)
    }
    settings, library = tools.make_library(tmp_path, documents)
    with TestClient(create_app(settings, library)) as client:
        page = compared(client, *(f"orti-{n}" for n in range(6)), status=422)
    assert "al massimo 5 pratiche: qui ce ne sono 6" in words_of(page)
    boxes = page.xpath("//main//input[@type='checkbox']")
    assert [box.get("checked") is not None for box in boxes] == [True] * 5 + [False]
