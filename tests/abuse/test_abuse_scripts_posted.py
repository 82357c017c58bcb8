"""Words that would be a script, sent in forms: given back, on receipts, on the desk. None runs.

What people type is shown to others here: a title in the queue, a note in a history, a name of a
file in an error. Every page that a form answers with, and every page that shows what forms left, is
read by the parser that knows what should not be there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_room import HTML, TEXT, Room, hidden, room_in
from httpx import Response
from inertness import check_nothing_runs
from lxml.html import HtmlElement

from api.security import CONTENT_SECURITY_POLICY
from api.settings import Settings
from api.workplace import Workplace
from corpus.desk.items import Kind, Offer
from corpus.intake.cataloguing import Cataloguer
from ingest.jail import ReadingRoom
from search.encoder import HashingEncoder

pytestmark = pytest.mark.slow  # a desk of its own, and a thousand forms and more
GROUPS = json.loads(Path(__file__).with_name("scripts.json").read_text(encoding="utf-8"))
PAYLOADS = [payload for group in GROUPS.values() for payload in group]
HELD = "navetta-ostellato"
EACH = pytest.mark.parametrize("payload", PAYLOADS)


@pytest.fixture(scope="module")
def room(tmp_path_factory) -> Iterator[Room]:
    """A desk over a library of one document; anna is at work."""
    folder = tmp_path_factory.mktemp("posted")
    settings = Settings(
        data=folder / "held",
        sparql_workers=1,
        proposal_seconds=0,
        proposals_per_hour=100_000,
        login_attempts=100_000,
    )
    workplace = Workplace(settings, encoder=HashingEncoder())
    (folder / "navetta.md").write_text(
        f"---\nid: {HELD}\ntitle: Navetta\n---\n\n# Navetta\n\n{TEXT}\n", encoding="utf-8"
    )
    with ReadingRoom() as reading:
        with workplace.accessions(reading) as accessions:
            assert accessions.ingest(folder / "navetta.md").reason is None
        cataloguer = Cataloguer(workplace.recipe, workplace.reference, reading, encoder=None)
        made = room_in(folder / "data", settings, reading, cataloguer)
        made.sign_in()
        yield made


def checked(answer: Response, *statuses: int) -> HtmlElement:
    assert answer.status_code in statuses, (answer.status_code, answer.text[:300])
    assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    return check_nothing_runs(answer.text)


def value_of(page: HtmlElement, name: str) -> str:
    field = page.xpath(f"//form[@method='post']//*[@name='{name}']")[-1]
    return str(field.get("value") if field.tag == "input" else field.text_content())


def as_typed(payload: str) -> str:
    """Return what a field gives back: a parser cannot hold the signs that text never holds."""
    return payload.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


@EACH
def test_a_form_of_the_public_gives_a_payload_back_as_words(room, payload: str) -> None:
    for path, pratica in (("/proponi", ""), (f"/segnala?pratica={HELD}", HELD)):
        form = {
            "modulo": hidden(room.client.get(path).text, "modulo"),
            "pratica": pratica,
            **dict.fromkeys(("titolo", "testo", "fonte", "licenza", "email"), payload),
            payload: payload,
        }
        page = checked(room.client.post(path.partition("?")[0], data=form, headers=HTML), 422)
        assert value_of(page, "testo").strip() == as_typed(payload).strip()
        assert value_of(page, "email") == as_typed(payload)


@EACH
def test_what_the_public_sent_is_shown_as_words_on_receipts_and_on_the_desk(
    room, payload: str
) -> None:
    form = {
        "modulo": hidden(room.client.get("/proponi").text, "modulo"),
        "titolo": payload,
        "testo": f"{payload} {TEXT}",
        "licenza": payload,
        "consenso": "si",
    }
    receipt = room.client.post("/proponi", data=form, headers=HTML)
    checked(receipt, 200)
    code = str(receipt.url).rpartition("/")[2]
    page = checked(room.client.get(f"/scrivania/cose/{code}", headers=HTML), 200)
    words = " ".join(payload.replace("\x01", "").split())
    assert words[:10] in " ".join(page.find(".//h1").text_content().replace("\x01", "").split())
    report = {
        "modulo": hidden(room.client.get(f"/segnala?pratica={HELD}").text, "modulo"),
        "pratica": HELD,
        "testo": payload,
    }
    sent = room.client.post("/segnala", data=report, headers=HTML)
    checked(sent, 200)
    code = str(sent.url).rpartition("/")[2]
    checked(room.client.get(f"/scrivania/cose/{code}", headers=HTML), 200)


@EACH
def test_a_note_and_a_reason_are_shown_as_words(room, payload: str) -> None:
    code = room.queue.put(Offer(Kind.PROPOSAL, payload, words=payload, who=payload)).id
    page = room.page(code)
    form = {"gettone": hidden(page, "gettone"), "nota": payload}
    where = f"/scrivania/cose/{code}"
    refused = checked(room.client.post(where, data=form | {"atto": payload}, headers=HTML), 409)
    assert value_of(refused, "nota").strip() == as_typed(payload).strip()
    told = form | {"atto": "respingi", "revisione": hidden(page, "revisione")}
    checked(room.client.post(where, data=told, headers=HTML), 200)
    checked(room.client.get(f"/proponi/{code}", headers=HTML), 200)
