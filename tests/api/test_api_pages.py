"""The pages, read as a browser reads them: sound, reachable by keyboard, nothing from elsewhere."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html

from api.app import LONGEST_ADDRESS

PAGES = [
    "/",
    "/cerca",
    "/cerca?q=anziani+soli",
    "/cerca?q=anziani&region=08&beneficiary=beneficiary:anziani",
    "/cerca?q=anziani&region=20",
    "/pratiche/navetta-ostellato",
    "/pratiche/emporio-asti",
    "/pratiche/navetta-ostellato/scheda",
    "/cerca?q=anziani&region=20&vista=tabella",
    "/cerca?q=anziani&ordine=titolo&vista=tabella",
    "/documenti/navetta-ostellato",
    "/risorsa/scheme/measure",
    "/risorsa/scheme/actor/comune",
    "/sfoglia",
    "/misure",
    "/misure?nome=orti",
    "/misure/orti-e-agricoltura-sociale",
    "/destinatari/anziani",
    "/bisogni?ordine=nome",
    "/organizzazioni",
    "/organizzazioni?nome=nessuno&region=08",
    "/organizzazioni/comune-di-ostellato",
    "/luoghi",
    "/luoghi/08",
    "/luoghi/001001",
    "/bandi",
    "/documenti?pagina=9",
    "/risorsa/graph/navetta-ostellato",
    "/sparql-console",
    "/sparql-console?esempio=cq07",
    "/interrogazioni",
    "/interrogazioni/cq02",
    "/interrogazioni/cq09",
    "/dizionario",
    "/informazioni",
    "/aiuto",
    "/aiuto/cercare",
    "/aiuto/proporre",
    "/aiuto/parole",
    "/aiuto/ricerca",
    "/metodo",
    "/privacy",
    "/accessibilita",
    *("/numeri", "/vuoti", "/soldi", "/anni?anno=2021", "/qualita"),
    "/bisogno",
    "/bisogno?q=anziani+soli&luogo=Ferrara&mezzi=volontari",
    "/confronta",
    "/dossier",
    "/dossier?titolo=Il+piano&pratica=navetta-ostellato&nota=bella&pratica=orti-potenza&nota=",
    "/confronta?pratica=navetta-ostellato",
    "/confronta?pratica=navetta-ostellato&pratica=orti-potenza",
    "/mappa",
    "/mappa?q=orti&region=17",
    "/reti",
    "/reti?insieme=1",
    "/ricerca",
    *("/sfoglia", "/organizzazioni", "/misure", "/destinatari", "/bisogni", "/luoghi"),
    *("/bandi", "/documenti", "/misure/trasporto-sociale", "/luoghi/08"),
    *("/proponi", "/entra"),
]


def read(client, address: str, status: int = 200) -> html.HtmlElement:
    answer = client.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return html.document_fromstring(answer.text)


def words_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


@pytest.mark.parametrize("address", [*PAGES, "/non-ce", "/pratiche/non-ce"])
def test_a_page_is_sound(client, address: str) -> None:
    page = read(client, address, 404 if "non-ce" in address else 200)
    assert page.get("lang") == "it"
    assert len(page.findall(".//h1")) == 1
    assert words_of(page.find(".//title"))
    assert len(page.findall(".//main")) == len(page.findall(".//footer")) == 1
    identifiers = [e.get("id") for e in page.iter() if isinstance(e.tag, str) and e.get("id")]
    assert len(identifiers) == len(set(identifiers))
    for control in page.iter("input", "select", "textarea"):
        if control.get("type") != "hidden":
            named = control.get("id") and page.xpath(f"//label[@for='{control.get('id')}']")
            assert named or any(e.tag == "label" for e in control.iterancestors())
    for element in page.iter():
        if isinstance(element.tag, str):
            assert element.tag not in ("style", "iframe", "object", "base")
            if element.tag == "script" and element.get("src"):  # ours, and nothing waits for it
                assert element.get("src").startswith("/static/")
                assert {*element.attrib} == {"src", "defer"}
                assert client.get(element.get("src")).status_code == 200
                assert not element.text
            elif element.tag == "script":  # a block of data, which no browser runs
                assert dict(element.attrib) == {"type": "application/ld+json"}
                json.loads(element.text)
            assert "style" not in element.attrib
            assert not [name for name in element.attrib if name.startswith("on")]
    levels = [int(h.tag[1]) for h in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert all(below - above <= 1 for above, below in pairwise([0, *levels]))
    skip_link = page.find(".//body/a")
    assert skip_link.get("href") == "#contenuto"


@pytest.mark.parametrize("address", PAGES)
def test_every_link_leads_somewhere(client, address: str) -> None:
    page = read(client, address)
    identifiers = {e.get("id") for e in page.iter() if isinstance(e.tag, str)}
    for link in page.iter("a"):
        href = link.get("href")
        if href.startswith("#"):
            assert unquote(href[1:]) in identifiers, href
        elif href.startswith("/") and not href.startswith("/sparql?"):
            assert client.get(href).status_code == 200, href
        else:
            assert urlsplit(href).scheme in ("https", "http", "")
    sheets = page.xpath("//link[@rel='stylesheet' or @rel='icon']/@href")
    assert sheets
    for asset in (*sheets, *page.xpath("//script/@src")):
        assert asset.startswith("/static/")
        assert client.get(asset).status_code == 200


def test_the_first_page_tells_what_there_is_and_how_to_ask(client) -> None:
    page = read(client, "/")
    assert "3 pratiche" in words_of(page)
    assert "3 documenti" in words_of(page)
    examples = page.xpath("//*[@class='examples']//a")
    assert len(examples) >= 4
    assert page.xpath("//form[@role='search'][@method='get']")


def test_a_result_says_where_who_for_whom_and_why(client) -> None:
    page = read(client, "/cerca?q=anziani+soli")
    (first,) = page.xpath("//article[.//a[@href='/pratiche/navetta-ostellato']]")
    assert "Navetta per le visite a Ostellato" in words_of(first)
    glance = {words_of(d.find("dt")): words_of(d.find("dd")) for d in first.iterfind(".//dl/div")}
    assert glance["Dove"] == "Ostellato"
    assert glance["Chi"] == "Comune di Ostellato"
    assert "Anziani soli" in glance["Per chi"]
    assert "Perché la vedete:" in words_of(first)
    assert {words_of(mark).lower() for mark in first.iter("mark")} >= {"anziani", "soli"}
    assert "##" not in words_of(first)


def test_filters_are_ticked_counted_and_can_be_taken_off(client) -> None:
    page = read(client, "/cerca?q=anziani&region=08")
    boxes = {b.get("value"): b for b in page.xpath("//input[@type='checkbox'][@name='region']")}
    assert boxes["08"].get("checked") is not None
    assert boxes["17"].get("checked") is None
    assert words_of(boxes["08"].getparent()).endswith("1")
    (off,) = page.xpath("//*[@aria-label='Filtri attivi']//a")
    assert off.get("href") == "/cerca?q=anziani"
    assert "Emilia-Romagna" in words_of(off)


def test_a_filter_that_leaves_nothing_can_still_be_taken_off(client) -> None:
    page = read(client, "/cerca?q=anziani&region=20")
    assert "Nessuna pratica trovata" in words_of(page)
    assert "non vuol dire che non esista" in words_of(page)
    (ticked,) = page.xpath("//input[@type='checkbox'][@value='20']")
    assert ticked.get("checked") is not None


def test_results_beyond_the_last_page_lead_back(client) -> None:
    page = read(client, "/cerca?q=anziani&pagina=5")
    assert "Questa pagina non c’è" in words_of(page)
    assert page.xpath("//a[@href='/cerca?q=anziani']")


def test_every_fact_is_beside_the_sentence_that_says_it(client, library) -> None:
    page = read(client, "/pratiche/navetta-ostellato")
    view = library.practice("navetta-ostellato")
    facts = page.xpath("//li[@class='fact']")
    assert len(facts) == len(view.facts)
    for fact in view.facts:
        for evidence in fact.evidence[:1]:
            anchor = f"e-{evidence.start}-{evidence.end}"
            assert page.xpath(f"//a[@href='#{anchor}']"), anchor
            (mark,) = page.xpath(f"//*[@id='{anchor}']")
            shown = words_of(mark)
            assert shown.startswith(" ".join(evidence.quote.split())[:10])
    (who,) = [f for f in facts if words_of(f).startswith("Comune di Ostellato")]
    assert "promotore" in words_of(who)
    sentence = words_of(who.xpath(".//*[@class='quotes']/li")[0])
    assert sentence.startswith("«Il Comune di Ostellato ha attivato")
    assert re.search(r"(probabile|incerto)$", words_of(who))


def test_a_mark_has_a_label_that_leads_back_to_its_fact(client) -> None:
    page = read(client, "/pratiche/navetta-ostellato")
    marks = page.xpath("//mark")
    assert len(marks) > 5
    labels = {words_of(tag) for tag in page.xpath("//mark/a")}
    assert {"chi", "che cosa", "per chi", "dove", "soldi", "risultato"} <= labels
    for tag in page.xpath("//mark/a"):
        assert page.xpath(f"//li[@id='{tag.get('href')[1:]}']")


@pytest.mark.parametrize("address", ["/pratiche/navetta-ostellato", "/documenti/navetta-ostellato"])
def test_the_document_is_shown_whole_and_its_front_matter_is_not_text(client, address) -> None:
    page = read(client, address)
    (text,) = page.xpath("//*[contains(@class, 'paper-text')]")
    for tag in text.xpath(".//*[contains(@class, 'tag')]"):
        tag.drop_tree()
    shown = words_of(text)
    assert "in collaborazione con l'associazione di volontariato Auser Ostellato." in shown
    assert "I volontari rispondono al telefono ogni mattina." in shown
    assert "source_url" not in shown
    assert "##" not in shown
    assert [h.tag for h in text.iter("h3", "h4")] == ["h3", "h4"]
    assert len(text.findall(".//li")) == 2


def test_the_source_is_a_link_only_when_it_is_a_web_address(client) -> None:
    page = read(client, "/pratiche/navetta-ostellato")
    assert page.xpath("//a[@href='https://esempio.it/navetta']")
    assert page.xpath("//a[@href='https://creativecommons.org/licenses/by/4.0/deed.it']")
    other = client.get("/pratiche/emporio-asti").text
    assert "javascript:" not in other


def test_what_the_document_does_not_say_is_said_to_be_missing(client, library) -> None:
    assert library.practice("orti-potenza").status == "non-dichiarata"
    page = words_of(read(client, "/pratiche/orti-potenza"))
    assert "Stato non dichiarato" in page
    assert "Il documento non dice quando." in page
    assert "Il documento non riporta risultati contati." in page


def test_an_empty_library_says_so_and_what_to_do(empty_client) -> None:
    for address in ("/", "/cerca", "/cerca?q=anziani"):
        page = words_of(read(empty_client, address))
        assert "La libreria è ancora vuota" in page
        assert "prassi ingest" in page
    assert "0 pratiche" in words_of(read(empty_client, "/informazioni"))


def test_an_error_is_a_page_for_a_browser_and_json_for_a_program(client) -> None:
    page = read(client, "/pratiche/non-ce", 404)
    assert "Non c'è la pratica «non-ce» in questo archivio." in words_of(page)
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    too_long = client.get("/cerca?q=" + "a" * LONGEST_ADDRESS, headers=browser)
    assert too_long.status_code == 414
    assert "Indirizzo troppo lungo" in words_of(html.document_fromstring(too_long.text))
    api = client.get("/api/v1/practices/non-ce", headers=browser)
    assert api.headers["content-type"] == "application/problem+json"


def test_the_first_load_is_light(client) -> None:
    page = client.get("/")
    style, theme = (client.get(f"/static/{name}.css") for name in ("prassi", "theme"))
    assert style.headers["content-encoding"] == "gzip"
    sent = sum(int(answer.headers["content-length"]) for answer in (page, style, theme))
    fonts = re.findall(r'url\("(/static/fonts/[^"]+)"\)', style.text)
    sizes = [len(answer.content) for f in fonts if (answer := client.get(f)).status_code == 200]
    assert sent + sum(sizes) < 200_000
    assert "immutable" in client.get("/static/prassi.css?v=1").headers["cache-control"]
