"""Filters in force are told in one way on every page, each with the way to take it off."""

from __future__ import annotations

import pytest
from lxml import html

from api.web.environment import address
from api.web.in_force import in_force, labels_of

CHOSEN = {
    "near": ["038017"],
    "km": ["12.5"],
    "need": ["need:a", "need:b"],
    "to": ["2023"],
    "from": ["2019"],
}
DISTANCE = "near=038017&km=12.5"
NEEDS = "need=need%3Aa&need=need%3Ab"
YEARS = "to=2023&from=2019"


def told(client, path: str) -> dict[str, str]:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 200, answer.text
    page = html.document_fromstring(answer.text)
    links = page.xpath("//ul[@aria-label='Filtri attivi']//a[not(@class)]")
    words = [" ".join(one.text_content().split()) for one in links]
    return {
        one.removesuffix(" × (togli il filtro)"): link.get("href")
        for one, link in zip(words, links, strict=True)
    }


def test_each_filter_goes_alone_and_a_distance_goes_with_its_place() -> None:
    found = in_force(CHOSEN, lambda _name, value: value, lambda rest: address("/x", rest))
    assert [(one.title, one.label, one.without) for one in found] == [
        ("Bisogno", "need:a", f"/x?{DISTANCE}&need=need%3Ab&{YEARS}"),
        ("Bisogno", "need:b", f"/x?{DISTANCE}&need=need%3Aa&{YEARS}"),
        ("Dal", "2019", f"/x?{DISTANCE}&{NEEDS}&to=2023"),
        ("Fino al", "2023", f"/x?{DISTANCE}&{NEEDS}&from=2019"),
        ("Vicino a", "038017, 12.5 km", f"/x?{NEEDS}&{YEARS}"),
    ]
    assert "near" not in found[-1].rest


def test_the_last_value_of_a_filter_leaves_no_empty_filter_behind() -> None:
    (one,) = in_force({"need": ["need:a"]}, lambda _name, value: value, lambda rest: str(rest))
    assert (one.rest, one.without) == ({}, "{}")


def test_values_are_called_by_name_and_comuni_of_one_name_are_told_apart(library) -> None:
    label = labels_of(library.engine.values)
    assert label("region", "08") == "Emilia-Romagna"
    assert label("status", "in-corso") == "In corso"
    assert label("beneficiary", "beneficiary:anziani") == "Anziani"
    assert label("near", "038017") == label("comune", "038017") == "Ostellato"
    alike = [place for place in library.reference.gazetteer if place.name == "Samone"]
    assert len({label("comune", place.code) for place in alike}) == len(alike) == 2
    assert label("km", "12.5") == "12,5"
    assert label("need", "need:nessuno") == "need:nessuno"


@pytest.mark.parametrize("path", ["/cerca", "/mappa", "/reti", "/numeri", "/organizzazioni"])
def test_every_page_tells_the_same_filters_in_the_same_words(client, path) -> None:
    found = told(client, f"{path}?region=08&from=2019&near=Ostellato&km=12,5")
    assert list(found) == ["Regione: Emilia-Romagna", "Dal: 2019", "Vicino a: Ostellato, 12,5 km"]
    assert found["Dal: 2019"] == f"{path}?region=08&near=038017&km=12.5"
    assert found["Vicino a: Ostellato, 12,5 km"] == f"{path}?region=08&from=2019"


def test_the_name_that_a_list_is_narrowed_by_goes_as_the_filters_do(client) -> None:
    found = told(client, "/organizzazioni?nome=comune&region=08")
    assert found == {
        "Nome: comune": "/organizzazioni?region=08",
        "Regione: Emilia-Romagna": "/organizzazioni?nome=comune",
    }
