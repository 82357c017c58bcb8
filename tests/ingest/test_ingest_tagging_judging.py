"""The small layers in NumPy, what lies between two spans, and what a judgement says of a text."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from small_reader import judged

from ingest.model import Block, BlockKind, Document, Label, Span
from ingest.practices.reading import Reading, Stretch
from ingest.tagging.alphabet import STATUSES
from ingest.tagging.judging import PAIR_FEATURES, Place, gelu, pair_features, sigmoid, softmax

ROWS = arrays.arrays(
    np.float32,
    st.tuples(st.integers(1, 4), st.integers(1, 6)),
    elements=st.floats(-30, 30, width=32),
)
NEAR = 9  # distances; then the order (2), the same block and sentence (2), two counts (4 each)


@given(ROWS)
def test_softmax_and_gelu_are_those_of_the_network_that_learns(rows: np.ndarray) -> None:
    torch = pytest.importorskip("torch")
    values = torch.from_numpy(rows.copy())
    same = torch.nn.functional.gelu(values, approximate="tanh").numpy()
    assert np.allclose(gelu(rows), same, atol=1e-5)
    assert np.allclose(softmax(rows), torch.softmax(values, -1).numpy(), atol=1e-5)
    assert np.allclose(sigmoid(rows), torch.sigmoid(values).numpy(), atol=1e-5)


def test_great_scores_do_not_overflow() -> None:
    assert softmax(np.array([1e4, -1e4], np.float32)).tolist() == [1, 0]
    assert np.isfinite(sigmoid(np.array([-1e9, 1e9], np.float32))).all()


def place(first: int, end: int, block: int = 0, sentence: int = 0) -> Place:
    return Place(first, end, block, sentence)


def told(row: np.ndarray) -> tuple[int, bool, bool, bool, int, int]:
    """Step of distance, people after?, same block?, same sentence?, between, in the sentence."""
    assert row.shape == (PAIR_FEATURES,)
    near, rest = row[:NEAR], row[NEAR:]
    assert near.sum() == 1
    assert rest[0] + rest[1] == 1
    between, here = rest[4:8], rest[8:12]
    assert between.sum() == here.sum() == 1
    return (
        int(near.argmax()), bool(rest[0]), bool(rest[2]), bool(rest[3]),
        int(between.argmax()), int(here.argmax()),
    )  # fmt: skip


def test_people_right_after_a_measure_in_its_sentence() -> None:
    people = place(3, 5)
    assert told(pair_features(place(1, 2), people, [people])) == (1, True, True, True, 0, 1)
    side_by_side = place(2, 4)
    assert told(pair_features(place(1, 2), side_by_side, [side_by_side]))[0] == 0


def test_people_before_a_measure_in_another_sentence_of_its_block() -> None:
    measure, people = place(20, 22, 4, 18), place(5, 8, 4, 0)
    assert told(pair_features(measure, people, [people])) == (5, False, True, False, 0, 0)


def test_other_people_between_and_in_the_sentence_are_counted_up_to_three() -> None:
    measure = place(0, 1)
    crowd = [place(n, n + 1) for n in (2, 4, 6, 8, 10, 12)]
    steps = [told(pair_features(measure, one, crowd))[4] for one in crowd]
    assert steps == [0, 1, 2, 3, 3, 3]
    assert {told(pair_features(measure, one, crowd))[5] for one in crowd} == {3}


def test_the_step_of_distance_grows_and_ends() -> None:
    steps = [
        told(pair_features(place(0, 1), place(1 + gap, 2 + gap, 1, 1), []))[0]
        for gap in (0, 1, 2, 3, 4, 8, 16, 32, 64, 128, 129, 250)
    ]
    assert steps == [0, 1, 2, 3, 3, 4, 5, 6, 7, 8, 8, 8]


@given(st.integers(0, 300), st.integers(1, 9), st.integers(0, 300), st.integers(1, 9))
def test_any_two_places_have_one_of_each_feature(a: int, b: int, c: int, d: int) -> None:
    people = place(c, c + d)
    told(pair_features(place(a, a + b), people, [people]))


TEXT = "Il progetto è finito. Le famiglie ringraziano."


def reading() -> Reading:
    block = Block(BlockKind.PARAGRAPH, 0, len(TEXT))
    document = Document("carta", "Carta", "00", "text/plain", TEXT, (block,))
    start = TEXT.index("famiglie")
    people = Span(start, start + 8, "famiglie", Label.BENEFICIARY, 0.9)
    return Reading(document, (people,), (Stretch(0, 21), Stretch(22, len(TEXT))))


def test_a_whole_says_practice_status_and_what_counted_most() -> None:
    judgement = judged(reading(), practice=0.8, status=("conclusa", 0.7), proof="finito")
    whole = judgement.whole(0, len(TEXT))
    assert whole.practice == pytest.approx(0.8, abs=1e-5)
    assert whole.statuses["conclusa"] == pytest.approx(0.7, abs=1e-5)
    assert math.isclose(sum(whole.statuses.values()), 1, abs_tol=1e-5)
    assert TEXT[whole.proof :].startswith("finito")


def test_only_the_words_asked_about_are_the_proof() -> None:
    judgement = judged(reading(), proof="finito")
    assert judgement.whole(22, len(TEXT)).proof >= 22


@pytest.mark.parametrize("stretch", [(5, 5), (9, 3), (len(TEXT), len(TEXT) + 9)])
def test_an_empty_stretch_tells_nothing(stretch: tuple[int, int]) -> None:
    whole = judged(reading()).whole(*stretch)
    assert whole.practice == 0
    assert whole.statuses == dict.fromkeys(STATUSES, 0.0)
    assert whole.proof == stretch[0]


def test_a_judgement_about_completed_spans_joins_those() -> None:
    text = "Orti per famiglie"
    measure = Span(0, 4, "Orti", Label.MEASURE, 0.9)
    people = Span(9, 17, "famiglie", Label.BENEFICIARY, 0.9)
    document = Document("c", "c", "00", "text/plain", text, ())
    judgement = judged(Reading(document, (measure, people), ()), joins=[("Orti", "famiglie", 0.6)])
    known = Span(0, 4, "Orti", Label.MEASURE, 0.9, "measure:orto-sociale")
    (join,) = judgement.about((known, people)).joins
    assert (join.measure.concept, join.people, join.probability) == (known.concept, people, 0.6)
