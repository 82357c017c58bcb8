"""What a reading missed or cut badly: added with its kind, put at its place in the text, undone."""

from __future__ import annotations

import html
import json
import re

import pytest
from desk_room import HTML, TEXT, claim_about, form_of
from lxml import html as lxml_html

from corpus.decisions import Decisions, Verdict

MORE = (
    " Molti hanno paura di restare isolati in casa. Anche la cooperativa Il Melograno dà una mano."
    " Il progetto va dal 2019 al 2021. Molti hanno paura di restare soli. Ci sono stati 64 viaggi."
)


@pytest.fixture
def code(room) -> str:
    """The code of a proposal that was read; anna is at work."""
    made = room.offered(text=TEXT + MORE)
    room.sign_in()
    room.writer.round()
    return made


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub("<[^>]+>", "", text)))


def standing(room, code: str) -> list:
    log = Decisions(room.settings.data / "decisions.jsonl").standing()
    return list(log.get(room.queue.get(code).offer.sha256, {}).values())


def field(page: str, name: str):
    """Return the field with an identifier, as a parser reads it."""
    (found,) = lxml_html.document_fromstring(page).xpath(f"//*[@id='{name}']")
    return found


@pytest.mark.parametrize(
    ("label", "words", "more", "said"),
    [
        ("NEED", "restare isolati in casa", {"concetto": "solitudine e isolamento"}, "olitudine"),
        ("MEASURE", "dà una mano", {"concetto": "measure:sport-inclusivo"}, "Sport"),
        ("ACTOR", "cooperativa Il Melograno", {"dettaglio": "role:partner"}, "Melograno"),
        ("PERIOD", "dal 2019 al 2021", {"dettaglio": "periodo"}, "2021"),
        ("RESULT", "64 viaggi", {}, "64 viaggi"),
        ("FUNDING", "9.000 euro", {"dettaglio": "finanziamento"}, "9.000"),
        ("STATUS", "ha attivato", {"dettaglio": "implementation-status:conclusa"}, "conclusa"),
    ],
)
def test_what_was_missed_is_added_published_and_taken_back(
    room, code, label, words, more, said
) -> None:
    if label == "STATUS":  # what was read of it is refused first
        for claim in re.findall(
            r'id="d-(\w+)-titolo">È a questo punto\?', html.unescape(room.page(code))
        ):
            room.judge(code, claim, "rejected")
    answer = room.add(code, label, words, **more)
    assert answer.status_code == 200, plain(answer.text)[:800]
    assert "Aggiunta da una persona" in answer.text
    assert "Non si pubblica" not in answer.text
    room.act(code, "accetta")
    room.writer.round()
    document = room.published(code)
    told = json.loads(room.told(document))
    proofs = json.dumps(told, ensure_ascii=False)
    assert said in proofs
    assert f'"{words}"' in proofs


def test_an_addition_is_one_card_and_one_press_takes_it_back(room, code) -> None:
    answer = room.add(code, "ACTOR", "cooperativa Il Melograno", dettaglio="role:partner")
    page = answer.text
    assert page.count("Aggiunta da una persona") == 1
    card = claim_about(page, "Il Melograno, Partner")
    assert len(standing(room, code)) > 3
    room.judge(code, card, "withdrawn")
    assert standing(room, code) == []
    assert "Aggiunta da una persona" not in room.page(code)


def test_the_same_addition_sent_twice_is_written_once(room, code) -> None:
    for _ in range(2):
        answer = room.add(code, "PERIOD", "dal 2019 al 2021")
        assert answer.status_code == 200
    history = Decisions(room.settings.data / "decisions.jsonl").history()
    assert len(history) == len({one.statement for one in history})


def test_words_that_say_no_fact_are_kept_and_the_page_says_why_they_are_not_published(
    room, code
) -> None:
    answer = room.add(code, "NEED", "restare isolati in casa")
    assert "Non si pubblica: manca il significato" in plain(answer.text)
    room.act(code, "accetta")
    room.writer.round()
    assert "restare isolati" not in room.told(room.published(code))


@pytest.mark.parametrize(
    ("label", "words", "more", "at"),
    [
        ("NEED", "parole che non ci sono", {}, "parole"),
        ("NEED", "isolati", {"inizio": "0", "fine": "7"}, "parole"),
        ("NEED", "isolati", {"inizio": "7", "fine": "999999"}, "parole"),
        ("BOH", "isolati", {}, "etichetta"),
        ("PERIOD", "isolati", {"concetto": "qualcosa"}, "concetto"),
        ("MEASURE", "isolati", {"dettaglio": "costo"}, "dettaglio"),
        ("FUNDING", "9.000 euro", {}, "dettaglio"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    room, code, label, words, more, at
) -> None:
    answer = room.add(code, label, words, **more)
    assert answer.status_code == 422
    wrong = field(answer.text, at)
    assert wrong.get("aria-invalid") == "true"
    told = field(answer.text, wrong.get("aria-describedby").split()[0])
    assert told.text_content().startswith("Non va: ")
    assert field(answer.text, "parole").get("value") == words
    assert field(answer.text, "concetto").get("value", "") == more.get("concetto", "")
    assert standing(room, code) == []


def test_words_that_stand_in_several_places_are_picked_by_what_is_around_them(room, code) -> None:
    asked = room.add(code, "NEED", "Molti hanno paura", concetto="solitudine e isolamento")
    assert "In quale punto?" in asked.text
    assert "restare isolati" in plain(asked.text)
    points = re.findall(r'name="punto" value="(\d+-\d+)"', asked.text)
    assert len(points) == 2
    form = {
        name: html.unescape(value)
        for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', asked.text)
    }
    answer = room.client.post(
        f"/scrivania/cose/{code}/aggiunte", data=form | {"punto": points[1]}, headers=HTML
    )
    assert answer.status_code == 200
    made = standing(room, code)
    assert {f"{one.statement.start}-{one.statement.end}" for one in made} == {points[1]}


def test_the_edges_of_a_statement_are_moved_to_an_exact_place(room, code) -> None:
    page = room.page(code)
    claim = claim_about(page, "Anziani soli")
    strip = field(page, f"d-{claim}").xpath(".//*[@class='desk-edges']")[0]
    near, first = strip.text, int(strip.get("data-from"))
    start = int(strip.get("data-start"))
    assert near[start - first :].startswith("anziani soli")
    at = first + near.index("agli anziani soli")
    wrong = room.judge(
        code,
        claim,
        "corrected",
        parole="agli anziani soli",
        inizio=str(at + 1),
        fine=str(at + 17),
    )
    assert wrong.status_code == 422
    assert field(wrong.text, f"p-{claim}").get("aria-invalid") == "true"
    assert "lì c’è scritto" in plain(wrong.text)
    moved = room.judge(
        code, claim, "corrected", parole="agli anziani soli", inizio=str(at), fine=str(at + 17)
    )
    assert moved.status_code == 200
    (made,) = standing(room, code)
    assert (made.correction.start, made.correction.end) == (at, at + 17)


def test_words_alone_mend_the_words_that_they_share_signs_with(room) -> None:
    code = room.offered(text=f"Gli anziani soli ringraziano. {TEXT} Gli anziani soli aspettano.")
    room.sign_in()
    room.writer.round()
    page = room.page(code)
    codes = [
        found
        for found, heading in re.findall(r'id="d-(\w+)-titolo">(.*?)</h3>', page)
        if "Anziani soli" in heading
    ]
    starts = {
        int(field(page, f"d-{one}").xpath(".//*[@class='desk-edges']")[0].get("data-start")): one
        for one in codes
    }
    assert len(starts) > 1
    last = max(starts)
    room.judge(code, starts[last], "corrected", parole="anziani")
    (made,) = standing(room, code)
    assert made.correction.start == last


def test_what_was_added_is_not_mended_but_taken_back(room, code) -> None:
    page = room.add(code, "PERIOD", "dal 2019 al 2021").text
    card = next(
        found
        for found, body in re.findall(r'id="d-(\w+)" data-verdict(.*?)</article>', page, re.S)
        if "Aggiunta da una persona" in body
    )
    answer = room.client.post(
        f"/scrivania/cose/{code}/giudizi",
        data=form_of(page, card) | {"verdetto": "corrected", "parole": "2019"},
        headers=HTML,
    )
    assert answer.status_code == 422
    assert {one.verdict for one in standing(room, code)} == {Verdict.ACCEPTED}


def test_a_form_of_no_known_kind_is_not_found(room, code) -> None:
    page = room.page(code)
    form = form_of(page, claim_about(page, "Anziani soli"))
    answer = room.client.post(f"/scrivania/cose/{code}/altro", data=form, headers=HTML)
    assert answer.status_code == 404
