"""Leafing through: lists that can be searched and ordered, things that lead to their proof."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient
from lxml import etree, html

from api.app import create_app
from api.browsing.words import words
from corpus.identities import Act, Identity

BANDO = """---
id: bando-orti
title: Bando per gli orti sociali
---

# Bando per gli orti sociali

La Regione Basilicata pubblica un avviso pubblico per orti sociali. Possono presentare domanda le
organizzazioni di volontariato entro il 30 novembre 2026. La dotazione complessiva è di 80.000 euro.
"""
CHIUSO = """---
id: bando-sud
title: Bando per gli orti del sud
---

# Bando per gli orti del sud

La Regione Puglia pubblica un avviso pubblico per orti sociali. Possono presentare domanda le
organizzazioni di volontariato entro il 31 marzo 2023. La dotazione complessiva è di 50.000 euro.
"""
SPESA = """---
id: spesa-ostellato
title: Spesa a domicilio a Ostellato
---

# Spesa a domicilio a Ostellato

Il Comune di Ostellato porta la spesa a casa degli anziani soli, in collaborazione con
l'associazione di volontariato Auser Ostellato e con la Caritas diocesana di Ferrara. Il progetto
risponde al bisogno di contrastare la solitudine degli anziani.
"""
COMUNE = "/organizzazioni/comune-di-ostellato"


@pytest.fixture(scope="module")
def reader(tools, tmp_path_factory) -> Iterator[TestClient]:
    documents = {**tools.DOCUMENTS, "bando.md": BANDO, "chiuso.md": CHIUSO, "spesa.md": SPESA}
    made = tools.make_library(tmp_path_factory.mktemp("browsing"), documents)
    with TestClient(create_app(*made), follow_redirects=False) as running:
        tools.wait_until_ready(running)
        yield running


@pytest.fixture
def in_november(monkeypatch) -> None:
    monkeypatch.setattr("api.browsing.calls.today", lambda: date(2026, 11, 20))


def read(client: TestClient, address: str, status: int = 200) -> html.HtmlElement:
    answer = client.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == status, answer.text
    return html.document_fromstring(answer.text)


def words_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def names(page: html.HtmlElement) -> list[str]:
    return [words_of(link) for link in page.xpath("//tbody//th//a")]


def counts(page: html.HtmlElement) -> list[int]:
    return [int(words_of(cell)) for cell in page.xpath("//tbody//td[last()]")]


def test_the_entry_page_leads_to_every_kind_and_to_its_first_things(reader) -> None:
    page = read(reader, "/sfoglia")
    doors = page.xpath("//main//section")
    assert len(doors) == len(words().kinds) == 7
    for door, kind in zip(doors, words().kinds.values(), strict=True):
        assert door.xpath(f".//h2/a[@href='{kind.address}']")
        links = door.xpath(".//li//a/@href")
        assert 0 < len(links) <= 10, kind
        assert all(reader.get(link).status_code == 200 for link in links), links


def test_an_empty_library_says_so_where_one_browses(empty_client) -> None:
    assert "ancora" in words_of(read(empty_client, "/sfoglia").find(".//main"))
    for kind in words().kinds.values():
        page = words_of(read(empty_client, kind.address).find(".//main"))
        assert "non esiste" not in page.replace("non vuol dire che non esista", "")


@pytest.mark.parametrize("slug", list(words().kinds))
def test_a_name_that_nothing_has_is_told_with_a_way_on(reader, slug) -> None:
    page = read(reader, f"/{slug}?nome=zzzz+qqqq")
    told = words_of(page.find(".//main"))
    assert f"{words().kinds[slug].unnamed} «zzzz qqqq»." in told
    assert page.xpath("//a[@href='/cerca?q=zzzz+qqqq']")
    assert page.xpath("//input[@name='nome']/@value") == ["zzzz qqqq"]


def test_a_list_is_found_by_name_whatever_case_and_accents(reader) -> None:
    assert names(read(reader, "/organizzazioni?nome=OSTELLATO"))
    found = names(read(reader, "/misure?nome=agricoltura+SOCIALE"))
    assert found == ["Orti sociali e agricoltura sociale"]
    assert names(read(reader, "/luoghi?nome=ferrara")) == ["Ferrara"]
    assert names(read(reader, "/documenti?nome=navetta")) == ["Navetta per le visite a Ostellato"]


def test_a_list_is_ordered_by_practices_or_by_name(reader) -> None:
    by_practices = counts(read(reader, "/organizzazioni"))
    assert by_practices == sorted(by_practices, reverse=True)
    assert by_practices[0] == 2
    by_name = names(read(reader, "/organizzazioni?ordine=nome"))
    assert [one.casefold() for one in by_name] == sorted(one.casefold() for one in by_name)
    assert len(by_name) == len(by_practices)


def test_filters_of_the_search_hold_in_lists_and_can_be_taken_off(reader) -> None:
    page = read(reader, "/organizzazioni?region=08&ordine=nome")
    assert "Caritas diocesana di Ferrara" in names(page)
    assert not [name for name in names(page) if "Basilicata" in name]
    (off,) = page.xpath("//ul[@class='in-force']//a/@href")
    assert off == "/organizzazioni?ordine=nome"
    assert page.xpath("//select[@name='region']/option[@selected]/@value") == ["08"]
    wrong = read(reader, "/organizzazioni?region=Emilia", 404)
    assert "Emilia-Romagna" in words_of(wrong.find(".//main"))


@pytest.mark.parametrize("slug", ["misure", "destinatari", "bisogni", "luoghi"])
def test_a_count_in_a_tree_is_that_of_its_page_and_of_the_search(reader, slug) -> None:
    links = read(reader, f"/{slug}").xpath("//main//a[following-sibling::span[@class='count']]")
    told = {
        link.get("href"): int(link.xpath("following-sibling::span[1]/text()")[0]) for link in links
    }
    assert any(told.values())
    for address, count in told.items():
        page = read(reader, address)
        if not count:
            assert "Nessun documento in questo archivio" in words_of(page.find(".//main"))
            continue
        (search,) = page.xpath("//a[text()='Cercate fra queste pratiche']/@href")
        found = reader.get(search.replace("/cerca", "/api/v1/search")).json()["total"]
        heading = words_of(page.xpath("//h2[@id='pratiche']")[0])
        assert (found, heading) == (count, "Una pratica" if count == 1 else f"{count} pratiche")


def test_a_tree_nests_what_is_narrower(reader, shelf) -> None:
    page = read(reader, "/misure")
    for concept in shelf[1].reference.schemes.scheme("measure"):
        link = page.xpath(f"//a[@href='/misure/{concept.notation}']")
        assert len(link) == max(1, len(concept.parents))
        if concept.broader:
            above = concept.broader.partition(":")[2]
            assert link[0].xpath(f"ancestor::*[.//a[@href='/misure/{above}']][self::section]")


@pytest.mark.parametrize(
    "address",
    [COMUNE, "/misure/trasporto-sociale", "/destinatari/anziani", "/luoghi/08", "/luoghi/038017"],
)
def test_a_practice_on_the_page_of_a_thing_has_the_sentence_that_ties_it(reader, address) -> None:
    page = read(reader, address)
    cards = page.xpath("//article")
    assert cards
    for card in cards:
        (proof,) = card.xpath(".//p[@class='proof']/a")
        there = urlsplit(proof.get("href"))
        practice = read(reader, there.path)
        (fact,) = practice.xpath(f"//*[@id='{there.fragment}']")
        assert words_of(proof.find("b")) in words_of(fact)
        assert card.xpath(f".//h3/a[@href='{there.path}']")


def test_an_organisation_is_told_with_its_part_its_partners_and_what_it_does(reader) -> None:
    page = read(reader, COMUNE)
    assert words_of(page.find(".//h1")) == "Comune di Ostellato"
    (partners,) = page.xpath("//section[h3='Con chi lavora']")
    told = {words_of(one.find(".//a")): words_of(one) for one in partners.iterfind(".//li")}
    auser = next(name for name in told if "Auser" in name)
    assert "2 pratiche" in told[auser]
    assert "1 pratica" in told["Caritas diocesana di Ferrara"]
    assert "Comune di Ostellato" not in told
    (does,) = page.xpath("//section[h3='Che cosa fa']")
    assert does.xpath(".//a[@href='/misure/trasporto-sociale']")
    assert len(page.xpath("//article")) == 2


def test_the_data_of_a_thing_are_one_step_away(reader) -> None:
    for address, data, kind in (
        (COMUNE, "/data/organisation/comune-di-ostellato", "Organization"),
        ("/misure/trasporto-sociale", "/data/scheme/measure/trasporto-sociale", "DefinedTerm"),
        ("/luoghi/038017", "/data/place/038017", "AdministrativeArea"),
        ("/bandi/bando-orti", "/data/call/bando-orti", "MonetaryGrant"),
    ):
        answer = reader.get(address)
        page = html.document_fromstring(answer.text)
        for extension in ("jsonld", "ttl"):
            assert f"<{data}.{extension}>" in answer.headers["link"]
            assert page.xpath(f"//main//a[@href='{data}.{extension}']")
        (rest,) = page.xpath("//link[@type='application/json']/@href")
        assert reader.get(rest).json()["iri"] in page.text_content()
        told = json.loads(page.xpath("string(//script[@type='application/ld+json'])"))
        assert told["@type"] == kind
        assert told["name"] == words_of(page.find(".//h1"))
        assert urlsplit(told["url"]).path.endswith(address)


@pytest.mark.parametrize(
    "address",
    [
        "/misure/trasporto-sociale",
        "/destinatari/anziani",
        "/bisogni/solitudine-isolamento",
        "/luoghi/038017",
        COMUNE,
    ],
)
def test_the_news_of_a_thing_can_be_followed_and_bear_its_name(reader, address) -> None:
    page = read(reader, address)
    (feed,) = page.xpath("//head/link[@type='application/atom+xml']/@href")
    (link,) = page.xpath("//main//a[text()='Seguite le novità']")
    assert link.get("href") == feed
    told = reader.get(feed)
    assert told.headers["content-type"].startswith("application/atom+xml")
    title = etree.fromstring(told.content).findtext("{http://www.w3.org/2005/Atom}title")
    assert title == f"Prassi: {words_of(page.find('.//h1'))}"


def test_open_calls_come_first_and_the_closed_ones_last(reader, in_november) -> None:
    page = read(reader, "/bandi")
    assert names(page) == ["Bando per gli orti sociali", "Bando per gli orti del sud"]
    told = [words_of(row) for row in page.xpath("//tbody/tr")]
    assert "Aperto, fino al 30 novembre 2026" in told[0]
    assert "80.000 €" in told[0]
    assert "Chiuso il 31 marzo 2023" in told[1]
    assert names(read(reader, "/bandi?stato=chiusi")) == ["Bando per gli orti del sud"]
    assert names(read(reader, "/bandi?stato=aperti&nome=orti")) == ["Bando per gli orti sociali"]


def test_a_call_that_ends_today_is_open_and_closed_tomorrow(reader, monkeypatch) -> None:
    for day, told in ((30, "Aperto"), (31, "Chiuso")):
        here = date(2026, 11, 30) if day == 30 else date(2026, 12, 1)
        monkeypatch.setattr("api.browsing.calls.today", lambda here=here: here)
        assert told in words_of(read(reader, "/bandi?nome=orti").find(".//tbody"))


def test_what_is_said_of_a_call_stands_beside_its_words(reader, in_november) -> None:
    page = read(reader, "/bandi/bando-orti?pagina=1")
    told = {words_of(one.find("dt")): one for one in page.xpath("//dl/div")}
    until = told["Fino a quando"]
    assert "30 novembre 2026" in words_of(until.find(".//li"))
    (proof,) = until.xpath(".//ul[@class='quotes']//a")
    assert "30 novembre 2026" in words_of(proof.find("b"))
    assert proof.get("href").startswith("/documenti/bando-orti")
    assert "80.000 €" in words_of(told["Quanto c’è in tutto"])
    assert told["Documento"].xpath(".//a[@href='/documenti/bando-orti']")


def test_an_iri_leads_people_to_these_pages_and_programs_to_data(reader) -> None:
    for thing, page, data in (
        ("/id/organisation/comune-di-ostellato", COMUNE, "organisation/comune-di-ostellato"),
        ("/scheme/need/solitudine-isolamento", "/bisogni/solitudine-isolamento", "scheme/need"),
        ("/id/call/bando-orti", "/bandi/bando-orti", "call/bando-orti"),
        ("/risorsa/place/08", "/luoghi/08", ""),
    ):
        answer = reader.get(thing, headers={"Accept": "text/html"})
        assert (answer.status_code, answer.headers["location"]) == (303, page)
        assert reader.get(page).status_code == 200
        if data:
            there = reader.get(thing, headers={"Accept": "text/turtle"}).headers["location"]
            assert there.startswith(f"/data/{data}")


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("/organizzazioni/comune-di-ostelato", "comune-di-ostellato"),
        ("/misure/trasporto-social", "trasporto-sociale"),
        ("/misure/anziani", ""),
        ("/luoghi/99", ""),
        ("/bandi/bando-ort", "bando-orti"),
        ("/bisogni/%00%F0%9F%98%80", ""),
    ],
)
def test_a_thing_that_is_not_there_is_told_with_what_comes_near(reader, address, near) -> None:
    told = words_of(read(reader, address, 404).find(".//main"))
    assert "in questo archivio" in told
    assert near in told


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("/organizzazioni?ordine=caso", "ordine"),
        ("/misure?pagina=0", "pagina"),
        ("/bandi?stato=forse", "stato"),
        (f"/documenti?nome={'a' * 121}", "nome"),
        (f"{COMUNE}?pagina=x", "pagina"),
    ],
)
def test_a_wrong_parameter_is_named(reader, address, parameter) -> None:
    assert f"«{parameter}»" in words_of(read(reader, address, 422).find(".//main"))


@pytest.mark.parametrize("address", ["/organizzazioni?pagina=99", f"{COMUNE}?pagina=99"])
def test_beyond_the_last_page_there_is_a_way_back(reader, address) -> None:
    page = read(reader, address)
    assert "Questa pagina non c’è" in words_of(page.find(".//main"))
    assert page.xpath(f"//a[@href='{address.partition('?')[0]}']")


def test_what_is_typed_is_never_markup(reader) -> None:
    for slug in words().kinds:
        page = read(reader, f"/{slug}?nome=%3Cscript%3Ealert(1)%3C/script%3E%22%3E%3Cimg")
        assert not page.xpath("//main//script | //main//img")
        assert page.xpath("//input[@name='nome']/@value") == ['<script>alert(1)</script>"><img']


def test_a_merged_organisation_leads_to_the_one_it_is_part_of(tools, tmp_path) -> None:
    from api.workplace import Workplace
    from ingest.jail import ReadingRoom
    from search.encoder import HashingEncoder

    settings, _ = tools.make_library(tmp_path, {"spesa.md": SPESA})
    workplace = Workplace(settings, encoder=HashingEncoder())
    kept, other = "organisation/comune-di-ostellato", "organisation/associazione-auser-ostellato"
    when = datetime(2026, 11, 20, tzinfo=UTC)
    with ReadingRoom() as room, workplace.accessions(room) as accessions:
        accessions.identify(Identity(Act.MERGED, kept, other, "Ada", when, "prova"))
    with TestClient(create_app(settings, workplace.library()), follow_redirects=False) as client:
        answer = client.get("/organizzazioni/associazione-auser-ostellato?pagina=1")
        assert (answer.status_code, answer.headers["location"]) == (303, f"{COMUNE}?pagina=1")
        (auser,) = client.get("/api/v1/organisations/comune-di-ostellato").json()["other_names"]
        assert "Auser" in auser
        assert auser in client.get(COMUNE).text
        feed = "/api/v1/organisations/{}/feed.atom?limit=5"
        answer = client.get(feed.format("associazione-auser-ostellato"))
        there = feed.format("comune-di-ostellato")
        assert (answer.status_code, answer.headers["location"]) == (303, there)
