"""Damage that a text takes leaves every mark where it is."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.gold import GoldDocument
from corpus.markup import strip
from corpus.training.damage import damaged

FRONT = "---\nid: prova\ntitle: Perché no\n---\n"
MARKED = (
    "Il [[Comune di Lecco|ACTOR actor:comune]], perché può, accompagna gli\n"
    "[[anziani soli|BENEFICIARY beneficiary:anziani-soli]] della comunità, ogni settimana,\n"
    "con l'aiuto di [[volontari|ACTOR]] e di chi abita vicino: così nessuno resta indietro.\n\n"
)
ODD = st.text(st.sampled_from("aàeèl ıİßﬁǰ\nABC,."), max_size=80)


def gold(body: str, front: str = FRONT) -> GoldDocument:
    text, spans = strip(front + body)
    return GoldDocument("prova", text, spans, {"status": "conclusa"})


@given(st.integers(0, 10**6), st.integers(1, 6), ODD)
def test_lengths_and_marks_stay_and_the_front_matter_is_whole(
    seed: int, times: int, rest: str
) -> None:
    before = gold(MARKED * times + rest)
    after = damaged(before, random.Random(seed))
    assert len(after.text) == len(before.text)
    assert after.text.startswith(FRONT)
    assert (after.id, after.truths) == (before.id, before.truths)
    for one, other in zip(before.spans, after.spans, strict=True):
        assert (one.start, one.end, one.label, one.concept) == (
            other.start, other.end, other.label, other.concept,
        )  # fmt: skip
        assert other.text == after.text[other.start : other.end]


def test_the_same_chance_does_the_same_damage() -> None:
    document = gold(MARKED * 4)
    assert damaged(document, random.Random(3)) == damaged(document, random.Random(3))


def test_the_damages_are_of_all_kinds() -> None:
    document = gold(MARKED * 8)
    body = document.text[len(FRONT) :]
    found = [damaged(document, random.Random(seed)).text[len(FRONT) :] for seed in range(80)]
    assert any(text == body.upper() for text in found)
    assert any(text == body.lower() for text in found)
    assert any("à" not in text and "perche" in text.lower() for text in found)
    assert any(text.count("\n") > body.count("\n") for text in found)
    assert any(text.count("\n") < body.count("\n") for text in found)
    swapped = [t for t in found if t != body and sorted(t) == sorted(body)]
    assert swapped
    assert any(text.count("1") > body.count("1") for text in found)


def test_a_text_without_front_matter_is_damaged_from_its_first_sign() -> None:
    document = gold("comune di lecco\n", front="")
    found = {damaged(document, random.Random(seed)).text for seed in range(40)}
    assert "COMUNE DI LECCO\n" in found


def test_capitals_that_are_two_signs_are_left() -> None:
    document = gold("strada ß\n", front="")
    for seed in range(20):
        assert len(damaged(document, random.Random(seed)).text) == len(document.text)


@pytest.mark.parametrize("text", ["", "\n", "a"])
def test_next_to_nothing_is_damaged_without_complaint(text: str) -> None:
    assert len(damaged(GoldDocument("x", text, (), {}), random.Random(1)).text) == len(text)
