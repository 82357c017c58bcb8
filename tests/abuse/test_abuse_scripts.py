"""Words that would be a script: in titles, texts, file names, names, questions. None ever runs.

Documents are taken in with them as `prassi ingest` would, then every kind of page that can be
reached is read by a parser, which finds what should not be there. What has a payload in its title,
and questions, are opened in a real browser too, without our policy: escaping alone must be enough.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, quote, urljoin, urlsplit

import pytest
from fastapi.testclient import TestClient
from inertness import check_nothing_runs

from api.app import create_app
from api.embedding.router import FRAMED
from api.security import CONTENT_SECURITY_POLICY
from api.settings import Settings
from api.workplace import Workplace
from bench.serving import serving
from corpus.library import Library
from ingest.jail import ReadingRoom
from search.encoder import HashingEncoder

pytestmark = pytest.mark.slow  # a library of its own, of more than a hundred documents
GROUPS = json.loads(Path(__file__).with_name("scripts.json").read_text(encoding="utf-8"))
PAYLOADS = [payload for group in GROUPS.values() for payload in group]
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
#: Pages to walk from. Those that others add are reached by their links.
STARTS = (
    *("/", "/cerca", "/informazioni", "/aiuto", "/sparql-console", "/interrogazioni"),
    *("/dizionario", "/incorpora", "/dump", "/embed/search?q=anziani"),
)
OF_A_SHAPE = 4  # pages read of one kind: the same path but for the identifiers
NOT_PAGES = ("/static/", "/api/", "/data/", "/onto", "/sparql?", "/scarica", "/embed.js")


def typed(payload: str) -> str:
    return quote(payload, safe="")


def on_a_line(payload: str) -> str:
    """Return a payload as the text of a document may hold it: no file with a \\x01 is text."""
    return " ".join(payload.replace("\x01", "").split())


def markdown(number: int, payload: str) -> str:
    quoted, line = json.dumps(payload), on_a_line(payload)
    return f"""---
id: prova-{number}
title: {quoted}
source_url: {quoted}
source_title: {quoted}
licence: {quoted}
---

# {line}

Il Comune di Ostellato ha attivato un trasporto sociale rivolto agli anziani soli con l'associazione
Amici di {line} di Ostellato. Il servizio è in corso, costa 12.000 euro ed è nato nel 2021.

## {line}

- {line} Sono state accompagnate 64 persone.
- Partner: Cooperativa sociale {line}.

| Chi | Che cosa |
|---|---|
| {line} | trasporto sociale {line} |
"""


def page_file(payload: str) -> str:
    """Return a page that shows the payload as words, which a reader gives back as they were."""
    shown = on_a_line(payload).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return (
        f"<html lang=it><head><title>{shown}</title></head><body><h1>{shown}</h1>"
        "<p>Il Comune di Asti ha aperto un emporio solidale per le famiglie in difficoltà. "
        f"{shown}</p></body></html>"
    )


def as_file_name(payload: str) -> str:
    return "".join("∕" if one == "/" or not one.isprintable() else one for one in payload)[:60]


@dataclass(frozen=True, slots=True)
class Shelf:
    """A library made of hostile documents, and what was refused."""

    settings: Settings
    library: Library
    refused: list[str]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory) -> Shelf:
    folder = tmp_path_factory.mktemp("scripts")
    settings = Settings(data=folder / "data", sparql_timeout=20, sparql_workers=1)
    files = {f"{as_file_name(p)}-{n}.md": markdown(n, p) for n, p in enumerate(PAYLOADS)}
    files |= {f"{as_file_name(p)}-{n}.html": page_file(p) for n, p in enumerate(PAYLOADS[::8])}
    refused = []
    workplace = Workplace(settings, encoder=HashingEncoder())
    with ReadingRoom() as room, workplace.accessions(room) as accessions:
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
            if reason := accessions.ingest(folder / name).reason:
                refused.append(f"{name}: {reason}")
    return Shelf(settings, workplace.library(), refused)


@pytest.fixture(scope="module")
def client(shelf) -> Iterator[TestClient]:
    with TestClient(create_app(shelf.settings, shelf.library)) as running:
        yield running


@pytest.fixture(scope="module")
def walked(client) -> dict[str, str]:
    """Every page reached by links from the first ones, a few of each shape, with its text."""
    waiting = [*STARTS, *(f"/cerca?q={typed(one)}" for one in PAYLOADS[:OF_A_SHAPE])]
    waiting += organisations(client)
    seen: set[str] = set()
    shapes: Counter[tuple[str, ...]] = Counter()
    texts: dict[str, str] = {}
    while waiting:
        address = waiting.pop(0)
        if address in seen or shapes[shape(address)] >= OF_A_SHAPE:
            continue
        seen.add(address)
        answer = client.get(address, headers=BROWSER)
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        shapes[shape(address)] += 1
        landed = address if not answer.history else str(answer.url.raw_path, "ascii")
        texts[landed] = answer.text
        for link in check_nothing_runs(answer.text).iterfind(".//a[@href]"):
            there = urljoin(landed, link.get("href")).partition("#")[0]
            if there.startswith("/") and not there.startswith(NOT_PAGES):
                waiting.append(there)
    return texts


def shape(address: str) -> tuple[str, ...]:
    """Return what two pages of one kind have in common."""
    parts = urlsplit(address)
    segments = parts.path.strip("/").split("/")
    asked = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
    kind = segments[1] if segments[0] == "risorsa" and len(segments) > 1 else ""
    return (segments[0], kind, str(len(segments)), *asked)


def organisations(client: TestClient) -> list[str]:
    found = client.get("/api/v1/organisations?limit=100").json()["organisations"]
    return [f"/risorsa/organisation/{quote(one['id'], safe='')}" for one in found[::20]]


def test_there_are_payloads_enough_and_no_two_alike() -> None:
    assert len(PAYLOADS) == len(set(PAYLOADS)) >= 60
    assert len(GROUPS) >= 6


def test_hostile_documents_are_taken_in(shelf) -> None:
    assert not shelf.refused
    assert len(shelf.library.documents()) > len(PAYLOADS)
    assert len(shelf.library.practices()) >= len(PAYLOADS)


def test_the_check_finds_each_payload_that_would_run() -> None:
    """The check is not blind: payloads put raw into a page are found, but for harmless words."""
    missed = []
    for payload in [*GROUPS["elements"], *GROUPS["closings"]]:
        try:
            check_nothing_runs(f"<html><body><p>{payload}</p></body></html>")
        except (AssertionError, pytest.fail.Exception):
            continue
        missed.append(payload)
    # These end elements that are not open here; a browser runs nothing in what is left.
    assert len(missed) <= 3, missed


@pytest.mark.parametrize("number", range(len(PAYLOADS)))
def test_a_practice_and_its_document_show_a_payload_as_words(client, number: int) -> None:
    words = on_a_line(PAYLOADS[number])
    for address in (f"/pratiche/prova-{number}", f"/documenti/prova-{number}"):
        answer = client.get(address, headers=BROWSER)
        assert answer.status_code == 200, answer.text[:300]
        assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
        page = check_nothing_runs(answer.text)
        assert words[:10] in " ".join(page.find(".//h1").text_content().split())
    card = client.get(f"/embed/card/prova-{number}", headers=BROWSER)
    assert card.headers["content-security-policy"] == FRAMED
    check_nothing_runs(card.text)


@pytest.mark.parametrize("number", range(len(PAYLOADS)))
def test_a_question_is_shown_as_words(client, number: int) -> None:
    asked = typed(PAYLOADS[number])
    for address in (
        f"/cerca?q={asked}",
        f"/cerca?q=anziani&region={asked}&near={asked}",
        f"/embed/search?q={asked}",
        f"/sparql-console?esempio={asked}",
        f"/pratiche/{asked}",
        f"/documenti/{asked}",
        f"/risorsa/organisation/{asked}",
        f"/{asked}",
        f"/aiuto/{asked}?{asked}={asked}",
    ):
        answer = client.get(address, headers=BROWSER)
        assert answer.status_code in (200, 307, 404, 422), address
        expected = FRAMED if address.startswith("/embed/") else CONTENT_SECURITY_POLICY
        assert answer.headers["content-security-policy"] == expected, address
        if answer.headers["content-type"].startswith("text/html"):
            check_nothing_runs(answer.text)


def test_every_kind_of_page_that_links_reach_runs_nothing(walked) -> None:
    kinds = {urlsplit(address).path.split("/")[1] for address in walked}
    assert kinds >= {"", "cerca", "pratiche", "documenti", "risorsa", "aiuto", "embed"}
    assert len(walked) > 40
    for text in walked.values():
        check_nothing_runs(text)


def test_the_policy_allows_no_script_but_our_files() -> None:
    allowed = dict(
        directive.strip().split(" ", 1) for directive in CONTENT_SECURITY_POLICY.split(";")
    )
    assert allowed["default-src"] == allowed["script-src"] == allowed["style-src"] == "'self'"
    assert allowed["object-src"] == allowed["base-uri"] == "'none'"
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "unsafe" not in FRAMED


@pytest.mark.browser
def test_nothing_runs_in_a_real_browser_even_without_our_policy(shelf, browser) -> None:
    addresses = [f"/pratiche/prova-{number}" for number in range(len(PAYLOADS))]
    addresses += [f"/cerca?q={typed(payload)}" for payload in PAYLOADS[::3]]
    mishaps: list[str] = []
    with serving(create_app(shelf.settings, shelf.library)) as here:
        context = browser.new_context(base_url=here, bypass_csp=True)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("dialog", lambda dialog: (mishaps.append(f"dialog {page.url}"), dialog.dismiss()))
        page.on("pageerror", lambda error: mishaps.append(f"error {page.url}: {error}"))
        page.on("popup", lambda popup: mishaps.append(f"popup {page.url}: {popup.url}"))
        page.on(
            "request",
            lambda asked: (
                None
                if asked.url.startswith((here, "data:"))
                else mishaps.append(f"asked {asked.url} in {page.url}")
            ),
        )
        for address in dict.fromkeys(addresses):
            page.goto(address)
            assert page.evaluate("window.__x") is None, address
        context.close()
    assert not mishaps
