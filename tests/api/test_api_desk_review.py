"""The desk end to end: what arrives is read, judged, published, taken back."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from api.app import create_app
from api.desk.accounts import Accounts, Role
from api.routers.desk import Desk
from api.settings import Settings
from api.workplace import Workplace
from corpus.decisions import Decisions, Verdict
from corpus.desk.items import Kind, Offer, State
from corpus.desk.queue import Queue, Wanted, queue_in
from corpus.desk.uploads import uploads_in, written
from corpus.desk.work import Writer
from corpus.intake.cataloguing import Cataloguer
from ingest.jail import ReadingRoom
from search.encoder import HashingEncoder

HTML = {"Accept": "text/html"}
PASSWORDS = {"anna": "tre gatti sul tetto", "bruno": "sei oche in cortile"}
TEXT = (
    "Il Comune di Ferrara ha attivato un servizio di trasporto sociale rivolto agli anziani soli, "
    "in collaborazione con l’associazione Auser Ferrara. Costa 9.000 euro."
)


@dataclass
class Room:
    """A library of its own with its desk: two curators, and the writer."""

    client: TestClient
    settings: Settings
    queue: Queue
    writer: Writer

    def sign_in(self, name: str = "anna", client: TestClient | None = None) -> TestClient:
        client = client or self.client
        stamp = hidden(client.get("/entra").text, "modulo")
        form = {"nome": name, "password": PASSWORDS[name], "modulo": stamp}
        assert client.post("/entra", data=form, follow_redirects=False).status_code == 303
        return client

    def another(self) -> TestClient:
        return TestClient(self.client.app, follow_redirects=True)

    def offered(self, title: str = "Trasporto sociale a Ferrara", text: str = TEXT) -> str:
        name, data = written(title, text)
        shown, sha256 = uploads_in(self.settings.data).keep(name, data)
        offer = Offer(Kind.PROPOSAL, title, file=shown, sha256=sha256)
        return self.queue.put(offer).id

    def page(self, code: str, client: TestClient | None = None) -> str:
        answer = (client or self.client).get(f"/scrivania/cose/{code}", headers=HTML)
        assert answer.status_code == 200, answer.text[:500]
        return answer.text

    def act(self, code: str, act: str, client: TestClient | None = None, **more: str) -> Response:
        client = client or self.client
        page = self.page(code, client)
        form = {
            "gettone": hidden(page, "gettone"),
            "revisione": hidden(page, "revisione"),
            "atto": act,
            **more,
        }
        return client.post(f"/scrivania/cose/{code}", data=form, headers=HTML)

    def judge(self, code: str, claim: str, verdict: str, **more: str) -> Response:
        page = self.page(code)
        form = form_of(page, claim) | {"verdetto": verdict, **more}
        return self.client.post(f"/scrivania/cose/{code}/giudizi", data=form, headers=HTML)

    def told(self, document: str) -> str:
        """Return what the library says of the one practice of a document."""
        answer = self.client.get(f"/api/v1/documents/{document}").json()
        (practice,) = [one["id"] if isinstance(one, dict) else one for one in answer["practices"]]
        return self.client.get(f"/api/v1/practices/{practice}").text

    def published(self, code: str) -> str:
        item = self.queue.get(code)
        assert item
        assert item.state is State.PUBLISHED, item.outcome
        self.client.app.state.desk._looked = 0.0
        return item.document


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return html.unescape(found[1])


def claim_about(page: str, words: str) -> str:
    """Return the code of the first claim whose heading has some words."""
    for code, heading in re.findall(r'id="d-(\w+)-titolo">(.*?)</h3>', page):
        if words in html.unescape(re.sub("<[^>]+>", "", heading)):
            return str(code)
    raise AssertionError(f"no claim says «{words}»")


def form_of(page: str, claim: str) -> dict[str, str]:
    article = page.partition(f'id="d-{claim}"')[2].partition("</article>")[0]
    names = ("gettone", "affermazione", "visto")
    return {name: hidden(article, name) for name in names}


class NoPool:
    """Nobody asks SPARQL here: there is no worker to move to a new snapshot."""

    def swap(self, snapshot: object) -> None:
        """Have nothing to do."""


@pytest.fixture(scope="module")
def reading() -> Iterator[ReadingRoom]:
    with ReadingRoom() as room:
        yield room


@pytest.fixture(scope="module")
def cataloguer(shelf, reading) -> Cataloguer:
    workplace = Workplace(shelf[0], encoder=HashingEncoder())
    return Cataloguer(workplace.recipe, workplace.reference, reading, encoder=None)


@pytest.fixture
def room(shelf, reading, cataloguer, tmp_path: Path) -> Room:
    shutil.copytree(shelf[0].data, tmp_path / "data")
    settings = shelf[0].model_copy(update={"data": tmp_path / "data"})
    accounts = Accounts(settings.data / "accounts.sqlite")
    accounts.add("anna", Role.ADMINISTRATOR, PASSWORDS["anna"])
    accounts.add("bruno", Role.CURATOR, PASSWORDS["bruno"])
    workplace = Workplace(settings, encoder=HashingEncoder())
    writer = Writer(
        settings.data, cataloguer, lambda: workplace.accessions(reading, cataloguer=cataloguer)
    )
    client = opened(settings, Desk(workplace.library(), NoPool(), settings))
    return Room(client, settings, queue_in(settings.data), writer)


def opened(settings: Settings, desk: Desk) -> TestClient:
    """Return a client of a service that is not started: tests would wait for its workers."""
    app = create_app(settings)
    app.state.desk = desk
    return TestClient(app)


def test_the_desk_asks_who_you_are(room) -> None:
    answer = room.client.get("/scrivania", follow_redirects=False)
    assert answer.headers["location"].startswith("/entra")


def test_a_proposal_is_read_judged_and_published(room) -> None:
    code = room.offered()
    room.sign_in()
    assert "si sta leggendo" in room.page(code)
    assert room.writer.round().read == 1
    page = room.page(code)
    assert "Trasporto sociale" in page
    claim = claim_about(page, "Anziani soli")
    assert room.judge(code, claim, "accepted").status_code == 200
    assert 'data-verdict="accepted"' in room.page(code)
    assert "1 di " in room.page(code)
    room.act(code, "accetta")
    assert room.writer.round().written == 1
    document = room.published(code)
    assert room.client.get(f"/documenti/{document}").status_code == 200
    assert "nell’archivio" in room.page(code)


def test_what_a_curator_refuses_is_not_published_and_what_they_mend_is(room) -> None:
    code = room.offered()
    room.sign_in()
    room.writer.round()
    page = room.page(code)
    room.judge(code, claim_about(page, "9000"), "rejected")
    wrong = claim_about(page, "Ferrara")
    place = next(
        claim
        for claim, heading in re.findall(r'id="d-(\w+)-titolo">(.*?)</h3>', page)
        if "Si svolge qui?" in heading
    )
    assert wrong
    answer = room.judge(code, place, "corrected", valore="Ostellato", parole="")
    assert answer.status_code == 200, answer.text[:1000]
    assert "Corretta: Ostellato" in html.unescape(re.sub(r"\s+", " ", answer.text))
    room.act(code, "accetta")
    room.writer.round()
    document = room.published(code)
    told = room.told(document)
    assert "Ostellato" in told
    assert "Anziani soli" in told
    assert "9000" not in told


def test_words_that_may_mean_several_things_are_offered_to_pick_from(room) -> None:
    code = room.offered()
    room.sign_in()
    room.writer.round()
    page = room.page(code)
    claim = claim_about(page, "Trasporto sociale")
    measure = next(
        found
        for found, heading in re.findall(r'id="d-(\w+)-titolo">(.*?)</h3>', page)
        if "tipo di intervento" in heading
    )
    assert claim
    answer = room.judge(code, measure, "corrected", valore="casa")
    assert "Quale significato?" in answer.text
    found = re.findall(r'type="radio" name="valore" value="([^"]+)"', answer.text)
    assert len(found) > 1
    chosen = room.judge(code, measure, "corrected", valore=found[0])
    assert 'data-verdict="corrected"' in chosen.text
    nothing = room.judge(code, measure, "corrected", valore="zzzz")
    assert "Nessun significato" in nothing.text


def test_what_was_missed_is_added_with_its_words_and_its_meaning(room) -> None:
    code = room.offered(text=TEXT + " Molti hanno paura di restare isolati in casa.")
    room.sign_in()
    room.writer.round()
    page = room.page(code)
    form = {
        "gettone": hidden(page, "gettone"),
        "parole": "restare isolati in casa",
        "etichetta": "NEED",
        "concetto": "need:solitudine-isolamento",
    }
    answer = room.client.post(f"/scrivania/cose/{code}/aggiunte", data=form, headers=HTML)
    assert answer.status_code == 200
    assert "Aggiunta da una persona" in answer.text
    gone = form | {"parole": "parole che non ci sono"}
    answer = room.client.post(f"/scrivania/cose/{code}/aggiunte", data=gone, headers=HTML)
    assert answer.status_code == 422
    assert 'value="parole che non ci sono"' in answer.text
    room.act(code, "accetta")
    room.writer.round()
    document = room.published(code)
    assert "need:solitudine-isolamento" in room.told(document)


def test_two_curators_on_one_statement_are_both_told(room) -> None:
    code = room.offered()
    room.sign_in()
    room.writer.round()
    bruno = room.sign_in("bruno", room.another())
    page = room.page(code)
    claim = claim_about(page, "Anziani soli")
    seen = form_of(room.page(code, bruno), claim)
    room.judge(code, claim, "accepted")
    answer = bruno.post(
        f"/scrivania/cose/{code}/giudizi", data=seen | {"verdetto": "rejected"}, headers=HTML
    )
    assert answer.status_code == 409
    text = re.sub(r"\s+", " ", html.unescape(re.sub("<[^>]+>", "", answer.text)))
    assert "La vostra scelta: Respinta (non scritta)" in text
    assert "Adesso vale: Confermata, di anna" in text
    item = room.queue.get(code)
    log = Decisions(room.settings.data / "decisions.jsonl").standing()[item.offer.sha256]
    assert [one.verdict for one in log.values()] == [Verdict.ACCEPTED]


def test_the_same_decision_sent_twice_is_written_once(room) -> None:
    code = room.offered()
    room.sign_in()
    room.writer.round()
    page = room.page(code)
    form = form_of(page, claim_about(page, "Anziani soli")) | {"verdetto": "accepted"}
    for _ in range(2):
        assert (
            room.client.post(f"/scrivania/cose/{code}/giudizi", data=form, headers=HTML).status_code
            == 200
        )
    assert len(Decisions(room.settings.data / "decisions.jsonl").history()) == 1


def test_a_decision_on_a_statement_is_taken_back(room) -> None:
    code = room.offered()
    room.sign_in()
    room.writer.round()
    claim = claim_about(room.page(code), "Anziani soli")
    room.judge(code, claim, "rejected")
    room.judge(code, claim, "withdrawn")
    assert 'data-verdict="rejected"' not in room.page(code)
    assert Decisions(room.settings.data / "decisions.jsonl").standing() == {}


def test_two_curators_on_one_proposal_are_told_and_nothing_typed_is_lost(room) -> None:
    code = room.offered()
    room.sign_in()
    bruno = room.sign_in("bruno", room.another())
    page = room.page(code, bruno)
    seen = {name: hidden(page, name) for name in ("gettone", "revisione")}
    room.act(code, "prendi")
    answer = bruno.post(
        f"/scrivania/cose/{code}",
        data=seen | {"atto": "respingi", "nota": "È un doppione <b>"},
        headers=HTML,
    )
    assert answer.status_code == 409
    assert "la segue anna" in answer.text
    assert "È un doppione &lt;b&gt;" in answer.text
    assert room.queue.get(code).state is State.TAKEN


def test_an_item_is_rejected_with_a_reason_and_taken_back(room) -> None:
    code = room.offered()
    room.sign_in()
    assert room.act(code, "respingi").status_code == 409  # without a reason
    room.act(code, "respingi", nota="Non è una pratica")
    assert "Non è una pratica" in room.client.get(f"/proponi/{code}").text
    room.act(code, "annulla")
    assert room.queue.get(code).state is State.TAKEN


def test_what_was_published_is_withdrawn_by_an_administrator_alone(room) -> None:
    code = room.offered()
    room.sign_in()
    room.writer.round()
    room.act(code, "accetta")
    room.writer.round()
    document = room.published(code)
    bruno = room.sign_in("bruno", room.another())
    assert room.act(code, "ritira", bruno).status_code == 403
    room.act(code, "ritira")
    room.writer.round()
    assert room.queue.get(code).state is State.WITHDRAWN
    room.client.app.state.desk._looked = 0.0
    assert room.client.get(f"/documenti/{document}").status_code == 404


def test_a_form_sent_after_the_session_ended_comes_back_filled(room) -> None:
    code = room.offered()
    room.sign_in()
    page = room.page(code)
    form = {
        "gettone": hidden(page, "gettone"),
        "revisione": hidden(page, "revisione"),
        "atto": "respingi",
        "nota": "Una nota lunga e «preziosa»",
    }
    room.client.cookies.clear()
    refused = room.client.post(f"/scrivania/cose/{code}", data=form, headers=HTML)
    assert refused.status_code == 401
    entering = {
        "nome": "anna",
        "password": PASSWORDS["anna"],
        "modulo": hidden(refused.text, "modulo"),
        "ripresa": hidden(refused.text, "ripresa"),
    }
    resumed = room.client.post("/entra", data=entering, headers=HTML)
    assert resumed.status_code == 200
    assert hidden(resumed.text, "nota") == form["nota"]
    again = {name: hidden(resumed.text, name) for name in ("gettone", "revisione", "atto", "nota")}
    assert room.client.post(f"/scrivania/cose/{code}", data=again, headers=HTML).status_code == 200
    assert room.queue.get(code).outcome == form["nota"]


def test_a_document_that_cannot_be_read_says_why(room) -> None:
    shown, sha256 = uploads_in(room.settings.data).keep("rotto.pdf", b"%PDF-1.4 rotto")
    code = room.queue.put(Offer(Kind.PROPOSAL, "Rotto", file=shown, sha256=sha256)).id
    room.sign_in()
    room.writer.round()
    assert "non si legge" in room.page(code)
    room.act(code, "accetta")
    room.writer.round()
    item = room.queue.get(code)
    assert item.state is State.FAILED
    assert item.outcome


def test_a_document_of_the_library_is_gone_over_and_published_again(room) -> None:
    room.sign_in()
    page = room.client.get("/scrivania/documenti?cerca=navetta").text
    form = {
        "gettone": hidden(page, "gettone"),
        "documento": "navetta-ostellato",
        "atto": "rivedi",
    }
    answer = room.client.post("/scrivania/documenti", data=form, headers=HTML)
    code = str(answer.url).rpartition("/")[2]
    room.writer.round()
    claim = claim_about(room.page(code), "12000")
    room.judge(code, claim, "rejected")
    assert "12.000" in room.client.get("/pratiche/navetta-ostellato").text
    room.act(code, "accetta")
    room.writer.round()
    assert room.published(code) == "navetta-ostellato"
    told = room.client.get("/api/v1/practices/navetta-ostellato").text
    assert "12000" not in told
    assert "Auser" in told


def test_what_is_like_something_held_is_announced(room) -> None:
    code = room.offered("Navetta per le visite a Ostellato")
    room.sign_in()
    assert "/pratiche/navetta-ostellato" in room.page(code)


def test_a_proposal_needs_two_curators_where_the_setting_says_so(room) -> None:
    settings = room.settings.model_copy(update={"reviewers": 2})
    client = opened(settings, room.client.app.state.desk)
    code = room.offered()
    room.sign_in("anna", client)
    room.act(code, "accetta", client)
    assert room.queue.get(code).state is State.TAKEN
    client.cookies.clear()
    room.sign_in("bruno", client)
    room.act(code, "accetta", client)
    assert room.queue.get(code).state is State.ACCEPTED


def test_several_files_are_brought_at_once_and_the_bad_ones_named(room) -> None:
    room.sign_in()
    page = room.client.get("/scrivania/carica").text
    form = {name: hidden(page, name) for name in ("gettone", "modulo")}
    files = [("file", (name, data)) for name, data in [("a.md", b"# A\n"), ("b.exe", b"MZ")]]
    answer = room.client.post("/scrivania/carica", data=form, files=files, headers=HTML)
    assert answer.status_code == 422
    assert "b.exe" in answer.text
    ((item,), _) = room.queue.list(Wanted(kind="caricamento"), 10)
    assert item.offer.file == "a.md"
    again = room.client.post("/scrivania/carica", data=form, files=files[:1], headers=HTML)
    assert again.status_code == 200
    assert room.queue.list(Wanted(kind="caricamento"), 10)[1] == 1


def test_a_sheet_is_shown_as_it_was_understood_and_then_makes_one_proposal_a_row(room) -> None:
    sheet = (
        "Titolo,Descrizione,Link,Anno\n"
        "Orto di Ferrara,Il Comune di Ferrara coltiva un orto con gli anziani soli,https://e.it,2021\n"
        ",Senza titolo ma con un racconto lungo abbastanza,,\n"
    )
    room.sign_in()
    page = room.client.get("/scrivania/carica").text
    form = {"gettone": hidden(page, "gettone")}
    shown = room.client.post(
        "/scrivania/carica/foglio",
        data=form,
        files={"file": ("pratiche.csv", sheet.encode())},
        headers=HTML,
    )
    assert "manca il titolo" in shown.text
    assert "«Anno»: si aggiunge al testo" in shown.text
    sure = {name: hidden(shown.text, name) for name in ("gettone", "foglio", "nome", "conferma")}
    for _ in range(2):
        assert room.client.post("/scrivania/carica/foglio", data=sure).status_code == 200
    ((item,), _) = room.queue.list(Wanted(kind="caricamento"), 10)
    assert item.offer.title == "Orto di Ferrara"
    assert item.offer.source == "https://e.it"


def test_history_and_terms_and_queue_are_pages_that_answer(room) -> None:
    code = room.offered("<script>alert(1)</script>")
    room.sign_in()
    room.act(code, "nota", nota="<img src=x onerror=alert(1)>")
    for path in (
        "/scrivania",
        "/scrivania/storia",
        "/scrivania/termini",
        f"/scrivania/cose/{code}",
    ):
        answer = room.client.get(path, headers=HTML)
        assert answer.status_code == 200, path
        assert "<script>alert" not in answer.text
        assert "<img src=x" not in answer.text
        assert answer.headers["cache-control"] == "no-store"
    assert room.client.get("/scrivania/cose/nulla", headers=HTML).status_code == 404
