"""A volunteer's visit, in a real browser: search, narrow down, open a practice, see the proof."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visit

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def test_a_need_in_plain_words_leads_to_a_practice_and_its_proof(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Di che cosa avete bisogno?").fill("anziani soli in un paese di montagna")
    page.keyboard.press("Enter")
    results = page.get_by_role("main").get_by_role("article")
    expect(results.first).to_be_visible()
    expect(results.first).to_contain_text("erché")
    results.first.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("mark").nth(3)).to_be_visible()
    proof = page.locator("a[href*='#e-']").first
    target = (proof.get_attribute("href") or "").partition("#")[2]
    proof.click()
    expect(page.locator(f"[id='{target}']")).to_be_in_viewport()


def test_a_facet_narrows_the_results(page: Page) -> None:
    page.goto("/cerca?q=anziani")
    everything = count_of_practices(page)
    page.goto("/cerca?q=anziani&region=01")
    assert 0 < count_of_practices(page) < everything
    expect(page.get_by_role("main").get_by_role("article")).not_to_have_count(0)


def count_of_practices(page: Page) -> int:
    found = re.search(r"(\d+) pratiche", page.get_by_role("main").inner_text())
    assert found
    return int(found[1])


def test_the_page_works_without_scripts_and_on_a_narrow_screen(visit: Visit) -> None:
    page = visit(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page.goto("/cerca?q=lavoro+per+chi+esce+dal+carcere")
    expect(page.get_by_role("main").get_by_role("article")).not_to_have_count(0)
    width = page.locator("body").bounding_box()
    assert width is not None
    assert width["width"] <= 360


def test_the_keyboard_reaches_the_content_first(page: Page) -> None:
    page.goto("/cerca?q=casa")
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.getAttribute('href')")
    assert focused is not None
    assert focused.startswith("#")
