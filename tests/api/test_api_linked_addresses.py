"""Addresses and nodes lead to each other, however odd the identifier."""

from __future__ import annotations

from urllib.parse import unquote

import hypothesis.strategies as st
import pyoxigraph as ox
import pytest
from hypothesis import given

from api.linked.addresses import resource, resource_of
from corpus.projection import Names
from ontology.terms import Terms

NAMES = Names(Terms("https://esempio.it/prassi/"))
BASE = NAMES.terms.base


@pytest.mark.parametrize(
    ("path", "iri", "thing", "page"),
    [
        ("practice/orti", "id/practice/orti", "/id/practice/orti", "/pratiche/orti"),
        ("document/orti", "id/document/orti", "/id/document/orti", "/documenti/orti"),
        ("quote/orti/1-9", "id/quote/orti/1-9", "/id/quote/orti/1-9", "/risorsa/quote/orti/1-9"),
        ("scheme/need", "scheme/need", "/scheme/need", "/risorsa/scheme/need"),
        ("scheme/need/a", "scheme/need/a", "/scheme/need/a", "/bisogni/a"),
        ("scheme/role/a", "scheme/role/a", "/scheme/role/a", "/risorsa/scheme/role/a"),
        ("organisation/a", "id/organisation/a", "/id/organisation/a", "/organizzazioni/a"),
        ("call/a", "id/call/a", "/id/call/a", "/bandi/a"),
        ("measure/a", "id/measure/a", "/id/measure/a", "/risorsa/measure/a"),
        ("code/fnps/1.1", "code/fnps/1.1", "/code/fnps/1.1", "/risorsa/code/fnps/1.1"),
        ("graph/orti", "graph/orti", "/graph/orti", "/risorsa/graph/orti"),
    ],
)
def test_a_thing_has_an_iri_an_address_and_a_page(path, iri, thing, page) -> None:
    found = resource(path, NAMES)
    assert found is not None
    assert found.node.value == BASE + iri
    assert (found.thing, found.page, found.data) == (thing, page, f"/data/{path}")
    assert resource_of(found.node, NAMES) == found


def test_a_territory_keeps_the_iri_of_others_and_has_a_page_of_ours() -> None:
    found = resource("place/08", NAMES)
    assert found is not None
    assert found.node == NAMES.node("place:08")
    assert found.page == "/luoghi/08"
    assert resource_of(found.node, NAMES) == found
    assert resource("place/999999", NAMES) is None


@pytest.mark.parametrize(
    "path",
    ["", "practice", "practice/", "/orti", "Practice/orti", "../etc/passwd", "%2e/x", "a b/c"],
)
def test_what_has_no_kind_or_no_name_is_nothing(path: str) -> None:
    assert resource(path, NAMES) is None


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=40))
def test_whatever_the_identifier_addresses_are_ascii_and_lead_back(identifier: str) -> None:
    found = resource(f"organisation/{identifier}", NAMES)
    assert found is not None
    assert found.node.value.isascii()
    assert found.identifier == identifier
    for address in (found.thing, found.page, found.data):
        assert address.isascii()
        assert not set(address) & set(' "<>?#\\^`{|}\r\n\x00')
    assert unquote(found.thing) == f"/id/organisation/{identifier}"
    assert resource_of(found.node, NAMES) == found


@given(st.text(max_size=40))
def test_nodes_of_others_are_not_ours(words: str) -> None:
    for start in ("https://altrove.example/id/practice/", "https://esempio.it/prass"):
        node = ox.NamedNode(start + "".join(c for c in words if c.isalnum() and c.isascii()))
        assert resource_of(node, NAMES) is None


def test_a_stretch_of_a_document_leads_to_the_document() -> None:
    found = resource_of(ox.NamedNode(f"{BASE}id/document/orti#char=1,9"), NAMES)
    assert found is not None
    assert found.page == "/documenti/orti"
