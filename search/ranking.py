"""Put practices in order for a question: candidates, their scores, their best passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.concepts import Mention
from search.fusion import Scores, Weights, idf, stretch, word_scores
from search.lookup import Catalogue, FoundPractice, Lookup
from search.question import Question
from search.vectors import Matrix, Vectors


@dataclass(frozen=True, slots=True)
class Ranked:
    """A practice in its place: its best passage and what each kind of evidence brought.

    The three parts are weighted and sum to the score, in [0, 1]. `nearness` is that of the
    meaning alone, from the farthest passage of the corpus (0) to the nearest (1). `values` are the
    facet values named by the question, some of which the practice has.
    """

    practice: int
    passage: int | None
    nearness: float = 0.0
    meaning: float = 0.0
    words: float = 0.0
    concepts: float = 0.0
    values: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        """The sum of the parts."""
        return self.meaning + self.words + self.concepts


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the passages offer a question: places in the catalogue and the scores there.

    `practice_words` scores the words of whole practices, in the order of the catalogue.
    """

    places: NDArray[np.int64]
    meaning: Scores
    words: Scores
    practice_words: Scores


def gather(
    question: Question,
    vector: Matrix | None,
    allowed: NDArray[np.bool_],
    catalogue: Catalogue,
    vectors: Vectors | None,
    lookup: Lookup,
    weights: Weights,
) -> Evidence:
    """Return the candidate passages among the allowed ones: the nearest and those with the words.

    Both scores are in [0, 1] and do not depend on the filter: the scale is the whole corpus'.
    """
    postings = [lookup.postings(term) for term in question.terms]
    scores = word_scores(catalogue, postings, weights)
    words = np.where(allowed, scores.passages, 0.0)
    places = np.argsort(-words, kind="stable")[: weights.passages]
    places = places[words[places] > 0]
    meaning = np.zeros(len(words))
    if vector is not None and vectors is not None:
        among = None if allowed.all() else catalogue.keys[allowed]
        nearest, _ = vectors.nearest(vector, weights.passages, among)
        places = np.union1d(places, catalogue.places(nearest))
        near = vectors.scores(vector, catalogue.keys[places])
        meaning[places] = stretch(near, *vectors.spread(vector))
    return Evidence(places, meaning[places], words[places], scores.practices)


@dataclass(frozen=True, slots=True)
class Named:
    """A mention of the question: how telling it is and which practices have one of its values."""

    mention: Mention
    weight: float
    practices: frozenset[int]


def having(mentions: Sequence[Mention], lookup: Lookup, total: int) -> tuple[Named, ...]:
    """Look up which of all `total` practices have what the question names."""
    found = [(mention, lookup.practices_with(mention.values)) for mention in mentions]
    return tuple(Named(m, idf(len(practices), total), practices) for m, practices in found)


def order(
    evidence: Evidence,
    named: Sequence[Named],
    catalogue: Catalogue,
    passing: Sequence[FoundPractice],
    weights: Weights,
    *,
    everything: bool,
) -> list[Ranked]:
    """Return the practices that pass, best first, each id once.

    Equal scores stand in alphabetical order (that of `passing`). Practices without any candidate
    passage follow when `everything` is wanted, else only what scored is returned.
    """
    most = weights.meaning + weights.words + weights.concepts
    mass = sum(item.weight for item in named) or 1.0
    own = weights.meaning * evidence.meaning + weights.words * evidence.words
    best: dict[int, int] = {}
    for place in np.argsort(-own, kind="stable"):
        best.setdefault(int(catalogue.practices[evidence.places[place]]), int(place))
    ranked: dict[str, Ranked] = {}
    positions = np.searchsorted(catalogue.practice_keys, [practice.key for practice in passing])
    for practice, position in zip(passing, positions, strict=True):
        shared = [item for item in named if practice.key in item.practices]
        here = best.get(practice.key)
        nearness = 0.0 if here is None else float(evidence.meaning[here])
        wording = float(evidence.practice_words[position])
        entry = Ranked(
            practice=practice.key,
            passage=None if here is None else int(catalogue.keys[evidence.places[here]]),
            nearness=nearness,
            meaning=weights.meaning * nearness / most,
            words=weights.words * wording / most,
            concepts=weights.concepts * sum(item.weight for item in shared) / mass / most,
            values=tuple(sorted({v for item in shared for v in item.mention.values})),
        )
        former = ranked.get(practice.id)
        if (everything or entry.score > 0) and (former is None or entry.score > former.score):
            ranked[practice.id] = entry
    return sorted(ranked.values(), key=lambda entry: -entry.score)
