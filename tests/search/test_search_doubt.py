"""Whether the base answers at all: a probability, and nothing for an encoder not learnt for."""

from __future__ import annotations

import json

import numpy as np
import pytest

from search.doubt import Judge, Signs, as_data, judge_for, shipped_judge


@pytest.fixture
def judge() -> Judge:
    """It believes nearness and words; meaning leans by the first number of the vector."""
    return Judge(
        encoder="prova",
        meaning=np.array([1.0, 0.0]),
        bias=0.0,
        weights=np.array([2.0, 1.0, 1.0, 0.5, 0.0, 0.0, 1.0]),
        offset=0.0,
        means=np.array([0.8, 0.02, 0.2, 0.8, 4.0, 0.0, 0.0]),
        spreads=np.array([0.05, 0.01, 0.1, 0.2, 2.0, 1.0, 1.0]),
        threshold=0.3,
    )


def test_the_nearer_and_the_better_worded_the_likelier_an_answer(judge: Judge) -> None:
    vector = np.zeros(2, np.float32)
    near = judge.probability(vector, Signs(0.9, 0.04, 0.4, 1.0, 4, 0.8))
    far = judge.probability(vector, Signs(0.7, 0.01, 0.1, 0.5, 4, 0.8))
    assert 0 < far < 0.3 < near < 1
    assert judge.answers(near)
    assert not judge.answers(far)


def test_the_meaning_of_a_question_counts_beside_what_was_found(judge: Judge) -> None:
    signs = Signs(0.8, 0.02, 0.2, 0.8, 4, 0.8)
    leaning = judge.leaning(np.array([[1, 0], [-1, 0]], np.float32))
    assert list(leaning) == [1, -1]
    asks, informs = (judge.probability(np.array([x, 0], np.float32), signs) for x in (1, -1))
    assert informs < 0.5 < asks


def test_a_judge_is_written_and_read_without_changing_its_verdicts(judge: Judge) -> None:
    data = json.loads(json.dumps(as_data(judge)))
    again = Judge(**{k: np.array(v) if isinstance(v, list) else v for k, v in data.items()})
    signs, vector = Signs(0.83, 0.013, 0.27, 0.6, 7, 0.8), np.array([0.3, 0.2], np.float32)
    assert again.probability(vector, signs) == pytest.approx(judge.probability(vector, signs))


def test_there_is_no_verdict_for_an_encoder_that_nothing_was_learnt_for() -> None:
    assert judge_for("hashed-ngrams-256") is None
    assert judge_for(shipped_judge().encoder) is not None
