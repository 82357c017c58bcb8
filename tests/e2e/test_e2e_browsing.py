"""Leafing through in a real browser: from a kind of thing to a practice and its proof."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def test_from_a_measure_to_a_practice_and_its_sentence(page: Page) -> None:
    page.goto("/sfoglia")
    page.get_by_role("heading", name="Misure").get_by_role("link").click()
    page.get_by_role("searchbox", name="Cercate una misura per nome").fill("trasporto")
    page.get_by_role("button", name="Mostra").click()
    page.get_by_role("link", name="Trasporto sociale e accompagnamento").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Trasporto sociale e accompagnamento")
    proof = page.get_by_role("article").first.locator(".proof a")
    said = proof.locator("b").inner_text()
    proof.click()
    expect(page).to_have_url(re.compile(r"/pratiche/.+#fatto-\d+$"))
    fact = page.locator(f"[id='{page.url.partition('#')[2]}']")
    expect(fact).to_be_in_viewport()
    assert said in fact.inner_text()


def test_a_tree_opens_where_one_wants_to_be_more_precise(page: Page) -> None:
    page.goto("/destinatari")
    fold = page.get_by_role("main").locator("details").first
    inside = fold.get_by_role("link").first
    expect(inside).to_be_hidden()
    fold.locator("summary").first.focus()
    page.keyboard.press("Enter")
    expect(inside).to_be_visible()
    inside.click()
    expect(page).to_have_url(re.compile(r"/destinatari/.+"))


def test_who_works_with_an_organisation_is_one_click_away(page: Page) -> None:
    page.goto("/organizzazioni")
    page.get_by_role("row").nth(1).get_by_role("link").first.click()
    partners = page.get_by_role("region", name="Con chi lavora")
    expect(partners).to_be_visible()
    other = partners.get_by_role("link").first
    name = other.inner_text()
    other.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_a_place_narrows_from_region_to_comune_and_to_the_search(page: Page) -> None:
    page.goto("/luoghi")
    page.get_by_role("heading", name="Emilia-Romagna").get_by_role("link").click()
    page.get_by_role("region", name="Le sue province").get_by_role("link").first.click()
    page.get_by_role("link", name="Cercate fra queste pratiche").click()
    expect(page).to_have_url(re.compile(r"/cerca\?province=\d{3}$"))
    expect(page.get_by_role("list", name="Filtri attivi")).to_be_visible()


def test_calls_can_be_told_open_from_closed(page: Page) -> None:
    page.goto("/bandi")
    page.get_by_label("A che punto sono").select_option("chiusi")
    page.get_by_role("button", name="Mostra").click()
    rows = page.get_by_role("row")
    expect(rows.nth(1)).to_contain_text("Chiuso")
    rows.nth(1).get_by_role("link").first.click()
    expect(page.get_by_text("Fino a quando")).to_be_visible()
    expect(page.locator(".quotes a").first).to_be_visible()
