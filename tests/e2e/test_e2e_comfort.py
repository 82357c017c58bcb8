"""Pages for who needs larger letters, wider spaces, the dark, no motion: in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import Visit

pytestmark = [pytest.mark.slow, pytest.mark.browser]
PAGES = (
    *("/", "/cerca?q=anziani+soli", "/informazioni", "/aiuto", "/aiuto/parole", "/metodo"),
    *("/privacy", "/accessibilita", "/sparql-console", "/dizionario", "/non-ce"),
)
#: What a reader may set by WCAG 1.4.12, and lose nothing.
SPACED = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }
"""
#: Boxes that hide some of their text, but for what is hidden on purpose.
CUT = """
() => [...document.querySelectorAll("body *")].filter(one => {
  const style = getComputedStyle(one);
  if (!/hidden|clip/.test(style.overflowX + style.overflowY)) return false;
  if (style.position === "absolute" || one.closest("svg, .CodeMirror")) return false;
  const wide = one.scrollWidth > one.clientWidth + 1 && !/auto|scroll/.test(style.overflowX);
  const high = one.scrollHeight > one.clientHeight + 1 && !/auto|scroll/.test(style.overflowY);
  return one.innerText && (wide || high);
}).map(one => one.outerHTML.slice(0, 120))
"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
MOVING = """
() => [...document.querySelectorAll("html, body *")].filter(one => {
  const style = getComputedStyle(one);
  return style.scrollBehavior === "smooth" || parseFloat(style.transitionDuration) > 0.01
    || (style.animationName !== "none" && parseFloat(style.animationDuration) > 0.01);
}).map(one => one.outerHTML.slice(0, 120))
"""


@pytest.fixture
def practice(visit: Visit) -> str:
    """The address of a practice: the kind of page with most to show."""
    page = visit()
    page.goto("/cerca?q=trasporto+anziani")
    address = page.locator("article a[href^='/pratiche/']").first.get_attribute("href")
    assert address
    return address


def every(page: Page, practice: str) -> Iterator[str]:
    """Open one page after another."""
    for address in (*PAGES, practice, practice.replace("/pratiche/", "/documenti/")):
        page.goto(address)
        yield address


@pytest.mark.parametrize("width", [320, 1280])
def test_wider_spaces_hide_nothing(visit: Visit, practice: str, width: int) -> None:
    page = visit(bypass_csp=True, viewport={"width": width, "height": 900})
    for address in every(page, practice):
        page.add_style_tag(content=SPACED)
        assert page.evaluate(CUT) == [], address
        assert page.evaluate(SIDEWAYS) <= 0, address


def test_letters_twice_as_large_hide_nothing(visit: Visit, practice: str) -> None:
    page = visit(bypass_csp=True, viewport={"width": 1280, "height": 900})
    for address in every(page, practice):
        page.add_style_tag(content="html { font-size: 200% !important; }")
        assert page.evaluate(CUT) == [], address
        assert page.evaluate(SIDEWAYS) <= 0, address


@pytest.mark.parametrize(("width", "height"), [(640, 450), (320, 256)], ids=["200 %", "400 %"])
def test_a_page_enlarged_is_read_without_scrolling_sideways(
    visit: Visit, practice: str, width: int, height: int
) -> None:
    # A window of 1280 by 1024 enlarged by two or four has room for this many points.
    page = visit(viewport={"width": width, "height": height})
    for address in every(page, practice):
        assert page.evaluate(SIDEWAYS) <= 0, address


def test_nothing_moves_for_who_asked_for_less_motion(visit: Visit, practice: str) -> None:
    page = visit(reduced_motion="reduce")
    for address in every(page, practice):
        assert page.evaluate(MOVING) == [], address


def ground(page: Page) -> float:
    """Return how light the page is behind its words, from 0 to 1."""
    said = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    red, green, blue = (int(one) for one in re.findall(r"\d+", said)[:3])
    return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255


def test_the_dark_follows_the_system_and_paper_stays_white(visit: Visit, practice: str) -> None:
    for scheme, expected in (("light", range(80, 101)), ("dark", range(20))):
        page = visit(color_scheme=scheme)
        for address in every(page, practice):
            assert round(100 * ground(page)) in expected, (scheme, address)
        page.emulate_media(media="print", color_scheme=scheme)
        assert ground(page) > 0.99


def test_buttons_keep_an_edge_where_the_system_chooses_the_colours(visit: Visit) -> None:
    page = visit(forced_colors="active")
    page.goto("/cerca?q=anziani&region=08")
    for control in page.locator(".button, .search input[type=search], .in-force a").all():
        edge = control.evaluate("one => parseFloat(getComputedStyle(one).borderTopWidth)")
        plain = control.evaluate("one => one.classList.contains('plain')")
        assert edge >= 1 or plain
