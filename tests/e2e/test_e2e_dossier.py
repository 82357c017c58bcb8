"""A reader's dossier in a real browser: filled, ordered, undone, saved and opened again."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visit

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def fill(page: Page, many: int = 3) -> list[str]:
    """Add the first results of a search, and return their titles."""
    page.goto("/cerca?q=anziani+soli")
    articles = page.get_by_role("main").get_by_role("article")
    titles = []
    for place in range(many):
        article = articles.nth(place)
        titles.append(article.get_by_role("heading").inner_text())
        article.get_by_role("button", name="Aggiungi al dossier").click()
    expect(page.get_by_role("status").last).to_contain_text(str(many) if many > 1 else "una")
    return titles


def titles_of(page: Page) -> list[str]:
    return page.locator(".dossier-entry h2").all_inner_texts()


def test_results_are_put_aside_with_notes_that_are_still_there_after_a_reload(page: Page) -> None:
    titles = fill(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/dossier")
    assert titles_of(page) == titles
    page.get_by_label("I vostri appunti").first.fill("da chiamare")
    page.reload()
    expect(page.get_by_label("I vostri appunti").first).to_have_value("da chiamare")
    # Nothing of the dossier leaves the browser until it is asked for.
    assert not [url for url in asked if "pratica" in url or "controlla" in url]


def test_the_order_is_changed_by_keyboard_and_what_is_taken_off_comes_back(page: Page) -> None:
    first, second, third = fill(page)
    page.goto("/dossier")
    page.get_by_role("button", name=f"Sposta giù «{first}»").focus()
    page.keyboard.press("Enter")
    assert titles_of(page) == [second, first, third]
    expect(page.get_by_role("button", name=f"Sposta giù «{first}»")).to_be_focused()
    page.get_by_role("button", name=f"Togli «{second}»").click()
    assert titles_of(page) == [first, third]
    undo = page.get_by_role("button", name="Rimettila")
    expect(undo).to_be_focused()
    page.keyboard.press("Enter")
    assert titles_of(page) == [second, first, third]


def test_a_dossier_is_saved_as_files_and_opened_again_in_another_browser(
    page: Page, visit: Visit, tmp_path: Path
) -> None:
    titles = fill(page, 2)
    page.goto("/dossier")
    page.get_by_label("I vostri appunti").first.fill("nota mia")
    for ending in ("csv", "docx", "pdf", "json"):
        with page.expect_download() as saved:
            page.locator(f"button[name='formato'][value='{ending}']").click()
        saved.value.save_as(tmp_path / f"dossier.{ending}")
    rows = list(csv.DictReader((tmp_path / "dossier.csv").open(encoding="utf-8-sig")))
    assert [row["titolo"] for row in rows] == titles
    assert rows[0]["appunti"] == "nota mia"
    assert (tmp_path / "dossier.docx").read_bytes().startswith(b"PK")
    assert (tmp_path / "dossier.pdf").read_bytes().startswith(b"%PDF")
    other = visit()
    other.goto("/dossier")
    other.get_by_label("Riapri un dossier salvato").set_input_files(tmp_path / "dossier.json")
    other.get_by_role("button", name="Riapri", exact=True).click()
    assert titles_of(other) == titles
    expect(other.get_by_label("I vostri appunti").first).to_have_value("nota mia")


def test_a_practice_that_has_gone_is_told_when_asked_and_a_full_storage_too(page: Page) -> None:
    fill(page, 1)
    page.goto("/dossier")
    page.evaluate(
        """() => {
          const kept = JSON.parse(localStorage.getItem("prassi-dossier"));
          kept.practices.push({id: "non-ce-piu", title: "Sparita", place: "", note: "mia"});
          localStorage.setItem("prassi-dossier", JSON.stringify(kept));
        }"""
    )
    page.reload()
    page.get_by_role("button", name="Controlla").click()
    expect(page.get_by_role("status")).to_contain_text("1 non ci è più")
    expect(page.locator(".dossier-entry").last).to_contain_text("non è più in questo archivio")
    page.evaluate(
        """() => {
          const blown = () => { throw new DOMException("full", "QuotaExceededError"); };
          Storage.prototype.setItem = blown;
        }"""
    )
    page.get_by_label("I vostri appunti").first.fill("non ci sta")
    expect(page.get_by_role("status")).to_contain_text("non ha più spazio")


def test_without_scripts_a_dossier_is_an_address_with_the_same_buttons(visit: Visit) -> None:
    page = visit(java_script_enabled=False, viewport={"width": 320, "height": 700})
    page.goto("/cerca?q=anziani+soli")
    page.get_by_role("link", name="Aggiungi al dossier").first.click()
    assert len(titles_of(page)) == 1
    page.get_by_label("I vostri appunti").fill("senza script")
    with page.expect_download() as saved:
        page.get_by_role("button", name="CSV").click()
    assert "senza script" in Path(saved.value.path()).read_text("utf-8")
    page.get_by_role("button", name="Togli").click()
    page.get_by_role("link", name="Rimettetela").click()
    expect(page.get_by_label("I vostri appunti")).to_have_value("senza script")
    box = page.locator("main").bounding_box()
    assert box is not None
    assert box["width"] <= 320
