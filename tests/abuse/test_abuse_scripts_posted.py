"""Words that would be a script, sent in forms: given back, on receipts, on the desk. None runs.

What people type is shown to others here: a title in the queue, a note in a history, a name of a
file in an error. Every page that a form answers with, and every page that shows what forms left, is
read by the parser that knows what should not be there.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_room import HTML, PASSWORDS, TEXT, Room, claim_about, form_of, hidden, room_in
from httpx import Response
from inertness import check_nothing_runs
from lxml.html import HtmlElement

from api.desk.door import packed
from api.desk.queue_pages import PER_PAGE
from api.security import CONTENT_SECURITY_POLICY
from api.settings import Settings
from api.workplace import Workplace
from corpus.desk.items import Kind, Offer
from corpus.desk.queue import Wanted
from corpus.intake.cataloguing import Cataloguer
from ingest.jail import ReadingRoom
from search.encoder import HashingEncoder

pytestmark = pytest.mark.slow  # a desk of its own, and a thousand forms and more
GROUPS = json.loads(Path(__file__).with_name("scripts.json").read_text(encoding="utf-8"))
PAYLOADS = [payload for group in GROUPS.values() for payload in group]
FIRST = [group[0] for group in GROUPS.values()]
HELD = "navetta-ostellato"
EACH = pytest.mark.parametrize("payload", PAYLOADS)


@pytest.fixture(scope="module")
def room(tmp_path_factory) -> Iterator[Room]:
    """A desk with one document held, and one proposal read whose words are hostile."""
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


@pytest.fixture(scope="module")
def read(room) -> str:
    """The code of a proposal that holds every kind of payload, as the desk read it."""
    lines = "\n\n".join(" ".join(one.replace("\x01", "").split()) for one in FIRST)
    code = room.offered(title=FIRST[0], text=f"{TEXT}\n\n{lines}\n\nGli anziani soli aspettano.")
    room.writer.round()
    return code


@pytest.fixture(scope="module")
def card(room, read) -> dict[str, str]:
    """The form about a statement; nothing that is sent here changes what it is about."""
    page = room.page(read)
    return form_of(page, claim_about(page, "Anziani soli")) | {"verdetto": "corrected"}


@pytest.fixture(scope="module")
def point(room, read, card) -> str:
    """One of the places where some words stand, as a form picks it."""
    form = {"gettone": card["gettone"], "parole": "anziani soli", "etichetta": "NEED"}
    asked = room.client.post(f"/scrivania/cose/{read}/aggiunte", data=form, headers=HTML)
    found = re.search(r'name="punto" value="(\d+-\d+)"', asked.text)
    assert found
    return found[1]


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


def token(room: Room, path: str = "/scrivania/carica") -> str:
    return hidden(room.client.get(path).text, "gettone")


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


@EACH
def test_a_form_about_a_statement_shows_a_payload_as_words(
    room, read, card, point, payload: str
) -> None:
    adding = {"gettone": card["gettone"], "parole": "anziani soli", "etichetta": "NEED"}
    stray = {payload: payload, "mostra": payload}
    for path, form in (
        ("giudizi", card | {"valore": payload}),
        ("giudizi", card | {"parole": payload}),
        ("giudizi", card | {"verdetto": payload, "visto": payload}),
        ("aggiunte", adding | {"concetto": payload, "punto": payload}),
        ("aggiunte", adding | {"concetto": payload, "punto": point}),
        ("aggiunte", adding | {"etichetta": payload, "pratica": payload, "parole": payload}),
        ("aggiunte", adding | {"dettaglio": payload, "punto": point}),
    ):
        where = f"/scrivania/cose/{read}/{path}"
        checked(room.client.post(where, data={**stray, **form}, headers=HTML), 200, 409, 422)


@EACH
def test_names_of_files_and_cells_of_a_sheet_are_shown_as_words(room, payload: str) -> None:
    name = "".join("∕" if one == "/" or not one.isprintable() else one for one in payload)[:60]
    form = {"gettone": token(room), "fonte": payload, "licenza": payload}
    for wrong in (f"{name}.exe", name):
        files = {"file": (wrong, b"MZ")}
        checked(room.client.post("/scrivania/carica", data=form, files=files, headers=HTML), 422)
        public = {"modulo": hidden(room.client.get("/proponi").text, "modulo"), "consenso": "si"}
        sent = public | {"titolo": payload}
        checked(room.client.post("/proponi", data=sent, files=files, headers=HTML), 422)
    files = {"file": (f"{name}.md", f"# {payload}\n\n{TEXT}\n".encode())}
    checked(room.client.post("/scrivania/carica", data=form, files=files, headers=HTML), 200)


@pytest.mark.parametrize("group", GROUPS)
def test_the_cells_of_a_sheet_are_shown_as_words(room, group: str) -> None:
    rows = io.StringIO()
    rows.write(f"titolo,testo,{json.dumps(FIRST[0])}\n")
    for payload in GROUPS[group]:
        cell = '"' + " ".join(payload.replace("\x01", "").split()).replace('"', '""') + '"'
        rows.write(f'{cell},"{TEXT}",{cell}\n')
    files = {"file": ("foglio.csv", rows.getvalue().encode())}
    shown = room.client.post(
        "/scrivania/carica/foglio", data={"gettone": token(room)}, files=files, headers=HTML
    )
    checked(shown, 200)
    sure = {name: hidden(shown.text, name) for name in ("gettone", "foglio", "nome", "conferma")}
    checked(room.client.post("/scrivania/carica/foglio", data=sure, headers=HTML), 200)


@EACH
def test_who_signs_in_late_gets_a_payload_back_as_words(room, payload: str) -> None:
    kept = packed("/scrivania/cose/x", {"nota": [payload], payload: [payload]})
    late = {"nome": payload, "password": payload, "verso": payload, "ripresa": kept}
    stranger = room.another()
    page = checked(stranger.post("/entra", data=late | {"modulo": payload}, headers=HTML), 422)
    assert json.loads(value_of(page, "ripresa"))["values"]["nota"] == [payload]
    lost = stranger.post("/scrivania/cose/x", data={"nota": payload, payload: ""}, headers=HTML)
    checked(lost, 401)


@pytest.mark.parametrize("payload", FIRST)
def test_what_was_typed_before_a_session_ended_is_shown_as_words(room, payload: str) -> None:
    stranger = room.another()
    form = {
        "nome": "bruno",
        "password": PASSWORDS["bruno"],
        "modulo": hidden(stranger.get("/entra").text, "modulo"),
        "ripresa": packed("/scrivania/cose/x", {"nota": [payload], payload: [payload]}),
    }
    page = checked(stranger.post("/entra", data=form, headers=HTML), 200)
    assert value_of(page, "nota") == as_typed(payload)


@EACH
def test_a_dossier_shows_a_payload_as_words(room, payload: str) -> None:
    entries = {"pratica": [HELD, payload], "nota": [payload, payload], "titolo": payload}
    for wanted in ("boh", payload):
        answer = room.client.post(
            "/dossier/esporta", data=entries | {"formato": wanted}, headers=HTML
        )
        checked(answer, 422)
    files = {"file": ("dossier.csv", payload.encode())}
    checked(room.client.post("/dossier/apri", files=files, headers=HTML), 200, 422)


@EACH
def test_a_form_of_no_known_thing_is_answered_in_words(room, payload: str) -> None:
    gone = {"gettone": token(room), "documento": payload, "atto": payload}
    answer = room.client.post("/scrivania/documenti", data=gone, headers=HTML)
    checked(answer, 404)
    wrong = {"modulo": payload, "pratica": payload, "testo": payload}
    checked(room.client.post("/segnala", data=wrong, headers=HTML), 404)


def test_the_page_of_a_hostile_document_runs_nothing(room, read) -> None:
    page = checked(room.client.get(f"/scrivania/cose/{read}", headers=HTML), 200)
    assert page.xpath("//*[@class='desk-edges']")
    checked(room.client.get("/scrivania/termini", headers=HTML), 200)


def test_the_queue_and_the_history_of_all_that_was_sent_run_nothing(room) -> None:
    """The last test: every payload lies on the desk by now, in titles, notes and names of files."""
    pages = range(1, 2 + room.queue.list(Wanted(), 1)[1] // PER_PAGE)
    for number in pages:
        checked(room.client.get(f"/scrivania?stato=tutte&pagina={number}", headers=HTML), 200)
    for path in ("/scrivania/storia", "/scrivania/documenti?cerca=%3Cscript%3E"):
        checked(room.client.get(path, headers=HTML), 200)
