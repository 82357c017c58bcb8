"""How meaning, words and concepts become one score. Pure arithmetic; the weights are data."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import log

import numpy as np
from numpy.typing import NDArray

from search.concordance import Occurrences
from search.lookup import Catalogue

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weights:
    """The numbers of `weights.toml`."""

    meaning: float
    words: float
    concepts: float
    themes: float
    kindred: int
    warmth: float
    topics: int
    k1: float
    b: float
    title: float
    passages: int
    terms: int
    shown: int
    characters: int
    very_near: float
    near: float


@cache
def load_weights() -> Weights:
    """Return the numbers of `weights.toml`."""
    text = resources.files("search").joinpath("weights.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    return Weights(**{name: value for table in tables.values() for name, value in table.items()})


def idf(having: int, total: int) -> float:
    """Return how telling it is to have something that `having` of `total` have; above 0."""
    return log(1 + (total - having + 0.5) / (having + 0.5))


@dataclass(frozen=True, slots=True)
class WordScores:
    """BM25 as a share of the most one could get, in [0, 1), aligned with the catalogue.

    Practices are put in order by `practices`: what a question asks is often spread over a text,
    and in a passage of three words one stray match would be worth more than it says. `passages`
    only chooses which of its passages to show.
    """

    passages: Scores
    practices: Scores


def word_scores(catalogue: Catalogue, terms: Sequence[Occurrences], weights: Weights) -> WordScores:
    """Score the words of passages and of whole practices.

    `terms` says where each term of the question stands. Terms that nobody has weigh too, so that
    a question of unknown words does not turn one stray match into a good one.
    """
    in_passages, in_practices = list[_Found](), list[_Found]()
    for found in terms:
        titled = weights.title * found.titled.astype(np.float64)
        in_passages.append((found.places, titled + found.told))
        owners = catalogue.practice_places[found.places]
        starts = np.flatnonzero(np.diff(owners, prepend=-1))  # passages of a practice lie together
        if not len(starts):
            in_practices.append((owners, titled))
            continue
        counts = np.maximum.reduceat(titled, starts)  # each passage repeats the title's words
        counts += np.add.reduceat(found.told, starts, dtype=np.float64)
        in_practices.append((owners[starts], counts))
    return WordScores(
        _bm25(in_passages, catalogue.lengths, weights),
        _bm25(in_practices, catalogue.practice_lengths, weights),
    )


_Found = tuple[NDArray[np.integer], Scores]
"""Where the texts stand that have a term, and how often each has it."""


def _bm25(terms: Sequence[_Found], lengths: Scores, weights: Weights) -> Scores:
    scores = np.zeros(len(lengths))
    mass = 0.0
    average = lengths.mean() if len(lengths) else 0.0
    for places, counts in terms:
        term_idf = idf(len(places), len(lengths))
        mass += term_idf
        relative = lengths[places] / (average or 1)
        saturation = weights.k1 * (1 - weights.b + weights.b * relative)
        scores[places] += term_idf * counts / (counts + saturation)
    return scores / mass if mass else scores


def stretch(scores: NDArray[np.float32], lowest: float, highest: float) -> Scores:
    """Return scores stretched to [0, 1]; unknown ones (NaN) and a flat scale give 0.

    Encoders of the e5 family put everything between .75 and .9: only differences speak.
    """
    if highest - lowest < 1e-6:
        return np.zeros(len(scores))
    stretched = (scores.astype(np.float64) - lowest) / (highest - lowest)
    return np.clip(np.nan_to_num(stretched, nan=0.0), 0.0, 1.0)
