"""Prassi in somebody else's page: another origin, a strict policy, a real browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import Served

pytestmark = [pytest.mark.slow, pytest.mark.browser]

PAGE = """<!doctype html><html lang="it"><meta charset="utf-8"><title>Comune di Prova</title>
<h1>Sportello sociale</h1>
<script src="{prassi}/embed.js" data-prassi="search" data-limit="3" async></script>
<script src="{prassi}/embed.js" data-prassi="card" data-id="{practice}" async></script>
<script src="{prassi}/embed.js" data-prassi="card" data-id="<img src=x onerror=alert(1)>"></script>
<iframe src="{prassi}/embed/search?q=anziani+soli" title="Prassi" sandbox="allow-forms allow-popups"
 width="600" height="500"></iframe>
<iframe src="{prassi}/cerca?q=anziani" title="Non si incornicia" width="600" height="300"></iframe>
</html>"""
POLICY = (
    "default-src 'none'; script-src {prassi}; connect-src {prassi}; frame-src {prassi}; "
    "form-action 'none'; base-uri 'none'"
)


class Host(BaseHTTPRequestHandler):
    """One page of a site that is not ours."""

    def __init__(self, prassi: str, practice: str, *args: object) -> None:
        self._prassi, self._practice = prassi, practice
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        body = PAGE.format(prassi=self._prassi, practice=self._practice).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", POLICY.format(prassi=self._prassi))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def practice(served: Served) -> dict[str, str]:
    found = httpx.get(f"{served.address}/api/v1/practices", params={"limit": 1}, timeout=30)
    first: dict[str, str] = found.json()["practices"][0]
    return first


@pytest.fixture
def page(browser: Browser, served: Served, practice: dict[str, str]) -> Iterator[Page]:
    handler = partial(Host, served.address, practice["id"])
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        context = browser.new_context(viewport={"width": 800, "height": 1400})
        opened = context.new_page()
        opened.on("dialog", lambda _: pytest.fail("something ran that should not"))
        opened.goto(f"http://127.0.0.1:{server.server_address[1]}/")
        yield opened
        context.close()
        server.shutdown()


def test_a_neighbour_finds_practices_without_leaving_the_page(page: Page) -> None:
    field = page.get_by_role("searchbox", name="Di che cosa avete bisogno?").first
    field.focus()
    page.keyboard.type("anziani soli in un paese di montagna")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Le 3 pratiche più vicine.")).to_be_visible()
    hits = page.get_by_role("search").first.locator("xpath=..").get_by_role("listitem")
    expect(hits).to_have_count(3)
    link = hits.first.get_by_role("link")
    assert "/pratiche/" in (link.get_attribute("href") or "")
    assert link.get_attribute("target") == "_blank"


def test_a_card_shows_the_practice_and_a_wrong_one_says_so(
    page: Page, practice: dict[str, str]
) -> None:
    expect(page.get_by_role("link", name=practice["title"])).to_be_visible()
    expect(page.get_by_text("Leggete la scheda").first).to_be_visible()
    expect(page.get_by_text("Questa pratica non c’è più.")).to_be_visible()


def test_a_frame_searches_and_our_other_pages_stay_out_of_frames(page: Page) -> None:
    frame = page.frame_locator("iframe[title=Prassi]")
    expect(frame.get_by_role("listitem").first).to_be_visible()
    frame.get_by_role("searchbox").fill("orti sociali")
    frame.get_by_role("button", name="Cerca").click()
    expect(frame.get_by_role("searchbox")).to_have_value("orti sociali")
    expect(frame.get_by_role("listitem").first).to_be_visible()
    refused = page.frame_locator("iframe[title='Non si incornicia']")
    expect(refused.get_by_role("searchbox")).to_have_count(0)
