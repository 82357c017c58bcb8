from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.concordance import located
from search.fusion import Weights, WordScores, idf, load_weights, stretch
from search.fusion import word_scores as score
from search.lookup import Catalogue, Postings

WEIGHTS = load_weights()


def catalogue(*lengths: int, practices: tuple[int, ...] = ()) -> Catalogue:
    keys = np.arange(10, 10 + len(lengths), dtype=np.int64)
    owners = np.asarray(practices, np.int64) if practices else keys
    return Catalogue(1, keys, owners, np.asarray(lengths, np.float64))


def found(*rows: tuple[int, int, int]) -> Postings:
    return np.asarray(rows, np.int64).reshape(-1, 3)


def word_scores(where: Catalogue, postings: list[Postings], weights: Weights) -> WordScores:
    return score(where, [located(one, where) for one in postings], weights)


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_rarer_is_more_telling_and_never_worthless(pair: tuple[int, int]):
    having, total = pair
    assert idf(having, total) > 0
    assert idf(having, total) <= idf(max(0, having - 1), total)


def test_a_passage_with_all_the_words_scores_more_than_one_with_some():
    both, one, none = word_scores(
        catalogue(10, 10, 10),
        [found((10, 0, 1), (11, 0, 1)), found((10, 0, 1))],
        WEIGHTS,
    ).passages
    assert 1 > both > one > none == 0


def test_a_word_nobody_has_lowers_every_score():
    alone = word_scores(catalogue(10, 10), [found((10, 0, 1))], WEIGHTS).passages
    terms = [found((10, 0, 1)), found()]
    beside_unseen = word_scores(catalogue(10, 10), terms, WEIGHTS).passages
    assert 0 < beside_unseen[0] < alone[0] / 2


def test_a_word_in_the_title_counts_more_than_in_the_text():
    scores = word_scores(catalogue(9, 9), [found((10, 1, 0), (11, 0, 1))], WEIGHTS)
    title, text = scores.practices
    assert title > text


def test_words_spread_over_a_practice_count_as_much_as_side_by_side():
    spread = catalogue(10, 10, 20, practices=(1, 1, 2))
    first, second = word_scores(
        spread, [found((10, 0, 1), (12, 0, 1)), found((11, 0, 1), (12, 0, 1))], WEIGHTS
    ).practices
    assert first == second


def test_a_title_counts_once_however_many_passages_repeat_it():
    one, many = (
        word_scores(catalogue(30, 10, 10, 10, practices=owners), [terms], WEIGHTS).practices
        for owners, terms in (
            ((1, 2, 2, 2), found((10, 1, 0))),
            ((1, 2, 2, 2), found((11, 1, 0), (12, 1, 0), (13, 1, 0))),
        )
    )
    assert one[0] == many[1]


def test_keys_gone_from_the_catalogue_are_left_out():
    assert catalogue(5, 5).places([11, 99, 3]).tolist() == [1]


@pytest.mark.parametrize("scores", [[], [0.8], [0.8, 0.8]])
def test_a_flat_scale_claims_nothing(scores: list[float]):
    assert stretch(np.asarray(scores, np.float32), 0.8, 0.8).tolist() == [0.0] * len(scores)


def test_scores_are_stretched_over_the_corpus_and_unknown_ones_are_zero():
    stretched = stretch(np.asarray([0.75, 0.8, 0.85, np.nan], np.float32), 0.75, 0.85)
    assert stretched == pytest.approx([0, 0.5, 1, 0], abs=1e-6)


def test_no_postings_and_no_passages_give_zeros():
    nothing = word_scores(catalogue(), [found()], WEIGHTS)
    assert nothing.passages.tolist() == nothing.practices.tolist() == []
    assert word_scores(catalogue(3), [], WEIGHTS).practices.tolist() == [0.0]
