"""The search page: orders, views, what is lit, and what helps who finds nothing."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient
from lxml import html

from api.app import create_app
from api.web.cards import tellings
from api.web.snippet import Telling, snippet
from corpus.views import FactKind
from search.model import Hit, Passage, Reason


def read(client, address: str, status: int = 200) -> html.HtmlElement:
    answer = client.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == status, answer.text
    return html.document_fromstring(answer.text)


def words_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def titles(page: html.HtmlElement) -> list[str]:
    found = page.xpath("//article//h2/a | //*[contains(@class,'results-table')]//th/a")
    return [words_of(link) for link in found]


NAVETTA = "Navetta per le visite a Ostellato"
EMPORIO = "Emporio solidale di Asti"
ORTI = "Orti sociali a Potenza"


def test_without_a_question_practices_come_by_title_and_may_come_by_year_or_money(client) -> None:
    assert titles(read(client, "/cerca")) == [EMPORIO, NAVETTA, ORTI]
    assert titles(read(client, "/cerca?ordine=finanziamento"))[0] == NAVETTA
    assert titles(read(client, "/cerca?ordine=recenti"))[1:] != []
    assert titles(read(client, "/cerca?ordine=pertinenza")) == [EMPORIO, NAVETTA, ORTI]
    options = read(client, "/cerca").xpath("//select[@name='ordine']/option/@value")
    assert options == ["recenti", "titolo", "finanziamento"]


def test_a_question_may_be_ordered_otherwise_and_the_choice_stays_in_every_link(client) -> None:
    page = read(client, "/cerca?q=anziani&region=08&region=17&ordine=titolo&vista=tabella")
    assert titles(page) == [NAVETTA, ORTI]
    assert page.xpath("//option[@selected]/@value") == ["titolo"]
    off = page.xpath("//*[@aria-label='Filtri attivi']//a/@href")
    assert len(off) == 3
    assert all("ordine=titolo" in one and "vista=tabella" in one for one in off)
    for form in page.xpath("//form[@action='/cerca']"):
        hidden = dict(form.form_values())
        assert hidden.get("vista") == "tabella"
        assert hidden.get("q") == "anziani"
    (listed,) = page.xpath("//nav[@aria-label='Come vedere i risultati']//a[.='Elenco']/@href")
    assert "vista" not in listed
    assert "ordine=titolo" in listed


def test_the_table_says_what_the_list_says(client) -> None:
    told = {"q": "trasporto per anziani soli"}
    cards = html.document_fromstring(client.get("/cerca", params=told).text)
    table = html.document_fromstring(client.get("/cerca", params=told | {"vista": "tabella"}).text)
    assert titles(cards) == titles(table)
    assert table.xpath("//table/caption")
    columns = [words_of(one) for one in table.xpath("//thead//th")]
    (card,) = cards.xpath(f"//article[.//a[.='{NAVETTA}']]")
    (row,) = table.xpath(f"//tbody/tr[.//a[.='{NAVETTA}']]")
    cells = dict(zip(columns, (words_of(cell) for cell in row), strict=True))
    glance = {words_of(d.find("dt")): words_of(d.find("dd")) for d in card.iterfind(".//dl/div")}
    assert cells["Dove"] == glance["Dove"] == "Ostellato"
    assert cells["Chi"] == glance["Chi"]
    assert cells["Per chi"] == glance["Per chi"]
    assert cells["Che cosa si fa"] == glance["Che cosa"]
    assert cells["Con quali soldi"] == glance["Soldi"] == "12.000 €"
    assert cells["A che punto è"] == words_of(card.xpath(".//*[contains(@class,'status')]")[0])
    assert cells["Perché la vedete"] in words_of(card)
    assert words_of(card.xpath(".//*[@class='snippet']")[0]) in cells["Pratica"]


def test_a_view_or_an_order_that_does_not_exist_is_told_in_italian(client) -> None:
    for wrong in ("vista=mappamondo", "ordine=a+caso"):
        page = words_of(read(client, f"/cerca?q=anziani&{wrong}", 422))
        assert f"«{wrong.partition('=')[0]}» deve essere uno di" in page
    assert titles(read(client, "/cerca?q=anziani&ordine="))


def test_the_same_results_stand_on_the_map_with_a_list_of_their_places(client) -> None:
    listed = read(client, "/cerca?q=anziani&region=08&region=17&ordine=titolo")
    (there,) = listed.xpath("//nav[@aria-label='Come vedere i risultati']//a[.='Mappa']/@href")
    page = read(client, there)
    regions = {words_of(one).split()[0] for one in page.xpath("//*[@id='elenco']//summary")}
    assert regions == {"Emilia-Romagna", "Basilicata"}
    assert f"{len(titles(listed))} pratiche." in words_of(page.find_class("results-count")[0])
    (box,) = page.xpath("//*[@id='carta']")
    points = client.get(box.get("data-points")).json()
    assert set(points["titles"].values()) == set(titles(listed))
    assert not page.xpath("//article | //select[@name='ordine']")
    assert page.xpath("//form//input[@name='vista'][@value='mappa']")
    assert page.xpath("//*[@id='filtri']")


def test_a_place_of_the_map_leads_to_the_list_of_its_results_in_the_same_order(client) -> None:
    page = read(client, "/cerca?q=anziani&ordine=titolo&vista=mappa")
    (link,) = page.xpath("//*[@id='elenco']//a[starts-with(., 'Ostellato')]/@href")
    assert link == "/cerca?q=anziani&ordine=titolo&comune=038017"
    assert titles(read(client, link)) == [NAVETTA]


def test_what_the_map_cannot_show_is_told_by_number(tools, tmp_path) -> None:
    nowhere = "---\nid: orti\ntitle: Orti\n---\n\n# Orti\n\nOrti sociali per anziani soli.\n"
    settings, library = tools.make_library(tmp_path, tools.DOCUMENTS | {"orti.md": nowhere})
    with TestClient(create_app(settings, library)) as service:
        told = words_of(read(service, "/cerca?vista=mappa").find_class("results-count")[0])
        only = read(service, "/cerca?q=orti&need=need:solitudine-isolamento&vista=mappa")
    assert told.startswith("3 pratiche. Una non è sulla mappa: il documento non dice dove.")
    assert "Pratiche per «orti»" in words_of(only)


def test_a_map_of_nothing_helps_as_a_list_of_nothing_does(client) -> None:
    page = read(client, "/cerca?q=anziani&region=08&status=conclusa&vista=mappa")
    assert "Nessuna pratica trovata" in words_of(page)
    assert not page.xpath("//*[@id='carta']")
    wider = page.xpath("//*[@class='helping']//a[contains(., 'senza')]/@href")
    assert wider
    assert all("vista=mappa" in one for one in wider)


def test_whoever_looks_at_the_map_goes_back_to_the_page_of_results_left(client) -> None:
    page = read(client, "/cerca?q=anziani&vista=mappa&pagina=3")
    views = page.xpath("//nav[@aria-label='Come vedere i risultati']//a")
    assert {words_of(one): one.get("href") for one in views} == {
        "Elenco": "/cerca?q=anziani&pagina=3",
        "Tabella": "/cerca?q=anziani&vista=tabella&pagina=3",
        "Mappa": "/cerca?q=anziani&vista=mappa&pagina=3",
    }


@pytest.mark.parametrize("view", ["elenco", "tabella"])
def test_results_are_ticked_and_sent_to_be_compared_without_a_script(client, view) -> None:
    page = read(client, f"/cerca?vista={view}")
    (form,) = page.xpath("//form[@action='/confronta']")
    labels = {words_of(one): one.find("input") for one in form.iter("label")}
    assert list(labels) == [f"Scegli per il confronto «{one}»" for one in (EMPORIO, NAVETTA, ORTI)]
    assert not form.xpath(".//form | .//button[@disabled]")
    (button,) = form.xpath(".//button[@type='submit']")
    assert words_of(button) == "Confronta quelle scelte"
    chosen = [labels[f"Scegli per il confronto «{one}»"].get("value") for one in (NAVETTA, ORTI)]
    compared = client.get(form.get("action"), params={"pratica": chosen})
    assert compared.status_code == 200
    heads = html.document_fromstring(compared.text).xpath("//thead//th[@scope='col']/a")
    assert [words_of(one) for one in heads] == [NAVETTA, ORTI]


def test_what_is_lit_are_words_of_the_question_and_words_that_say_its_concepts(client) -> None:
    page = read(client, "/cerca?q=mobilità+degli+over+65")
    lit = page.xpath(f"//article[.//a[.='{NAVETTA}']]//*[contains(@class,'told')]")
    page = read(client, "/cerca?q=anziani")
    (card,) = page.xpath(f"//article[.//a[.='{NAVETTA}']]")
    told = [words_of(one) for one in card.xpath(".//*[contains(@class,'told')]")]
    assert any(one.startswith("anziani") and one.endswith("per chi") for one in told), told
    assert "anziani" in {words_of(mark).lower() for mark in card.iter("mark")}
    assert all(words_of(one) for one in lit)


def test_in_doubt_only_what_the_question_names_is_lit(library) -> None:
    view, text = library.practice("navetta-ostellato"), library.document("navetta-ostellato").text
    passage = Passage("p", view.document, view.id, 0, len(text), text)
    schemes = library.reference.schemes

    def lit(kind: str, *, doubted: bool) -> set[str]:
        why = (Reason(kind, "", 1.0, ("beneficiary:anziani",)),)
        hit = Hit(view.id, view.iri, view.title, 1.0, view.status, passage, why)
        return {one.kind for one in tellings(hit, view, schemes, doubted=doubted)}

    assert lit("temi", doubted=False) == {FactKind.BENEFICIARY}
    assert lit("temi", doubted=True) == set()
    assert lit("concetti", doubted=True) == {FactKind.BENEFICIARY}
    assert lit("parole", doubted=False) == set()


def test_a_snippet_shows_facts_and_words_and_loses_no_sign() -> None:
    text = "Il servizio accompagna gli over 75 del paese alle visite, ogni giorno."
    found = snippet(text, {"vis"}, told=[Telling("over 75", FactKind.BENEFICIARY)])
    assert "".join(run.text for run in found.runs) == text
    (told,) = [run for run in found.runs if run.kind]
    assert (told.text, told.opens, told.closes) == ("over 75", True, True)
    cut = snippet("bla " * 200 + text, {"visit"}, told=[Telling("over 75", FactKind.BENEFICIARY)])
    assert cut.cut_before
    assert "over 75" in {run.text for run in cut.runs}
    half = snippet("Anzianissimi", set(), told=[Telling("Anziani", FactKind.BENEFICIARY)])
    assert [run.kind for run in half.runs] == [None]


def test_overlapping_facts_and_a_word_inside_one_keep_the_text_whole() -> None:
    text = "Famiglie con minori a carico di Asti"
    told = [
        Telling("Famiglie con minori", FactKind.BENEFICIARY),
        Telling("minori a carico", FactKind.NEED),
        Telling("Asti", FactKind.PLACE),
    ]
    found = snippet(text, {"minor"}, told=told)
    assert "".join(run.text for run in found.runs) == text
    assert sum(run.opens for run in found.runs) == sum(run.closes for run in found.runs) == 2
    assert [run.text for run in found.runs if run.marked] == ["minori"]


def test_where_filters_leave_nothing_the_page_says_which_to_take_off_and_what_is_near(
    client,
) -> None:
    page = read(client, "/cerca?q=anziani&region=08&status=conclusa")
    (help_,) = page.xpath("//section[@aria-labelledby='aiuto-ricerca']")
    said = words_of(help_)
    assert "Anziani (per chi)" in said
    assert "senza «A che punto è: Conclusa» (1 pratica)" in said
    links = help_.xpath(".//a/@href")
    assert "/cerca?beneficiary=beneficiary%3Aanziani" in links
    assert "/cerca?q=anziani&region=08" in links
    assert "/proponi" in links
    assert "/vuoti" in links
    assert [one for one in links if one.startswith("/pratiche/")]
    assert "senza «Regione" not in said  # nothing is concluded elsewhere either


def test_results_that_answer_have_no_help_and_every_filter_off_does_what_it_says(client) -> None:
    assert not read(client, "/cerca?q=anziani").xpath("//*[@class='helping']")
    page = read(client, "/cerca?q=anziani&region=08&status=conclusa")
    for link in page.xpath("//*[@class='helping']//li[contains(., 'senza')]"):
        told = int(re.search(r"\((\d+) pratic", words_of(link))[1])
        there = read(client, link.xpath("./a/@href")[0])
        assert len(titles(there)) == told


@pytest.mark.parametrize("query", ["q=" + "x" * 501, "pagina=0", "pagina=abc", "ordine=1&vista=2"])
def test_what_is_wrong_in_the_address_is_a_page_that_says_so(client, query) -> None:
    page = read(client, f"/cerca?{query}", 422)
    assert page.xpath("//h1")
    assert len(words_of(page.find(".//main"))) > 30
