"""Numbers in a real browser: from a bar to its practices, from an empty cell to what it means."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.conftest import Served

pytestmark = [pytest.mark.slow, pytest.mark.browser]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert chromium, "serve chromium: make test lo installa, o indicatelo con CHROMIUM"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    context = browser.new_context(
        base_url=served.address, locale="it-IT", java_script_enabled=False
    )
    opened = context.new_page()
    mishaps: list[str] = []
    opened.on("console", lambda m: mishaps.append(m.text) if m.type == "error" else None)
    yield opened
    context.close()
    assert not mishaps


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
    assert page.locator(".said blockquote").count() > 0
    page.get_by_label("Bandi aperti il giorno").fill("2023-02-01")
    page.get_by_role("button", name="Aggiorna").click()
    expect(page.get_by_role("heading", name="Aperti il 1 febbraio 2023")).to_be_visible()
    assert page.locator("#aperti + ul > li").count() > 0


@pytest.mark.parametrize("address", ["/numeri", "/vuoti", "/soldi", "/anni", "/qualita"])
def test_no_page_of_numbers_is_wider_than_a_small_telephone(
    browser: Browser, served: Served, address: str
) -> None:
    context = browser.new_context(base_url=served.address, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()
