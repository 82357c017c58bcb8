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

from search.lookup import Catalogue, Postings

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weights:
    """The numbers of `weights.toml`."""

    meaning: float
    words: float
    concepts: float
    k1: float
    b: float
    title: float
    passages: int
    terms: int
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


def word_scores(catalogue: Catalogue, postings: Sequence[Postings], weights: Weights) -> Scores:
    """Return BM25 of each passage as a share of the most a passage could get, in [0, 1).

    `postings` holds one array a term of the question. Terms that no passage has weigh too, so
    a question of unknown words does not turn one stray match into a good one.
    """
    scores = np.zeros(len(catalogue.keys))
    total = len(scores)
    mass = 0.0
    average = catalogue.lengths.mean() if total else 0.0
    for found in postings:
        term_idf = idf(len(found), total)
        mass += term_idf
        places = catalogue.places(found[:, 0])
        counts = weights.title * found[:, 1] + found[:, 2]
        lengths = catalogue.lengths[places] / (average or 1)
        saturation = weights.k1 * (1 - weights.b + weights.b * lengths)
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
