"""The status that the trained reader is sure of, and the words that say it."""

from __future__ import annotations

import pytest
from small_reader import judged
from written import Piece, written

from ingest.model import BlockKind, Practice
from ingest.practices.reading import Reading
from ingest.status import StatusFound, judged_status

LEAST = 0.6
TEXT = "Il trasporto piace. Il servizio è attivo dal 2021. Nessuno paga."


def read(
    pieces: str | list[Piece], status: str, rate: float, proof: str = "", least: float = LEAST
) -> tuple[Reading, StatusFound | None]:
    if isinstance(pieces, str):
        pieces = [(pieces, BlockKind.PARAGRAPH)]
    reading = written(pieces, {})
    whole = Practice("carta", "Carta", 0, len(reading.document.text))
    judgement = judged(reading, status=(status, rate), proof=proof)
    return reading, judged_status(reading, whole, judgement, least)


def proof_of(reading: Reading, found: StatusFound | None) -> str:
    assert found is not None
    return reading.document.text[found.start : found.end]


def test_the_words_of_a_cue_that_says_the_same_are_the_proof() -> None:
    reading, found = read(TEXT, "in-corso", 0.8, "Nessuno")
    assert found is not None
    assert (found.status, round(found.confidence, 3)) == ("implementation-status:in-corso", 0.8)
    assert proof_of(reading, found) in "Il servizio è attivo dal 2021."
    assert "attivo" in proof_of(reading, found)


def test_without_such_a_cue_the_sentence_that_counted_most_is_the_proof() -> None:
    reading, found = read(TEXT, "valutata", 0.8, "Nessuno")
    assert found is not None
    assert found.status == "implementation-status:valutata"
    assert proof_of(reading, found) == "Nessuno paga."


def test_a_judgement_that_is_not_sure_states_nothing() -> None:
    assert read(TEXT, "valutata", LEAST - 0.01)[1] is None


def test_rules_that_find_the_same_by_themselves_let_a_less_sure_judgement_pass() -> None:
    reading, found = read(TEXT, "in-corso", 0.65, least=0.9)
    assert found is not None
    assert (found.status, found.confidence) == (
        "implementation-status:in-corso",
        pytest.approx(0.65),
    )
    assert "attivo" in proof_of(reading, found)


def test_rules_that_find_another_status_or_none_let_nothing_unsure_pass() -> None:
    assert read(TEXT, "conclusa", 0.85, least=0.9)[1] is None
    assert read("Il trasporto piace.", "in-corso", 0.85, least=0.9)[1] is None
    assert read(TEXT, "in-corso", 0.4, least=0.9)[1] is None


def test_a_sure_judgement_that_nothing_is_said_states_nothing() -> None:
    assert read(TEXT, "non-dichiarata", 0.99)[1] is None


def test_a_field_that_declares_the_status_decides_against_the_judgement() -> None:
    pieces = [("Stato di attuazione: Conclusa a giugno", BlockKind.FIELD)]
    reading, found = read(pieces, "proposta", 0.99)
    assert found is not None
    assert found.status == "implementation-status:conclusa"
    assert proof_of(reading, found) == "Conclusa a giugno"


def test_the_proof_of_a_sentence_without_end_is_what_lies_around() -> None:
    text = "parola " * 500 + "finito" + " parola" * 500
    reading, found = read(text, "valutata", 0.9, "finito")
    assert "finito" in proof_of(reading, found)
    assert len(proof_of(reading, found)) <= 1200


def test_an_empty_practice_has_no_status() -> None:
    reading = written([("Piove.", BlockKind.PARAGRAPH)], {})
    judgement = judged(reading, status=("conclusa", 0.99))
    assert judged_status(reading, Practice("c", "c", 3, 3), judgement, LEAST) is None
