"""The decoder says what trying every sequence of tags would say."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.tagging.alphabet import TAG_NUMBER, TAGS
from ingest.tagging.decoding import Transitions, decode

N = len(TAGS)
NONE = Transitions.learnt(np.zeros((N, N), np.float32), np.zeros(N, np.float32))


def random_case(seed: int, length: int, scale: float) -> tuple[np.ndarray, Transitions]:
    chance = np.random.default_rng(seed)
    emissions = (scale * chance.standard_normal((length, N))).astype(np.float32)
    follow = chance.standard_normal((N, N)).astype(np.float32)
    first = chance.standard_normal(N).astype(np.float32)
    return emissions, Transitions.learnt(follow, first)


def every_sequence(
    emissions: np.ndarray, transitions: Transitions
) -> tuple[np.ndarray, np.ndarray]:
    """All sequences of tags (S × N) and the score of each."""
    paths = np.array(list(product(range(N), repeat=len(emissions))))
    scores = transitions.first[paths[:, 0]].astype(np.float64) + emissions[0, paths[:, 0]]
    for n in range(1, len(emissions)):
        scores += transitions.follow[paths[:, n - 1], paths[:, n]] + emissions[n, paths[:, n]]
    return paths, scores


def spans_of(path: np.ndarray) -> list[tuple[int, int, str]]:
    spans: list[tuple[int, int, str]] = []
    for n, tag in enumerate(TAGS[number] for number in path):
        if tag.startswith("B-"):
            spans.append((n, n + 1, tag[2:]))
        elif tag.startswith("I-") and spans and spans[-1][1:] == (n, tag[2:]):
            spans[-1] = (spans[-1][0], n + 1, tag[2:])
    return spans


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 3), st.sampled_from([0.5, 2.0, 6.0]))
def test_the_best_tags_and_the_chance_of_each_span_are_those_of_all_sequences(
    seed: int, length: int, scale: float
) -> None:
    emissions, transitions = random_case(seed, length, scale)
    paths, scores = every_sequence(emissions, transitions)
    found = decode(emissions, transitions)
    assert [(t.first, t.end, t.label) for t in found] == spans_of(paths[scores.argmax()])
    rates = np.exp(scores - scores.max())
    rates /= rates.sum()
    for one in found:
        opens = paths[:, one.first] == TAG_NUMBER[f"B-{one.label}"]
        inside = TAG_NUMBER[f"I-{one.label}"]
        goes_on = (paths[:, one.first + 1 : one.end] == inside).all(axis=1)
        ends = paths[:, one.end] != inside if one.end < length else np.ones(len(paths), bool)
        assert one.probability == pytest.approx(rates[opens & goes_on & ends].sum(), abs=1e-4)


@given(st.integers(0, 10**6), st.integers(1, 60))
@settings(max_examples=40, deadline=None)
def test_spans_never_overlap_and_are_as_sure_as_a_probability_can_be(
    seed: int, length: int
) -> None:
    emissions, transitions = random_case(seed, length, 4.0)
    found = decode(emissions, transitions)
    assert found == decode(emissions, transitions)
    end = 0
    for one in found:
        assert end <= one.first < one.end <= length
        assert 0 <= one.probability <= 1
        end = one.end


def test_nothing_is_found_in_nothing() -> None:
    assert decode(np.zeros((0, N), np.float32), NONE) == []


def test_what_may_not_stand_is_not_chosen_however_well_it_scores() -> None:
    emissions = np.zeros((2, N), np.float32)
    emissions[0, TAG_NUMBER["I-ACTOR"]] = 50  # nothing opened it
    emissions[1, TAG_NUMBER["I-NEED"]] = 40  # only a need may go on as a need
    assert [(t.first, t.end, t.label) for t in decode(emissions, NONE)] == [(0, 2, "NEED")]
    assert "ACTOR" not in {t.label for t in decode(emissions[:1], NONE)}


def test_two_spans_side_by_side_stay_two() -> None:
    emissions = np.zeros((4, N), np.float32)
    for n, tag in enumerate(["B-MEASURE", "I-MEASURE", "B-MEASURE", "O"]):
        emissions[n, TAG_NUMBER[tag]] = 15
    found = decode(emissions, NONE)
    assert [(t.first, t.end, t.label) for t in found] == [(0, 2, "MEASURE"), (2, 3, "MEASURE")]
    assert all(t.probability > 0.99 for t in found)


def test_a_thousand_tokens_neither_overflow_nor_lose_their_probability() -> None:
    emissions = np.zeros((1000, N), np.float32)
    emissions[:, TAG_NUMBER["O"]] = 12
    emissions[500, TAG_NUMBER["B-NEED"]] = 30
    (one,) = decode(emissions, NONE)
    assert (one.first, one.end) == (500, 501)
    assert one.probability > 0.99
