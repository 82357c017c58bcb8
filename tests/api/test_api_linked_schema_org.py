"""The data blocks of the pages: true, sober, and impossible to break out of."""

from __future__ import annotations

import json
from collections.abc import Iterator

import hypothesis.strategies as st
import pytest
import rdflib
from fastapi.testclient import TestClient
from hypothesis import given
from lxml import html

from api.app import create_app
from api.linked.schema_org import data_block

SCHEMA = rdflib.Namespace("https://schema.org/")
PAYLOADS = [
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "--><img src=x onerror=alert(1)>",
    "]]></script>",
    "</SCRIPT ><svg onload=alert(1)>",
    '"}; alert(1); {"',
    "\u2028alert(1)\u2029",
    "\\u003c/script\\u003e",
]


def block(client: TestClient, address: str) -> dict:
    page = html.document_fromstring(client.get(address).text)
    (script,) = page.findall(".//script[@type='application/ld+json']")
    assert dict(script.attrib) == {"type": "application/ld+json"}
    return json.loads(script.text)


@given(st.one_of(st.sampled_from(PAYLOADS), st.text(st.characters(codec="utf-8"))))
def test_no_words_end_a_block_or_are_lost_in_it(words: str) -> None:
    page = html.document_fromstring(f"<html><head>{data_block({words: [words]})}</head></html>")
    (script,) = page.findall(".//script[@type='application/ld+json']")
    assert json.loads(script.text) == {words: [words]}
    assert not {"<", ">", "&"} & set(script.text)


@pytest.fixture(scope="module")
def hostile(tools, tmp_path_factory) -> Iterator[TestClient]:
    title = "Orti </script><script>alert(1)</script><!-- sociali"
    text = tools.DOCUMENTS["orti.md"].replace("Orti sociali a Potenza", title)
    shelf = tools.make_library(tmp_path_factory.mktemp("hostile"), {"orti.md": text})
    with TestClient(create_app(*shelf)) as running:
        tools.wait_until_ready(running)
        yield running


@pytest.mark.parametrize("kind", ["pratiche", "documenti"])
def test_a_hostile_title_stays_words(hostile, kind: str) -> None:
    told = block(hostile, f"/{kind}/orti-potenza")
    assert "alert(1)" in told["name"]
    page = html.document_fromstring(hostile.get(f"/{kind}/orti-potenza").text)
    for script in page.iter("script"):
        assert script.get("src", "").startswith("/static/") or script.text.startswith("{")
    for kind_of_thing in ("assertion", "document", "practice"):
        for extension in ("jsonld", "ttl", "rdf"):
            answer = hostile.get(f"/data/{kind_of_thing}/orti-potenza.{extension}")
            assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_practice_says_what_it_is_where_for_whom_and_from_which_document(client) -> None:
    told = block(client, "/pratiche/navetta-ostellato")
    assert told["@type"] in ("Project", "Service")
    assert told["@id"].endswith("/id/practice/navetta-ostellato")
    assert told["url"].endswith("/pratiche/navetta-ostellato")
    assert told["areaServed"] == [{"@type": "Place", "name": "Ostellato"}]
    names = {one["name"] for one in told.get("member", told.get("provider"))}
    assert any("Auser" in name for name in names)
    assert told["subjectOf"]["license"] == "https://creativecommons.org/licenses/by/4.0/deed.it"
    assert told["subjectOf"]["isBasedOn"] == "https://esempio.it/navetta"


def test_an_address_that_is_no_web_address_is_not_repeated(client) -> None:
    assert "isBasedOn" not in block(client, "/documenti/emporio-asti")


def test_the_first_page_tells_of_the_site_the_search_and_the_data_set(client, shelf) -> None:
    site, dataset = block(client, "/")["@graph"]
    base = shelf[0].base
    assert (site["@type"], dataset["@type"]) == ("WebSite", "Dataset")
    target = site["potentialAction"]["target"]["urlTemplate"]
    assert target == f"{base}cerca?q={{search_term_string}}"
    assert dataset["license"].startswith("https://creativecommons.org/")
    assert {"name", "description", "url"} <= dataset.keys()


@pytest.mark.parametrize("address", ["/", "/pratiche/navetta-ostellato", "/documenti/orti-potenza"])
def test_a_block_is_read_without_fetching_anything(client, address: str) -> None:
    told = block(client, address)
    assert told["@context"] == {"@vocab": "https://schema.org/"}
    graph = rdflib.Graph().parse(data=json.dumps(told), format="json-ld")
    assert set(graph.subjects(SCHEMA.name, None))
