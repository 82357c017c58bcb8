"""The scores of an order are those of the textbooks."""

from __future__ import annotations

from collections import Counter
from math import log2
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.evaluation.figures import bootstrap
from corpus.evaluation.ranking import (
    BadQuestionsError,
    GradedQuestion,
    parse_questions,
    quality,
    separation,
)

ROOT = Path(__file__).parents[2]
GRADED = {"a": 3, "b": 1}


def test_the_best_order_scores_one() -> None:
    found = quality(GRADED, ["a", "b", "x"])
    assert (found.ndcg, found.recall, found.reciprocal_rank) == (1, 1, 1)


def test_gains_are_discounted_by_place_and_grade() -> None:
    found = quality(GRADED, ["x", "b", "a"])
    assert found.ndcg == pytest.approx((1 / log2(3) + 7 / 2) / (7 + 1 / log2(3)))
    assert found.reciprocal_rank == 0.5


def test_what_lies_beyond_the_depth_counts_only_for_the_reciprocal_rank() -> None:
    found = quality({"a": 3}, [*"0123456789", "a"])
    assert (found.ndcg, found.recall) == (0, 0)
    assert found.reciprocal_rank == pytest.approx(1 / 11)


def test_more_answers_than_places_can_still_be_recalled_whole() -> None:
    assert quality(dict.fromkeys("abcd", 2), ["a", "b"], depth=2).recall == 1


def test_a_document_found_twice_counts_once() -> None:
    assert quality({"a": 3, "b": 3}, ["a", "a", "b"]).ndcg == 1


def test_a_question_without_answers_is_not_scored() -> None:
    with pytest.raises(ValueError, match="without answers"):
        quality({}, ["a"])


@given(st.permutations("abcdefghijkl"))
def test_no_order_beats_the_best_one(order: list[str]) -> None:
    found = quality({"a": 3, "b": 2, "c": 1}, order)
    assert 0 <= found.ndcg <= 1
    assert 0 <= found.recall <= 1
    assert 0 < found.reciprocal_rank <= 1


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50))
def test_an_interval_lies_within_the_values_and_is_the_same_every_time(values: list[float]) -> None:
    found = bootstrap(values)
    assert min(values) - 1e-9 <= found.low <= found.high <= max(values) + 1e-9
    assert found == bootstrap(values)


def test_an_interval_narrows_with_more_questions() -> None:
    few, many = bootstrap([0.0, 1.0] * 10), bootstrap([0.0, 1.0] * 100)
    assert many.high - many.low < few.high - few.low


def test_separation_is_the_share_of_pairs_in_the_right_order() -> None:
    assert separation([0.9, 0.8], [0.1]) == 1
    assert separation([0.5], [0.5]) == 0.5
    assert separation([0.1], [0.5, 0.0]) == 0.5


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "non contiene domande"),
        ("{", "riga 1"),
        ("[]", "riga 1"),
        ('{"id": "1", "query": "q", "kind": "k"}', "riga 1"),
        ('\n{"id": "1", "query": "q", "kind": "k", "relevant": {"a": 4}}', "riga 2.*da 1 a 3"),
        ('{"id": "1", "query": "q", "kind": "k", "relevant": {}}\n' * 2, "stesso «id»"),
    ],
)
def test_a_bad_file_is_refused_by_line(text: str, message: str) -> None:
    with pytest.raises(BadQuestionsError, match=message):
        parse_questions(text)


KINDS = {"colloquiale": 60, "bisogno": 70, "formale": 30, "inglese": 20, "senza-risposta": 20}


def ours(name: str) -> tuple[GradedQuestion, ...]:
    text = (ROOT / "corpus" / "questions" / f"{name}.jsonl").read_text(encoding="utf-8")
    return parse_questions(text)


def test_our_questions_are_of_every_kind_in_both_splits() -> None:
    dev, test = (Counter(question.kind for question in ours(name)) for name in ("dev", "test"))
    assert dev + test == KINDS
    assert all(test[kind] / KINDS[kind] == pytest.approx(0.4) for kind in KINDS)


@pytest.mark.parametrize("name", ["dev", "test", "second_judge"])
def test_only_questions_without_an_answer_have_none(name: str) -> None:
    for question in ours(name):
        if question.kind == "senza-risposta":
            assert not question.relevant, question.id
        elif name != "second_judge":
            assert max(question.relevant.values()) >= 2, question.id


def test_the_second_judge_looked_at_sixty_questions_of_the_first() -> None:
    first = {question.id: question for question in (*ours("dev"), *ours("test"))}
    second = ours("second_judge")
    assert len(second) == 60
    for question in second:
        assert question.query == first[question.id].query
        assert set(question.pool) <= set(first[question.id].pool)


def test_no_question_is_in_both_sets() -> None:
    queries = [question.query for name in ("dev", "test") for question in ours(name)]
    assert len(set(queries)) == len(queries) == 200
