"""The public forms: what a person sends lies in the queue, and nothing typed is lost."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from corpus.desk.queue import Queue, Wanted, queue_in

TEXT = "Il Comune di Ostellato accompagna gli anziani soli alle visite, con i volontari di Auser."
HTML = {"Accept": "text/html"}
FORM = {"titolo": "Navetta <b>sociale</b>", "testo": TEXT, "consenso": "si"}
XSS = '"><script>alert(1)</script>'


@pytest.fixture
def settings(shelf, tmp_path):
    return shelf[0].model_copy(
        update={"data": tmp_path, "proposal_seconds": 0, "proposals_per_hour": 4}
    )


@pytest.fixture
def public(client, settings) -> TestClient:
    app = create_app(settings)  # not started: it reads from the desk of one that is
    app.state.desk = client.app.state.desk
    return TestClient(app, follow_redirects=False)


@pytest.fixture
def queue(tmp_path: Path) -> Queue:
    return queue_in(tmp_path)


def stamp(client: TestClient, path: str = "/proponi") -> str:
    found = re.search(r'name="modulo" value="([^"]+)"', client.get(path).text)
    assert found
    return found[1]


def send(client: TestClient, path: str = "/proponi", files=None, **form: str):
    form = {"modulo": stamp(client), **form}
    return client.post(path, data=form, files=files or None, headers=HTML)


def test_a_proposal_in_words_lies_in_the_queue_and_has_a_receipt(public, queue) -> None:
    answer = send(public, **FORM)
    assert answer.status_code == 303
    ((item,), _) = queue.list(Wanted(), 10)
    assert answer.headers["location"] == f"/proponi/{item.id}"
    receipt = public.get(answer.headers["location"])
    assert item.id in receipt.text
    assert "Navetta &lt;b&gt;sociale&lt;/b&gt;" in receipt.text
    assert receipt.headers["cache-control"] == "no-store"


def test_a_file_is_enough_and_its_name_is_only_shown(public, queue) -> None:
    answer = send(
        public,
        files={"file": ("../../L’orto.md", b"# Orto\n\nTesto")},
        titolo="Orto",
        consenso="si",
    )
    assert answer.status_code == 303, answer.text
    ((item,), _) = queue.list(Wanted(), 10)
    assert item.offer.file == "L’orto.md"


def test_the_same_form_sent_twice_has_one_receipt(public, queue) -> None:
    form = {"modulo": stamp(public), **FORM}
    one, two = (public.post("/proponi", data=form) for _ in range(2))
    assert one.headers["location"] == two.headers["location"]
    assert queue.list(Wanted(), 10)[1] == 1


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("titolo", "", "nome della pratica"),
        ("testo", "", "Raccontate"),
        ("testo", "Troppo corto", "breve"),
        ("fonte", "javascript:alert(1)", "http://"),
        ("email", "anna", "e-mail"),
        ("consenso", "", "consenso"),
        ("licenza", "x" * 201, "troppo lungo"),
        ("sito", "http://spam.example", "nascosto"),
        ("modulo", "falso", "troppo tempo"),
    ],
)
def test_a_form_that_lacks_something_comes_back_as_it_was_typed(
    public, queue, field, value, words
) -> None:
    answer = send(public, **{**FORM, field: value, "licenza": XSS if field != "licenza" else value})
    assert answer.status_code == 422
    assert words in html.unescape(answer.text)
    assert html.escape(TEXT) in answer.text or field == "testo"
    assert "<script>alert" not in answer.text
    assert queue.list(Wanted(), 10)[1] == 0


def test_a_file_that_cannot_be_taken_is_named_and_must_be_chosen_again(public, queue) -> None:
    answer = send(public, files={"file": ("virus.exe", b"MZ")}, **FORM)
    assert answer.status_code == 422
    assert "virus.exe" in answer.text
    assert "va scelto di nuovo" in answer.text
    assert queue.list(Wanted(), 10)[1] == 0


def test_what_comes_too_soon_is_given_back_to_be_sent_again(settings, queue) -> None:
    hasty = settings.model_copy(update={"proposal_seconds": 60})
    answer = send(TestClient(create_app(hasty)), **FORM)
    assert answer.status_code == 422
    assert "in fretta" in answer.text
    assert queue.list(Wanted(), 10)[1] == 0


def test_who_sends_too_many_is_told_when_to_come_back(public, queue) -> None:
    answers = [send(public, **FORM).status_code for _ in range(5)]
    assert answers == [303, 303, 303, 303, 429]
    assert queue.list(Wanted(), 10)[1] == 4


def test_a_body_beyond_the_limit_is_refused_before_it_is_kept(public, queue, tmp_path) -> None:
    big = b"x" * (2**20 * 53)
    answer = send(public, files={"file": ("grande.pdf", big)}, **FORM)
    assert answer.status_code in (413, 422)
    assert not list((tmp_path / "desk" / "files").glob("*"))


def test_an_error_about_a_practice_is_reported_and_leads_back_to_it(public, queue, library) -> None:
    practice = library.practices()[0]
    page = public.get(f"/segnala?pratica={practice}")
    assert page.status_code == 200
    answer = send(public, "/segnala", pratica=practice, testo="Il luogo è un altro")
    assert answer.status_code == 303
    ((item,), _) = queue.list(Wanted(), 10)
    assert item.offer.practice == practice
    assert f"/pratiche/{practice}" in public.get(answer.headers["location"]).text


def test_a_report_about_nothing_or_without_words_is_not_taken(public, queue) -> None:
    assert send(public, "/segnala", pratica="non-ce", testo="x").status_code == 404
    which = public.get("/segnala", headers=HTML)
    assert which.status_code == 422
    assert "Aprite la pagina della pratica" in which.text


def test_a_code_nobody_has_leads_nowhere(public) -> None:
    assert public.get("/proponi/abcdefgh", headers=HTML).status_code == 404
