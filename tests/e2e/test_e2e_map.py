"""The map, the network and the editor in a real browser: by mouse, by keyboard, without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visit

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def test_a_place_on_the_map_leads_to_its_practices(page: Page) -> None:
    page.goto("/mappa")
    place = page.get_by_role("button", name=re.compile(r"^Emilia-Romagna: \d+ pratiche$"))
    place.click()
    popup = page.locator(".leaflet-popup-content")
    expect(popup.get_by_role("heading")).to_have_text("Emilia-Romagna")
    popup.get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"/cerca\?region=08$"))
    expect(page.get_by_role("main").get_by_role("article")).not_to_have_count(0)


def test_the_map_is_used_from_the_keyboard(page: Page) -> None:
    page.goto("/mappa")
    place = page.get_by_role("button", name=re.compile("^Lombardia:"))
    place.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup-content h3")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".leaflet-popup-content")).to_have_count(0)
    expect(place).to_be_focused()


def test_closer_the_map_shows_comuni_and_a_practice_is_one_click_away(page: Page) -> None:
    page.goto("/mappa?region=08")
    spots = page.locator(".spot")
    far = spots.count()
    for _ in range(3):
        if spots.count() > far:
            break
        page.get_by_role("button", name="Ingrandisci").click()
        page.wait_for_timeout(400)
    assert spots.count() > far
    expect(page.locator("#carta .region")).to_have_count(20)
    expect(page.locator(".leaflet-pan-anim, .leaflet-zoom-anim")).to_have_count(0)
    page.get_by_role("button", name=re.compile("^[^,]+: 1 pratica$")).first.press("Enter")
    # The map pans to show the whole popup: what moves cannot be clicked.
    expect(page.locator(".leaflet-pan-anim")).to_have_count(0)
    page.locator(".leaflet-popup-content a[href^='/pratiche/']").first.click()
    expect(page).to_have_url(re.compile("/pratiche/"))
    expect(page.locator("mark")).not_to_have_count(0)


def test_without_scripts_the_list_says_what_the_map_shows(visit: Visit) -> None:
    page = visit(java_script_enabled=False)
    page.goto("/mappa")
    expect(page.locator("#carta")).to_be_hidden()
    region = page.locator("details", has_text="Emilia-Romagna").first
    region.locator("summary").click()
    region.get_by_role("link", name="Bologna (comune)").click()
    expect(page).to_have_url(re.compile("comune=037006"))
    page.goto("/reti")
    expect(page.locator("#rete")).to_be_hidden()
    expect(page.get_by_role("table").get_by_role("row").nth(1)).to_be_visible()
    page.goto("/sparql-console")
    page.get_by_label("La domanda").fill("ASK { ?a ?b ?c }")
    page.get_by_role("button", name="Esegui").click()
    expect(page.locator("body")).to_contain_text("true")


def test_the_network_draws_its_table_and_tells_who_is_touched(page: Page) -> None:
    page.goto("/reti")
    expect(page.locator("#rete[data-ready]")).to_be_visible()
    expect(page.locator("#rete canvas")).not_to_have_count(0)
    rows = page.locator("#legami tbody tr")
    expect(rows.nth(5)).to_be_visible()
    for name in ("Ingrandisci", "Rimpicciolisci", "Tutto il disegno"):
        page.get_by_role("button", name=name).click()
    first = rows.first.get_by_role("listitem").first.get_by_role("link")
    title = first.inner_text()
    first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_the_editor_answers_and_does_not_hold_the_keyboard(page: Page) -> None:
    page.goto("/sparql-console")
    expect(page.locator("form[data-ready]")).to_be_visible()
    page.locator(".CodeMirror textarea").focus()
    page.keyboard.press("Tab")
    expect(page.locator("#format")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("ASK { ?a ?b ?c }")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#risposta")).to_contain_text("Sì, è vero.")
    expect(page.locator("#risposta")).to_be_focused()


def test_a_query_of_the_gallery_is_answered_in_a_table(page: Page) -> None:
    page.goto("/sparql-console?esempio=cq02")
    page.get_by_role("button", name="Esegui").click()
    answer = page.locator("#risposta")
    expect(answer.get_by_role("table")).to_be_visible()
    expect(answer.get_by_role("row").nth(1)).to_be_visible()


def test_a_wrong_query_is_told_in_words_and_nothing_typed_is_lost(visit: Visit) -> None:
    page = visit()
    page.goto("/sparql-console")
    page.locator(".CodeMirror textarea").focus()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("SELECT ?questo WHERE {")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#risposta .notice")).to_be_visible()
    expect(page.locator(".CodeMirror")).to_contain_text("?questo")
