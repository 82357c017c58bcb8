"""The desk in a real browser: propose, sign in, review with the keyboard and without scripts."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from api.desk.accounts import Accounts, Role
from corpus.decisions import Decision, Decisions
from corpus.desk.items import Kind, Offer
from corpus.desk.previews import previews_in
from corpus.desk.queue import queue_in
from corpus.desk.uploads import uploads_in, written
from tests.conftest import ROOT, free_port
from tests.e2e.axe import context_for, violations

pytestmark = [pytest.mark.slow, pytest.mark.browser]
PASSWORDS = {"anna": "tre gatti sul tetto", "bruno": "sei oche in cortile"}
TEXT = (
    "Il Comune di Ferrara ha attivato un servizio di trasporto sociale rivolto agli anziani soli, "
    "in collaborazione con l’associazione Auser Ferrara. Costa 9.000 euro."
)


@dataclass(frozen=True)
class Desk:
    """A service with its writer, over an empty library of its own."""

    address: str
    data: Path

    def offered(self, title: str, text: str = TEXT) -> str:
        name, data = written(title, text)
        shown, sha256 = uploads_in(self.data).keep(name, data)
        code = queue_in(self.data).put(Offer(Kind.PROPOSAL, title, file=shown, sha256=sha256)).id
        deadline = time.monotonic() + 60
        while not (self.data / "desk" / "previews" / f"{sha256}.json").is_file():
            assert time.monotonic() < deadline, "the writer did not read what came"
            time.sleep(0.2)
        return code


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    data = tmp_path_factory.mktemp("desk") / "data"
    accounts = Accounts(data / "accounts.sqlite")
    accounts.add("anna", Role.ADMINISTRATOR, PASSWORDS["anna"])
    accounts.add("bruno", Role.CURATOR, PASSWORDS["bruno"])
    port = free_port()
    env = os.environ | {
        "PRASSI_DATA": str(data),
        "PRASSI_ENCODER": "hashing",
        "PRASSI_READING": "rapida",
        "PRASSI_PROPOSAL_SECONDS": "0",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "api.cli.main", "serve", "--port", str(port), "--with-desk"]
    process = subprocess.Popen(command, cwd=ROOT, env=env)
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            try:
                if httpx.get(f"{address}/readyz", timeout=5).status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.5)
        yield Desk(address, data)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


@pytest.fixture
def context(browser: Browser, desk: Desk) -> Iterator[BrowserContext]:
    opened = browser.new_context(base_url=desk.address, locale="it-IT")
    yield opened
    opened.close()


def sign_in(context: BrowserContext, name: str = "anna") -> Page:
    page = context.new_page()
    page.goto("/entra")
    page.get_by_label("Nome").fill(name)
    page.get_by_label("Password").fill(PASSWORDS[name])
    page.get_by_role("button", name="Entra").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Da guardare")
    return page


def test_a_volunteer_proposes_and_follows_the_code(context: BrowserContext, desk: Desk) -> None:
    page = context.new_page()
    page.goto("/proponi")
    page.get_by_label("Nome della pratica").fill("Navetta di Copparo")
    page.get_by_label("Il racconto").fill(TEXT)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Invia la proposta").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Grazie: è arrivata")
    code = page.locator(".desk-code").inner_text()
    assert page.url.endswith(code)
    curator = sign_in(context)
    expect(curator.get_by_role("link", name="Navetta di Copparo")).to_be_visible()


def test_a_curator_reviews_with_the_keyboard_alone(context: BrowserContext, desk: Desk) -> None:
    code = desk.offered("Trasporto con i tasti")
    page = sign_in(context)
    page.goto(f"/scrivania/cose/{code}")
    page.keyboard.press("j")
    focused = page.evaluate("document.activeElement.id")
    assert focused.startswith("d-")
    page.keyboard.press("a")
    first = page.locator(f"[id='{focused}']")
    expect(first).to_have_attribute("data-verdict", "accepted")
    assert page.evaluate("document.activeElement.id") == focused
    page.keyboard.press("j")
    page.keyboard.press("r")
    expect(page.locator("[data-verdict=rejected]")).to_have_count(1)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_label("Usa i tasti in questa pagina").uncheck()
    page.get_by_role("button", name="Chiudi").click()
    page.keyboard.press("u")
    expect(page.locator("[data-verdict=rejected]")).to_have_count(1)


def test_a_curator_reviews_and_publishes_without_scripts(browser: Browser, desk: Desk) -> None:
    code = desk.offered("Trasporto senza script")
    context = browser.new_context(
        base_url=desk.address,
        java_script_enabled=False,
        viewport={"width": 320, "height": 640},
    )
    page = sign_in(context)
    page.goto(f"/scrivania/cose/{code}")
    # Without scripts in the page the browser can still be asked how wide it came out.
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("button", name="Conferma").first.click()
    expect(page.locator("[data-verdict=accepted]")).to_have_count(1)
    page.get_by_role("button", name="Accetta e pubblica").click()
    deadline = time.monotonic() + 60
    while page.locator(".desk-state").first.inner_text() != "Pubblicata":
        assert time.monotonic() < deadline
        page.get_by_role("link", name="Guardate di nuovo").click()
    page.get_by_role("link", name=re.compile("^trasporto-senza-script")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Trasporto senza script")
    context.close()


def chosen_words(page: Page, words: str) -> Locator:
    """Return the card of a statement about some words."""
    exactly = page.locator("mark", has_text=re.compile(rf"^\s*{re.escape(words)}\s*$"))
    return page.locator(".desk-claim", has=exactly).first


def corrected(desk: Desk) -> Decision:
    return Decisions(desk.data / "decisions.jsonl").history()[-1]


def held_text(desk: Desk, decision: Decision) -> str:
    document = previews_in(desk.data).get(decision.sha256).document
    return document.text[decision.correction.start : decision.correction.end]


def test_the_edges_of_words_are_moved_with_the_keyboard_alone(
    context: BrowserContext, desk: Desk
) -> None:
    code = desk.offered("Trasporto ai bordi")
    page = sign_in(context)
    page.goto(f"/scrivania/cose/{code}")
    card = chosen_words(page, "anziani soli")
    card.focus()
    words = card.get_by_label("Le parole giuste")
    page.keyboard.press("q")
    expect(words).to_have_value("agli anziani soli")
    page.keyboard.press("q")
    page.keyboard.press("o")
    expect(words).to_have_value("rivolto agli anziani")
    slider = card.get_by_role("slider", name="Fine delle parole")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(slider).to_be_focused()
    expect(slider).to_have_attribute("aria-valuetext", "soli")
    card.get_by_role("button", name="Inizio dopo").click()
    expect(words).to_have_value("agli anziani soli")
    card.focus()
    page.keyboard.press("s")
    expect(page.locator("[data-verdict=corrected]")).to_have_count(1)
    assert held_text(desk, corrected(desk)) == "agli anziani soli"


@pytest.mark.parametrize("touch", [False, True], ids=["mouse", "touch"])
def test_the_edges_of_words_are_dragged(browser: Browser, desk: Desk, touch: bool) -> None:
    code = desk.offered(f"Trasporto trascinato {touch}")
    width = 360 if touch else 1280
    context = browser.new_context(
        base_url=desk.address, has_touch=touch, viewport={"width": width, "height": 800}
    )
    page = sign_in(context)
    page.goto(f"/scrivania/cose/{code}")
    card = chosen_words(page, "anziani soli")
    card.get_by_text("Correggi").click()
    card.get_by_role("slider", name="Fine delle parole").scroll_into_view_if_needed()
    for edge, word in (("Fine", "associazione"), ("Inizio", "trasporto")):
        handle = card.get_by_role("slider", name=f"{edge} delle parole")
        target = card.locator(".desk-word", has_text=re.compile(f"^{word}$")).first
        (dragged_by_touch if touch else dragged_by_mouse)(page, middle(handle), middle(target))
    words = "trasporto sociale rivolto agli anziani soli, in collaborazione con l’associazione"
    expect(card.get_by_label("Le parole giuste")).to_have_value(words)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    card.get_by_role("button", name="Scrivi la correzione").click()
    expect(page.locator("[data-verdict=corrected]")).to_have_count(1)
    assert held_text(desk, corrected(desk)) == words
    context.close()


def middle(one: Locator) -> tuple[float, float]:
    box = one.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def dragged_by_mouse(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=8)
    page.mouse.up()


def dragged_by_touch(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    finger = page.context.new_cdp_session(page)
    for kind, places in (
        ("touchStart", [start]),
        ("touchMove", [((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)]),
        ("touchMove", [end]),
        ("touchEnd", []),
    ):
        points = [{"x": x, "y": y} for x, y in places]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def test_a_repeated_phrase_is_put_at_its_place_without_scripts(
    browser: Browser, desk: Desk
) -> None:
    code = desk.offered("Trasporto ripetuto", f"{TEXT} Gli anziani soli ringraziano. {TEXT}")
    context = browser.new_context(
        base_url=desk.address, java_script_enabled=False, viewport={"width": 320, "height": 640}
    )
    page = sign_in(context)
    page.goto(f"/scrivania/cose/{code}")
    page.get_by_label("Parole del testo").fill("servizio di trasporto sociale")
    page.get_by_label("Che cosa dicono").select_option("che cosa si fa")
    page.get_by_role("button", name="Aggiungi", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("In quale punto?")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("radio").nth(1).check()
    page.get_by_role("button", name="Scegli").click()
    expect(page.get_by_text("Aggiunta da una persona")).to_have_count(1)
    made = corrected(desk).statement
    text = previews_in(desk.data).get(corrected(desk).sha256).document.text
    assert text[made.start : made.end] == "servizio di trasporto sociale"
    assert made.start > text.index("ringraziano")
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1440, "light")])
def test_the_page_of_a_document_under_review_shuts_nobody_out(
    browser: Browser, desk: Desk, width: int, scheme: str
) -> None:
    code = desk.offered(f"Trasporto per tutti {width}")
    context = context_for(browser, desk.address, width, scheme)
    page = sign_in(context)
    page.goto(f"/scrivania/cose/{code}")
    card = chosen_words(page, "anziani soli")
    card.get_by_text("Correggi").click()
    expect(card.get_by_role("slider")).to_have_count(2)
    page.get_by_label("Parole del testo").fill("parole che non ci sono")
    page.get_by_label("Che cosa dicono").select_option("un bisogno")
    assert not violations(page)
    page.get_by_role("button", name="Aggiungi", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Parole del testo")).to_have_value("parole che non ci sono")
    assert not violations(page)
    page.get_by_label("Parole del testo").fill("Ferrara")
    page.get_by_role("button", name="Aggiungi", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("In quale punto?")
    assert not violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_two_curators_on_one_statement_see_both_choices(
    browser: Browser, context: BrowserContext, desk: Desk
) -> None:
    code = desk.offered("Trasporto a due")
    other = browser.new_context(base_url=desk.address)
    anna, bruno = sign_in(context), sign_in(other, "bruno")
    for page in (anna, bruno):
        page.goto(f"/scrivania/cose/{code}")
    anna.get_by_role("button", name="Conferma").first.click()
    expect(anna.locator("[data-verdict=accepted]")).to_have_count(1)
    bruno.get_by_role("button", name="Respingi", exact=True).nth(1).click()
    alert = bruno.get_by_role("alert")
    expect(alert).to_contain_text("Intanto ha deciso un’altra persona")
    expect(alert).to_contain_text("Respinta")
    expect(alert).to_contain_text("anna")
    other.close()


def test_a_decision_is_taken_back(context: BrowserContext, desk: Desk) -> None:
    code = desk.offered("Trasporto ripensato")
    page = sign_in(context)
    page.goto(f"/scrivania/cose/{code}")
    page.get_by_label("Due parole").fill("È un doppione")
    page.get_by_role("button", name="Respingi", exact=True).first.click()
    expect(page.locator(".desk-state").first).to_have_text("Respinta")
    page.get_by_role("button", name="Annulla la decisione").click()
    expect(page.locator(".desk-state").first).to_have_text("In esame")


def test_files_are_brought_with_a_bar_and_what_was_typed_survives_the_session(
    context: BrowserContext, desk: Desk, tmp_path: Path
) -> None:
    code = desk.offered("Trasporto interrotto")
    page = sign_in(context)
    page.goto("/scrivania/carica")
    for name in ("uno.md", "due.md"):
        (tmp_path / name).write_text(f"# {name}\n\n{TEXT}\n", encoding="utf-8")
    page.locator("#file").set_input_files([tmp_path / "uno.md", tmp_path / "due.md"])
    page.get_by_role("button", name="Carica", exact=True).click()
    expect(page.get_by_role("link", name="uno")).to_be_visible()
    expect(page.get_by_role("link", name="due")).to_be_visible()
    page.goto(f"/scrivania/cose/{code}")
    page.get_by_label("Due parole").fill("Una nota che non si deve perdere")
    context.clear_cookies()
    page.get_by_role("button", name="Aggiungi la nota").click()
    page.get_by_label("Nome").fill("anna")
    page.get_by_label("Password").fill(PASSWORDS["anna"])
    page.get_by_role("button", name="Entra").click()
    expect(page.get_by_text("Una nota che non si deve perdere")).to_be_visible()
    page.get_by_role("button", name="Invia").click()
    expect(page.get_by_text("ha scritto una nota")).to_be_visible()
