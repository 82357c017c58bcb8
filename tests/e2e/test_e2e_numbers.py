"""Numbers in a real browser: from a bar to its practices, from an empty cell to what it means."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from chromium import without_mishaps
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visit

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture
def page(visit: Visit, site: str) -> Iterator[Page]:
    """Numbers are read, and chosen, without scripts."""
    with without_mishaps(visit(java_script_enabled=False), site) as opened:
        yield opened


def test_a_bar_leads_to_the_practices_that_it_counts(page: Page) -> None:
    page.goto("/numeri")
    row = page.get_by_role("row", name=re.compile("Puglia"))
    count = int(row.get_by_role("link").inner_text().split()[0])
    assert count > 10
    bar = row.locator("rect").bounding_box()
    assert bar is not None
    assert bar["width"] > 20  # drawn, though no style stands in the page
    row.get_by_role("link").click()
    expect(page.get_by_role("main")).to_contain_text(f"{count} pratiche")


def test_a_region_and_a_group_are_chosen_and_an_empty_cell_says_what_it_is(page: Page) -> None:
    page.goto("/vuoti")
    page.get_by_label("Nelle righe").select_option(label="Destinatari")
    page.get_by_label("Nelle colonne").select_option(label="Misure")
    page.get_by_label("Regione").select_option(label="Molise")
    page.get_by_role("button", name="Aggiorna").click()
    expect(page.get_by_role("table")).to_contain_text("nessun documento in questo archivio")
    expect(page.get_by_role("main")).to_contain_text("Non vuol dire che in quel territorio")
    cell = page.locator("tbody td a").first
    count = cell.inner_text().split()[0]
    cell.click()
    expect(page.get_by_role("main").get_by_role("article")).to_have_count(min(int(count), 10))
    expect(page.get_by_label("Filtri attivi")).to_contain_text("Molise")


def test_an_amount_leads_to_the_sentence_that_says_it(page: Page) -> None:
    page.goto("/soldi")
    page.get_by_role("link", name=re.compile("^PNRR")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("PNRR")
    amount = page.locator(".said a").first
    words = amount.locator("strong").inner_text()
    amount.click()
    target = page.url.partition("#")[2]
    fact = page.locator(f"[id='{target}']")
    expect(fact).to_contain_text(words)
    expect(fact).to_be_in_viewport()


def test_a_year_and_a_day_of_calls_are_chosen_without_scripts(page: Page) -> None:
    page.goto("/anni")
    page.get_by_role("link", name=re.compile("cominciate nel 2021")).click()
    expect(page.get_by_role("heading", name="Cominciate nel 2021")).to_be_in_viewport()
    expect(page.locator(".said blockquote")).not_to_have_count(0)
    page.get_by_label("Bandi aperti il giorno").fill("2023-02-01")
    page.get_by_role("button", name="Aggiorna").click()
    expect(page.get_by_role("heading", name="Aperti il 1 febbraio 2023")).to_be_visible()
    expect(page.locator("#aperti + ul > li")).not_to_have_count(0)
