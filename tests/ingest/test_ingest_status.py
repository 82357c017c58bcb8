"""The status of a practice is what the text says, or not stated."""

from __future__ import annotations

import re

import pytest

from ingest.model import Block, BlockKind, Document, Practice
from ingest.practices.reading import Reading, Stretch
from ingest.status import StatusCue, StatusFound, find_status, status_cues


def status_of(text: str, label: str | None = None, front_matter: str = "") -> StatusFound | None:
    whole = front_matter + text
    start = len(front_matter)
    blocks = [Block(BlockKind.METADATA, 0, start)] if start else []
    kind = BlockKind.FIELD if label else BlockKind.PARAGRAPH
    blocks.append(Block(kind, start, len(whole), 0, label))
    sentences = tuple(Stretch(*m.span()) for m in re.finditer(r"[^.!?]+(?:[.!?]|$)", whole))
    document = Document("d", "d", "00", "text/plain", whole, tuple(blocks))
    return find_status(Reading(document, (), sentences), Practice("d", "d", 0, len(whole)))


def said(text: str, label: str | None = None) -> str | None:
    found = status_of(text, label)
    return found.status.removeprefix("implementation-status:") if found else None


@pytest.mark.parametrize("cue", status_cues(), ids=lambda cue: f"{cue.status} {cue.strength}")
def test_each_cue_states_its_status_in_its_examples_only(cue: StatusCue) -> None:
    assert cue.positive
    assert cue.negative
    for example in cue.positive:
        assert said(example) == cue.status, example
    for example in cue.negative:
        assert said(example) != cue.status, example


def test_a_text_that_says_nothing_of_its_state_has_no_status() -> None:
    assert status_of("Nella Bottega si restaurano mobili.") is None


def test_the_furthest_stage_wins() -> None:
    text = "È stato finanziato dalla Regione, è partito nel 2021. Si è concluso nel 2023."
    assert said(text) == "conclusa"


def test_a_wish_does_not_outweigh_what_already_happened() -> None:
    assert said("Lo sportello è attivo. Si auspica che duri.") == "in-corso"


def test_an_intention_is_a_proposal_only_where_nothing_surer_is_said() -> None:
    assert said("Il Comune intende avviare un trasporto.") == "proposta"
    assert said("Il Comune intende avviare un trasporto, è stato finanziato.") == "finanziata"


def test_a_field_that_declares_the_status_decides() -> None:
    assert said("Conclusa a giugno; il servizio è attivo", "Stato di attuazione") == "conclusa"


def test_the_front_matter_is_never_consulted() -> None:
    assert status_of("Orti sociali.", front_matter="stato: il servizio è attivo.\n") is None


def test_the_evidence_is_the_words_of_the_cue() -> None:
    text = "Da marzo il servizio è già operativo."
    found = status_of(text)
    assert found is not None
    assert text[found.start : found.end] == "è già operativo"


def test_a_denial_far_off_in_a_sentence_without_end_denies_nothing() -> None:
    assert said("Sarà in città, " + "con gli orti, " * 10 + "il servizio è già attivo.") is None
    far = "Sarà in città, " + "con gli orti, " * 100 + "il servizio è già attivo."
    assert said(far) == "in-corso"
