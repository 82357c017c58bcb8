"""The map and its list: where practices are, counted once in each place, and what leads to them."""

from __future__ import annotations

import json

import pytest
from lxml import html

from api.web.whereabouts import Spot, of_level, placed, points, spots
from corpus.registers.places import PlaceEntry


def place(code: str, *within: str, practices: str = "", stated: str = "") -> PlaceEntry:
    level = {2: "regione", 3: "provincia", 6: "comune"}[len(code)]
    return PlaceEntry(
        *(code, "iri", f"Luogo {code}", None, level, within, 44.0, 11.0, 1000),
        practices=tuple(practices.split()),
        stated=tuple(stated.split()),
    )


ITALY = [
    place("08", practices="a b c", stated="c"),
    place("038", "08", practices="a b"),
    place("038017", "038", "08", practices="a", stated="a"),
    place("038008", "038", "08", practices="a b", stated="a b"),
    place("17", practices="d", stated="d"),
]


def read(client, address: str) -> html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return html.document_fromstring(answer.text)


def words_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_a_practice_in_two_comuni_counts_once_in_what_contains_them() -> None:
    first, second = spots(ITALY, {"a", "b", "c", "d"})
    assert (first.place.id, first.practices, first.stated) == ("08", ("a", "b", "c"), ("c",))
    assert second.place.id == "17"
    assert [spot.place.id for spot in first.parts[0].parts] == ["038017", "038008"]
    assert placed((first, second)) == {"a", "b", "c", "d"}


def test_only_the_practices_found_make_a_place() -> None:
    (only,) = spots(ITALY, {"b"})
    assert [spot.place.id for spot in of_level([only], "comune")] == ["038008"]
    assert spots(ITALY, set()) == ()


def test_points_are_of_three_scales_and_the_closest_has_who_names_a_whole_region() -> None:
    drawn = points(spots(ITALY, {"a", "b", "c", "d"}), lambda one: f"Pratica {one}")
    assert [(one["code"], one["count"]) for one in drawn["far"]] == [("08", 3), ("17", 1)]
    assert [(one["code"], one["count"]) for one in drawn["middle"]] == [("038", 2)]
    assert {one["code"]: one["count"] for one in drawn["near"]} == {
        "038008": 2,
        "038017": 1,
        "08": 1,
        "17": 1,
    }
    assert drawn["titles"]["c"] == "Pratica c"


def test_the_points_of_a_great_library_stay_within_100_kb() -> None:
    title = "Una pratica dal titolo piuttosto lungo, come ne scrivono gli uffici dei comuni"
    comuni = [
        Spot(place(f"{n:06d}", "038", "08"), (f"practice-{n}",), (f"practice-{n}",))
        for n in range(8000)
    ]
    everything = tuple(one for spot in comuni for one in spot.practices)
    province = Spot(place("038", "08"), everything, (), tuple(comuni))
    region = Spot(place("08"), everything, (), (province,))
    drawn = points([region], lambda one: f"{title} {one}")
    size = len(json.dumps(drawn, separators=(",", ":"), ensure_ascii=False).encode())
    assert size <= 100_000  # before it is compressed
    assert drawn["far"][0]["count"] == 8000


def test_the_page_lists_every_region_with_a_link_to_the_same_search(client) -> None:
    page = read(client, "/mappa?beneficiary=beneficiary:anziani")
    listed = {words_of(one).split()[0] for one in page.xpath("//details/summary")}
    assert listed == {"Emilia-Romagna", "Basilicata"}
    links = page.xpath("//section[@id='elenco']//a/@href")
    assert "/cerca?q=&region=08" not in links
    assert "/cerca?beneficiary=beneficiary%3Aanziani&comune=038017" in links
    assert page.xpath("//ul[@aria-label='Filtri attivi']//a/@href") == ["/mappa"]
    assert page.get_element_by_id("mappa").get("hidden") is not None  # until a script draws it


def test_who_asks_in_words_sees_the_nearest_and_where_they_are(client) -> None:
    page = read(client, "/mappa?q=orti+sociali&region=17")
    assert "le più vicine alla domanda" in words_of(page) or "Una pratica" in words_of(page)
    (region,) = page.xpath("//details")
    assert region.get("open") is not None
    assert page.xpath("//a[@href='/cerca?q=orti+sociali&region=17&comune=076063']")


def test_nothing_found_is_said_of_this_archive_and_not_of_the_world(client) -> None:
    page = read(client, "/mappa?region=20")
    assert "Nessun documento in questo archivio" in words_of(page)
    assert not page.xpath("//*[@id='carta']")


def test_a_filter_that_does_not_exist_is_told_and_the_others_hold(client) -> None:
    page = read(client, "/mappa?region=08&measure=measure:inventata")
    assert "Un filtro non vale" in words_of(page)
    assert len(page.xpath("//details")) == 1


def test_the_points_are_those_of_the_page(client) -> None:
    page = read(client, "/mappa")
    box = page.get_element_by_id("carta")
    found = client.get(box.get("data-points")).json()
    assert {one["name"] for one in found["far"]} == {"Emilia-Romagna", "Basilicata", "Piemonte"}
    assert found["titles"]["navetta-ostellato"] == "Navetta per le visite a Ostellato"
    borders = client.get(box.get("data-borders"))
    assert borders.headers["content-type"] == "application/geo+json"
    assert "immutable" in borders.headers["cache-control"]
    codes = {one["properties"]["code"] for one in borders.json()["features"]}
    assert codes == {f"{number:02d}" for number in range(1, 21)}
    assert len(borders.content) < 100_000


def test_the_points_carry_an_etag_of_the_library(client) -> None:
    first = client.get("/mappa/punti")
    again = client.get("/mappa/punti", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("address", ["/mappa", "/mappa/punti"])
def test_a_question_too_long_is_refused_in_words(client, address) -> None:
    answer = client.get(f"{address}?q={'a' * 501}", headers={"Accept": "text/html"})
    assert answer.status_code == 422
    assert "al massimo 500 caratteri" in answer.text


def test_a_question_is_shown_and_never_run(client) -> None:
    text = client.get("/mappa", params={"q": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in text
    text = client.get("/mappa", params={"region": "<img src=x onerror=alert(1)>"}).text
    assert "<img" not in text
