"""Searching in a real browser: suggestions by keyboard, views, orders, the sheet, a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visit

pytestmark = [pytest.mark.slow, pytest.mark.browser]
BOX = "Di che cosa avete bisogno?"


def tab_until(page: Page, reached: str) -> str:
    """Go on with the key until the condition holds; return the value of what has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(f"Boolean({reached})"):
            return str(page.evaluate("document.activeElement.value"))
    pytest.fail(f"the key never reached: {reached}")


def test_a_suggestion_is_chosen_with_the_keyboard(page: Page) -> None:
    page.goto("/cerca")
    box = page.get_by_role("combobox", name=BOX)
    box.press_sequentially("trasp", delay=30)
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status").filter(has_text="suggeriment")).to_have_count(1)
    box.press("ArrowDown")
    first = options.first
    expect(first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", first.get_attribute("id") or "-")
    box.press("ArrowUp")
    expect(box).not_to_have_attribute("aria-activedescendant", re.compile("."))
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url(re.compile(r"/(cerca\?.+|pratiche/.+)"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_escape_closes_the_list_and_what_was_typed_is_searched_as_ever(page: Page) -> None:
    page.goto("/")
    box = page.get_by_label(BOX)
    box.press_sequentially("anzian", delay=30)
    expect(page.get_by_role("listbox")).to_be_visible()
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(box).to_have_value("anzian")
    expect(box).to_be_focused()
    box.press_sequentially("i soli", delay=30)
    box.press("Enter")
    page.wait_for_url("**/cerca?q=anziani+soli*")
    expect(page.get_by_role("article").first).to_be_visible()


def test_where_suggestions_fail_the_box_goes_on(visit: Visit) -> None:
    page = visit()  # unwatched: the console tells of what fails on purpose
    page.route("**/suggerisci*", lambda route: route.abort())
    page.goto("/cerca")
    box = page.get_by_label(BOX)
    box.press_sequentially("orti sociali", delay=20)
    page.wait_for_timeout(400)
    expect(page.get_by_role("listbox")).to_have_count(0)
    box.press("Enter")
    expect(page.get_by_role("article").first).to_be_visible()


def test_results_are_seen_as_a_table_and_in_another_order(page: Page) -> None:
    page.goto("/cerca?q=anziani+soli")
    listed = page.get_by_role("article").get_by_role("heading").all_inner_texts()
    page.get_by_role("link", name="Tabella").click()
    table = page.get_by_role("table", name=re.compile("Pratiche trovate"))
    expect(table).to_be_visible()
    rows = table.get_by_role("rowheader").locator("a").all_inner_texts()
    assert rows == listed
    page.get_by_label("In ordine di").select_option("titolo")
    page.get_by_role("button", name="Ordina").click()
    expect(table).to_be_visible()
    assert "ordine=titolo" in page.url
    assert "vista=tabella" in page.url
    ordered = table.get_by_role("rowheader").locator("a").all_inner_texts()
    assert ordered == sorted(ordered, key=str.casefold)


def test_results_are_seen_on_the_map_and_a_place_leads_to_its_own(page: Page) -> None:
    page.goto("/cerca?q=anziani+soli&ordine=titolo")
    page.get_by_role("navigation", name="Come vedere i risultati").get_by_text("Mappa").click()
    expect(page.locator("#carta[data-ready]")).to_be_visible()
    expect(page.get_by_text("le 100 più vicine alla domanda")).to_be_visible()
    place = page.get_by_role("button", name=re.compile("^Lombardia: [0-9]+ pratiche$"))
    place.focus()
    page.keyboard.press("Enter")
    page.locator(".leaflet-popup-content a").press("Enter")
    expect(page).to_have_url(re.compile(r"/cerca\?q=anziani\+soli&ordine=titolo&region=03$"))
    titles = page.get_by_role("article").get_by_role("heading").all_inner_texts()
    assert len(titles) > 1
    assert titles == sorted(titles, key=str.casefold)
    page.go_back()
    expect(page.locator("#carta[data-ready]")).to_be_visible()
    listed = page.locator("#elenco details", has_text="Lombardia").first
    listed.locator("summary").click()
    listed.get_by_role("link", name="Tutte le pratiche in Lombardia").click()
    expect(page).to_have_url(re.compile(r"ordine=titolo&region=03$"))


@pytest.mark.parametrize("view", ["elenco", "tabella"])
def test_results_are_ticked_and_compared_with_the_keyboard_alone(page: Page, view: str) -> None:
    page.goto(f"/cerca?q=anziani+soli&vista={view}")
    boxes = page.get_by_role("checkbox", name=re.compile("^Scegli per il confronto «.+»$"))
    button = page.get_by_role("button", name="Confronta quelle scelte")
    told = page.get_by_role("status").filter(has_text=re.compile("scelt|Scegliete"))
    expect(button).to_be_disabled()
    page.get_by_role("heading", level=1).click()  # from here on, keys only
    ticked: list[str] = []
    while len(ticked) < 6:
        ticked.append(tab_until(page, "document.activeElement.name === 'pratica'"))
        page.keyboard.press("Space")
        if len(ticked) == 1:
            expect(told).to_have_text("Avete scelto una pratica: sceglietene almeno un’altra.")
            expect(button).to_be_disabled()
    expect(told).to_have_text(
        "Avete scelto 6 pratiche: se ne confrontano al massimo 5. Toglietene 1."
    )
    expect(button).to_be_disabled()
    page.keyboard.press("Space")
    expect(boxes.and_(page.locator(":checked"))).to_have_count(5)
    expect(button).to_be_enabled()
    tab_until(page, "document.activeElement.closest('.compare-go')")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/confronta?*")
    heads = page.get_by_role("columnheader").get_by_role("link", name=re.compile("^(?!Togli)"))
    expect(heads).to_have_count(5)
    links = [one.get_attribute("href") for one in heads.all()]
    assert links == [f"/pratiche/{one}" for one in ticked[:5]]
    page.go_back()
    expect(button).to_be_enabled()
    expect(told).to_have_text("Avete scelto 5 pratiche.")


def test_what_is_ticked_stays_so_on_the_next_page_and_after_another_search(page: Page) -> None:
    page.goto("/cerca?q=anziani+soli")
    boxes = page.get_by_role("checkbox", name=re.compile("^Scegli per il confronto «.+»$"))
    others = page.get_by_role("group", name="Scelte in altre pagine")
    told = page.get_by_role("status").filter(has_text=re.compile("scelt|Scegliete"))
    title = page.get_by_role("article").first.get_by_role("heading").inner_text()
    boxes.first.check()
    expect(others).to_be_hidden()
    page.get_by_role("link", name="Successiva →").click()
    expect(others.get_by_role("checkbox", name=title)).to_be_checked()
    boxes.first.check()
    expect(told).to_have_text("Avete scelto 2 pratiche.")
    page.goto("/cerca?q=orti")
    expect(others.get_by_role("checkbox")).to_have_count(2)
    others.get_by_role("checkbox", name=title).uncheck()
    expect(told).to_have_text("Avete scelto una pratica: sceglietene almeno un’altra.")
    page.goto("/cerca?q=anziani+soli")
    expect(boxes.first).not_to_be_checked()
    expect(others.get_by_role("checkbox")).to_have_count(1)
    boxes.first.check()
    page.get_by_role("button", name="Confronta quelle scelte").click()
    heads = page.get_by_role("columnheader").get_by_role("link", name=re.compile("^(?!Togli)"))
    expect(heads).to_have_count(2)
    assert title in heads.all_inner_texts()


def test_a_practice_has_a_sheet_to_print_and_a_pdf(page: Page) -> None:
    page.goto("/cerca?q=trasporto+anziani")
    page.get_by_role("article").first.get_by_role("link").first.click()
    title = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="Scheda da stampare").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Principale")).to_be_hidden()
    page.emulate_media(media="screen")
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Scarica il PDF").click()
    assert downloading.value.suggested_filename.endswith(".pdf")


def test_a_search_without_an_answer_helps_to_go_on(page: Page) -> None:
    page.goto("/cerca?q=colonie+su+marte")
    expect(page.get_by_role("heading", name="Si può cercare meglio")).to_be_visible()
    expect(page.get_by_role("link", name="Proponetela")).to_be_visible()


@pytest.mark.parametrize(
    "address",
    ["/cerca?q=anziani+soli", "/cerca?q=anziani+soli&vista=tabella", "/cerca?q=colonie+su+marte"],
)
def test_nothing_moves_sideways_on_a_phone(visit: Visit, address: str) -> None:
    phone = visit(viewport={"width": 320, "height": 640})
    phone.goto(address)
    wide = phone.evaluate("document.documentElement.scrollWidth")
    assert wide <= 320
    phone.locator("article a, .results-table th a").first.click()
    phone.wait_for_url("**/pratiche/**", wait_until="load")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
    phone.goto(phone.url.partition("#")[0] + "/scheda")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
