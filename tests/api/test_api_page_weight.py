"""A first visit is light: the page and all that a browser fetches for it, as it travels."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import pytest
from lxml import html

LIMIT = 250 * 1024
PAGES = ("/cerca?q=anziani+soli", "/", "/pratiche/navetta-ostellato", "/aiuto/cercare")


def travels(client, address: str) -> int:
    """Return the bytes of an answer as they go over the wire."""
    with client.stream("GET", address, headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.status_code == 200, address
        return sum(len(part) for part in answer.iter_raw())


def fetched(client, address: str) -> list[str]:
    """Return what a browser asks for to show a page, typefaces in all their weights included."""
    page = html.document_fromstring(client.get(address).text)
    found = [link.get("href") for link in page.xpath("//link[@rel='stylesheet' or @rel='icon']")]
    found += [one.get("src") for one in page.xpath("//script[@src] | //img[@src]")]
    sheets = [one for one in found if ".css" in one]
    for sheet in sheets:
        named = re.findall(r'url\("?([^")]+)"?\)', client.get(sheet).text)
        found += [urljoin(sheet, one) for one in named]
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("address", PAGES)
def test_a_first_visit_weighs_little(client, address: str) -> None:
    assets = fetched(client, address)
    assert any(one.endswith(".woff2") for one in assets)
    assert any("theme.css" in one for one in assets)
    weights = {one: travels(client, one) for one in (address, *assets)}
    assert sum(weights.values()) <= LIMIT, weights
