"""Which of several offers a client wants, from what its Accept header says."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given

from api.errors import PrassiError
from api.linked.formats import DATA_ALONE, DATA_FIRST, FORMATS, PAGE, PAGE_FIRST, chosen, parted
from api.negotiation import preferred

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
RDFLIB = (
    "application/rdf+xml, text/turtle;q=0.9, application/n-triples;q=0.8, application/ld+json;q=0.7"
)
JSON_LD = "application/ld+json;q=1, application/json;q=0.5, text/html;q=0.8"


@pytest.mark.parametrize(
    ("accept", "offers", "wanted"),
    [
        (BROWSER, PAGE_FIRST, PAGE),
        (BROWSER, DATA_FIRST, PAGE),
        (BROWSER, DATA_ALONE, "ttl"),
        (RDFLIB, PAGE_FIRST, "rdf"),
        (JSON_LD, PAGE_FIRST, "jsonld"),
        ("", PAGE_FIRST, PAGE),
        ("*/*", PAGE_FIRST, PAGE),
        ("*/*", DATA_FIRST, "ttl"),
        ("text/*", PAGE_FIRST, PAGE),
        ("text/*", DATA_ALONE, "ttl"),
        ("application/json", PAGE_FIRST, "jsonld"),
        ("text/html;q=0.5, text/turtle;q=0.6", PAGE_FIRST, "ttl"),
        ("text/html;q=0, */*;q=0.1", PAGE_FIRST, "ttl"),
        ("application/n-triples, text/turtle;q=0.999", PAGE_FIRST, "nt"),
        ("APPLICATION/LD+JSON", PAGE_FIRST, "jsonld"),
        (
            'application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"',
            PAGE_FIRST,
            "jsonld",
        ),
        ('application/ld+json;profile="a,b;c";q=0.4, text/turtle;q=0.3', PAGE_FIRST, "jsonld"),
        ("text/turtle;charset=utf-8", PAGE_FIRST, "ttl"),
        ("image/png, text/n3", PAGE_FIRST, "ttl"),
    ],
)
def test_the_most_wanted_offer_is_chosen(accept: str, offers: dict, wanted: str) -> None:
    assert chosen(accept, offers) == wanted


@pytest.mark.parametrize(
    "accept", ["image/png", "text/turtle;q=0", "*/*;q=0", "text/plain", 'x"y', "text/html;q=boh"]
)
def test_what_is_not_offered_is_not_acceptable_and_it_is_said_what_is(accept: str) -> None:
    with pytest.raises(PrassiError) as refused:
        chosen(accept, PAGE_FIRST)
    assert refused.value.problem.status == 406
    assert "text/turtle" in refused.value.problem.detail


_TYPES = st.sampled_from(
    ["text/html", "text/turtle", "application/ld+json", "text/*", "*/*", "image/png", "*", "a/b"]
)
_QUALITIES = st.sampled_from(["", ";q=0", ";q=0.3", ";q=0.7", ";q=1", "; q=0.5;x=y"])
_HEADERS = st.lists(st.tuples(_TYPES, _QUALITIES).map("".join), max_size=6).map(", ".join)


@given(_HEADERS)
def test_an_offer_that_is_ruled_out_by_name_is_never_given(header: str) -> None:
    found = preferred(header + ", text/turtle;q=0", {"ttl": ["text/turtle"], "html": ["text/html"]})
    named = [one for one in header.split(", ") if one.startswith("text/turtle")]
    if all(";q=0" in one and ";q=0." not in one for one in named):
        assert "ttl" not in found


@given(_HEADERS)
def test_every_offer_that_is_given_was_asked_for(header: str) -> None:
    offers = {"ttl": ["text/turtle"], "html": ["text/html"]}
    for name in preferred(header, offers) if header else ():
        ranges = (offers[name][0], "text/*", "*/*", "*")
        assert any(one.startswith(ranges) for one in header.split(", "))


@given(st.text(max_size=80))
def test_no_header_is_too_odd_to_be_understood(header: str) -> None:
    assert set(preferred(header, PAGE_FIRST)) <= set(PAGE_FIRST)


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("practice/orti.ttl", ("practice/orti", FORMATS["ttl"])),
        ("agent/prassi-0.3.0", ("agent/prassi-0.3.0", None)),
        ("agent/prassi-0.3.0.nt", ("agent/prassi-0.3.0", FORMATS["nt"])),
        ("practice/orti.ttl.rdf", ("practice/orti.ttl", FORMATS["rdf"])),
        ("practice/orti.TTL", ("practice/orti.TTL", None)),
        ("practice/ttl", ("practice/ttl", None)),
        ("", ("", None)),
    ],
)
def test_only_the_last_extension_of_a_path_is_a_format(path, parts) -> None:
    assert parted(path) == parts
