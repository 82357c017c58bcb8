"""Only what is shown is sorted and told; it stands where sorting everything would put it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import vectors as vectors_module
from search.ranking import Ranked, Ranking
from search.vectors import Vectors, best_of, spread_of

SCORES = st.sampled_from([0.0, 0.25, 0.5, 0.5000001, 1.0])


@given(
    st.lists(st.tuples(SCORES, st.booleans()), max_size=30),
    st.integers(0, 12),
    st.integers(0, 12),
    st.randoms(use_true_random=False),
)
def test_a_page_is_what_sorting_everything_gives(rows, offset: int, limit: int, chance):
    ranks = list(range(len(rows)))
    chance.shuffle(ranks)
    told: list[int] = []

    def tell(place: int) -> Ranked:
        told.append(place)
        return Ranked(place, None)

    ranking = Ranking(
        np.arange(len(rows)) + 100,
        np.asarray([score for score, _ in rows], float),
        np.asarray(ranks, np.int64),
        np.asarray([called for _, called in rows], bool),
        tell,
    )
    expected = sorted(range(len(rows)), key=lambda n: (not rows[n][1], -rows[n][0], ranks[n]))
    page = [ranked.practice - 100 for ranked in ranking.page(offset, limit)]
    assert page == expected[offset : offset + limit]
    assert len(told) == len(page)
    assert len(ranking) == len(rows)


@given(
    st.lists(st.tuples(SCORES | st.just(float("nan")), st.booleans()), max_size=30),
    st.integers(0, 12),
)
def test_the_best_are_the_first_of_a_stable_sort(rows, count: int):
    scores = np.asarray([score for score, _ in rows], np.float32)
    allowed = np.asarray([fine for _, fine in rows], bool)
    places = [n for n, (score, fine) in enumerate(rows) if fine and score == score]
    expected = sorted(places, key=lambda n: -scores[n])[:count]
    assert best_of(scores, count, allowed).tolist() == expected
    known = [score for score in scores.tolist() if score == score]
    assert spread_of(scores) == ((min(known), max(known)) if known else (0.0, 0.0))


@pytest.mark.parametrize("dimension", [16, 100, 384])
def test_a_score_depends_on_its_two_vectors_alone(dimension: int, monkeypatch: pytest.MonkeyPatch):
    random = np.random.default_rng(5)
    rows = random.normal(size=(300, dimension)).astype(np.float32)
    query = random.normal(size=dimension).astype(np.float32)
    whole = Vectors(dimension)
    whole.add(np.arange(300), rows)
    expected = dict(zip(range(300), whole.compare(query).tolist(), strict=True))
    gaps = Vectors(dimension)
    gaps.add(np.arange(200), rows[:200])
    gaps.remove(np.arange(0, 200, 3))
    gaps.add(np.arange(200, 300), rows[200:])  # some of them where others were
    assert len(gaps) == len(set(gaps.keys.tolist())) == 233
    found = dict(zip(gaps.keys.tolist(), gaps.compare(query).tolist(), strict=True))
    assert found == {key: expected[key] for key in found}
    monkeypatch.setattr(vectors_module, "_SHARE", 7)  # several threads share the work
    monkeypatch.setattr(vectors_module, "_HANDS", 3)
    vectors_module._hands.cache_clear()
    assert dict(zip(range(300), whole.compare(query).tolist(), strict=True)) == expected
    vectors_module._hands.cache_clear()


def test_nothing_of_what_was_removed_stays_in_memory():
    vectors = Vectors(16)
    vectors.add(np.asarray([1, 2]), np.full((2, 16), 7, np.float32))
    vectors.remove(np.asarray([1]))
    assert (vectors._matrix() == 7).sum() == 16
