"""The scores mean what the guideline says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.evaluation.figures import Tally
from corpus.evaluation.spans import concepts, exact, relaxed
from corpus.markup import GoldSpan
from ingest.model import Label

TEXT = "gli anziani soli del paese e le famiglie con minori"


def span(words: str, label: Label = Label.BENEFICIARY, concept: str | None = None) -> GoldSpan:
    start = TEXT.index(words)
    return GoldSpan(start, start + len(words), words, label, concept)


def test_half_the_words_in_common_is_a_match_and_less_is_not() -> None:
    gold = [span("anziani soli")]
    assert relaxed(TEXT, gold, [span("anziani")], Label.BENEFICIARY) == Tally(1, 1, 1)
    assert relaxed(TEXT, gold, [span("soli del paese e le")], Label.BENEFICIARY).right == 0


def test_one_gold_span_is_matched_once() -> None:
    gold = [span("anziani soli")]
    found = [span("anziani"), span("soli")]
    assert relaxed(TEXT, gold, found, Label.BENEFICIARY) == Tally(1, 2, 1)


def test_a_wrong_label_is_no_match() -> None:
    found = [span("anziani soli", Label.NEED)]
    assert relaxed(TEXT, [span("anziani soli")], found, Label.BENEFICIARY) == Tally(0, 0, 1)


def test_the_exact_score_asks_for_the_same_offsets() -> None:
    gold = [span("anziani soli"), span("famiglie con minori")]
    found = [span("anziani"), span("famiglie con minori")]
    assert exact(TEXT, gold, found, Label.BENEFICIARY) == Tally(1, 2, 2)


def test_concepts_may_be_compared_with_their_ancestors() -> None:
    gold = [span("anziani soli", concept="beneficiary:anziani-soli")]
    found = [span("anziani", concept="beneficiary:anziani")]
    broader = {"beneficiary:anziani-soli": ("beneficiary:anziani",)}
    assert concepts(gold, found).f1 == 0
    assert concepts(gold, found, lambda c: broader.get(c, ())).f1 == pytest.approx(2 / 3)


@given(st.lists(st.sampled_from(["anziani soli", "paese", "famiglie", "minori"]), max_size=6))
def test_gold_against_itself_is_perfect(words: list[str]) -> None:
    spans = [span(w) for w in dict.fromkeys(words)]
    tally = relaxed(TEXT, spans, spans, Label.BENEFICIARY)
    assert tally.right == tally.found == tally.wanted == len(spans)
