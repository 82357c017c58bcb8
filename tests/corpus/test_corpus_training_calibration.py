"""Probabilities that mean what they say, and thresholds that keep what they promise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.training.calibration import best_threshold, kindred, least_threshold, platt
from corpus.training.examples import MarkedSpan
from corpus.training.progress import matches
from ingest.model import Label
from ingest.tagging.decoding import Tagged

Samples = list[tuple[float, bool]]
SAMPLES = st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=60)


def corrected(rate: float, curve: tuple[float, float]) -> float:
    slope, shift = curve
    return float(1 / (1 + np.exp(-(slope * np.log(rate / (1 - rate)) + shift))))


def drawn(seed: int, truth: float, count: int = 400) -> Samples:
    """Judgements that are right less often (or more) than they say: odds to the power `truth`."""
    chance = np.random.default_rng(seed)
    rates = chance.uniform(0.02, 0.98, count)
    odds = truth * np.log(rates / (1 - rates))
    right = chance.uniform(size=count) < 1 / (1 + np.exp(-odds))
    return list(zip(rates.tolist(), right.tolist(), strict=True))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.4, 2.5))
def test_a_corrected_probability_still_grows_with_the_first(seed: int, truth: float) -> None:
    curve = platt(drawn(seed, truth))
    assert curve[0] > 0
    rates = [corrected(rate / 100, curve) for rate in range(1, 100)]
    assert rates == sorted(rates)


def test_a_reader_too_sure_of_itself_is_made_less_so() -> None:
    slope, _ = platt(drawn(1, 0.5, 4000))
    assert slope == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize(
    "samples", [[], [(0.9, True)] * 50, [(0.9, False)] * 50, [(0.5, True), (0.4, False)]]
)
def test_too_little_to_learn_from_changes_nothing(samples: Samples) -> None:
    assert platt(samples) == (1.0, 0.0)


def test_probabilities_of_nought_and_one_can_be_learnt_from() -> None:
    slope, shift = platt([(0.0, False), (1.0, True)] * 20)
    assert slope > 0
    assert np.isfinite(shift)


def test_a_label_with_many_spans_keeps_its_own_curve_and_one_with_few_takes_that_of_all() -> None:
    all_right = [(0.6, True)] * 12
    curves = kindred({"MANY": drawn(1, 0.5, 4000), "OTHER": drawn(2, 2.0, 4000), "FEW": all_right})
    assert curves["MANY"][0] == pytest.approx(0.5, abs=0.1)
    assert curves["OTHER"][0] == pytest.approx(2.0, abs=0.2)
    assert curves["MANY"][0] < curves["FEW"][0] < curves["OTHER"][0]
    assert 0.5 < corrected(0.6, curves["FEW"]) < 0.9


@given(st.dictionaries(st.sampled_from(["ACTOR", "NEED", "PLACE"]), SAMPLES, max_size=3))
@settings(max_examples=25, deadline=None)
def test_every_label_has_a_curve_that_can_be_used(samples: dict[str, Samples]) -> None:
    curves = kindred(samples)
    assert curves.keys() == samples.keys()
    assert all(np.isfinite(curve).all() for curve in curves.values())


@given(SAMPLES)
def test_no_other_threshold_has_a_better_f1(samples: Samples) -> None:
    def f1(threshold: float) -> float:
        kept = [right for rate, right in samples if rate >= threshold]
        return 2 * sum(kept) / max(1, len(kept) + sum(right for _, right in samples))

    best = best_threshold(samples)
    assert 0.05 <= best <= 0.95
    assert all(f1(best) >= f1(other / 100) for other in range(5, 96))


def test_of_equal_thresholds_the_one_nearest_to_half_is_taken() -> None:
    assert best_threshold([(0.9, True), (0.1, False)]) == 0.5
    assert best_threshold([(0.9, True), (0.7, False)]) == 0.71


def test_a_judgement_that_nobody_makes_is_admitted_from_half() -> None:
    assert best_threshold([]) == 0.5
    assert best_threshold([(0.9, False)] * 5) == 0.5


@given(SAMPLES, st.floats(0, 1), st.floats(0, 1))
def test_more_precision_never_needs_a_lower_threshold(
    samples: Samples, one: float, other: float
) -> None:
    low, high = sorted((one, other))
    assert least_threshold(samples, low) <= least_threshold(samples, high)


@given(SAMPLES, st.floats(0, 1))
def test_the_lowest_threshold_keeps_the_precision(samples: Samples, precision: float) -> None:
    chosen = least_threshold(samples, precision)
    assert 0.3 <= chosen <= 0.95
    if chosen < 0.95:
        kept = [right for rate, right in samples if rate >= chosen]
        assert kept
        assert sum(kept) >= precision * len(kept)


def test_where_no_threshold_keeps_the_precision_almost_nothing_is_said() -> None:
    assert least_threshold([(0.9, False), (0.99, True), (0.99, False)], 0.9) == 0.95
    assert least_threshold([], 0.5) == 0.95


def test_a_threshold_below_one_that_fails_is_not_taken_for_its_luck() -> None:
    doubtful = [(0.8, False), (0.8, False), *[(0.7, True)] * 30]
    assert least_threshold([*doubtful, *[(0.9, True)] * 5], 0.9) == 0.81
    assert least_threshold([(0.9, True)] * 5 + [(0.7, True)] * 30, 0.9) == 0.3


def test_windows_match_spans_one_to_one_best_first() -> None:
    def marked(*ends: tuple[int, int]) -> list[MarkedSpan]:
        return [MarkedSpan(first, end, Label.NEED) for first, end in ends]

    def tagged(*ends: tuple[int, int]) -> list[Tagged]:
        return [Tagged(first, end, "NEED", 0.5) for first, end in ends]

    found = tagged((0, 2), (0, 4), (6, 9))
    assert matches(marked((0, 4), (6, 8)), found) == [(0, 1), (1, 2)]
    assert matches(marked((0, 1)), tagged((0, 4))) == []
    assert matches([], tagged((0, 1))) == []
