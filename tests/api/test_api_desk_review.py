"""The desk end to end: what arrives is read, judged, published, taken back."""

from __future__ import annotations

import html
import math
import re

import pytest
from desk_room import HTML, PASSWORDS, claim_about, form_of, hidden, opened

from corpus.decisions import Decisions, Verdict
from corpus.desk.items import Kind, Offer, State
from corpus.desk.queue import Wanted
from corpus.desk.uploads import uploads_in


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


@pytest.mark.parametrize("page", ["/scrivania/cose/", "/proponi/"])
def test_what_is_said_to_be_published_is_there_however_lately_one_looked(
    room, monkeypatch, page
) -> None:
    code = room.offered()
    room.sign_in()
    room.writer.round()
    room.act(code, "accetta")
    monkeypatch.setattr("api.routers.desk.LOOK_EVERY", math.inf)
    room.writer.round()
    document = room.published(code)
    assert room.client.get(f"/documenti/{document}").status_code == 404
    assert document in room.client.get(f"{page}{code}").text
    assert room.client.get(f"/documenti/{document}").status_code == 200


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
