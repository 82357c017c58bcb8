"""Nobody is shut out: axe-core on every kind of page, by day and by night, narrow and wide."""

from __future__ import annotations

import os
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.conftest import Served
from tests.e2e.axe import context_for, overflow, violations

pytestmark = [pytest.mark.slow, pytest.mark.browser]
PAGES = tomllib.loads(Path(__file__).with_name("pages.toml").read_text(encoding="utf-8"))["pages"]
#: The narrowest and the widest; colours do not change with the width, so one scheme for each.
LOOKS = ((320, "dark"), (1440, "light"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert chromium, "serve chromium: make test lo installa, o indicatelo con CHROMIUM"
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu"]
        opened = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def names(served: Served) -> dict[str, str]:
    """The first practice and its document, for the addresses that want one."""
    listed = httpx.get(f"{served.address}/api/v1/practices?limit=1").json()["practices"][0]
    told = httpx.get(f"{served.address}/api/v1/practices/{quote(listed['id'])}").json()
    return {"practice": quote(listed["id"]), "document": quote(told["document"])}


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
@pytest.mark.parametrize("one", PAGES, ids=[one["address"] for one in PAGES])
def test_a_page_shuts_nobody_out(
    browser: Browser, served: Served, names: dict[str, str], one: dict[str, str], scheme, width
) -> None:
    context = context_for(browser, served.address, width, scheme)
    try:
        page = context.new_page()
        page.goto(one["address"].format(**names))
        if "ready" in one:
            page.locator(one["ready"]).wait_for()
        found = violations(page)
        assert not found, "\n".join(map(str, found))
        assert overflow(page) <= 0
    finally:
        context.close()
