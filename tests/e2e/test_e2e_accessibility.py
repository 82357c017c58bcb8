"""Nobody is shut out: axe-core on every kind of page, by day and by night, narrow and wide."""

from __future__ import annotations

import tomllib
from itertools import product
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Browser

from tests.conftest import Served
from tests.e2e.axe import COLOURS, EVERYTHING, context_for, overflow, violations

pytestmark = [pytest.mark.slow, pytest.mark.browser]
LISTED = tomllib.loads(Path(__file__).with_name("pages.toml").read_text(encoding="utf-8"))
PAGES = LISTED["pages"]
WIDTHS, THEMES = LISTED["widths"], LISTED["themes"]


@pytest.fixture(scope="module")
def names(served: Served) -> dict[str, str]:
    """The first practice, its document and who takes part, for the addresses that want one."""

    def first(things: str) -> str:
        listed = httpx.get(f"{served.address}/api/v1/{things}?limit=1", timeout=30).json()
        return quote(listed[things][0]["id"], safe="")

    practice = first("practices")
    told = httpx.get(f"{served.address}/api/v1/practices/{practice}", timeout=30).json()
    return {
        "practice": practice,
        "document": quote(told["document"], safe=""),
        "organisation": first("organisations"),
        "call": first("calls"),
    }


@pytest.mark.parametrize("one", PAGES, ids=[one["address"] for one in PAGES])
def test_a_page_shuts_nobody_out(
    browser: Browser, site: str, names: dict[str, str], one: dict[str, str]
) -> None:
    wrong = []
    with context_for(browser, site, WIDTHS[0], THEMES[0]) as context:
        page = context.new_page()
        page.goto(one["address"].format(**names))
        if "ready" in one:
            page.locator(one["ready"]).wait_for()
        # Loaded once and looked at in every way: so is what it does when it is resized.
        for width, theme in product(WIDTHS, THEMES):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=theme)
            rules = EVERYTHING if theme == THEMES[0] else COLOURS
            wrong += [f"{width} {theme}: {found}" for found in violations(page, rules)]
            if sideways := overflow(page):
                wrong.append(f"{width} {theme}: {sideways} pixels wider than the screen")
    assert not wrong, "\n".join(wrong)
