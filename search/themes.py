"""How well practices fit what a question is about, by the concepts they have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from search.fusion import Scores, Weights, idf, stretch
from search.holdings import Holdings
from search.kindred import Kindred
from search.vectors import Matrix


@dataclass(frozen=True, slots=True)
class Fit:
    """How well practices fit the themes of a question.

    `practices` are scores in [0, 1] in the order of the catalogue; `worth` tells what each concept
    brought; `nearest` is the cosine of the nearest kindred question.
    """

    practices: Scores
    worth: Mapping[str, float]
    nearest: float


def fit(kindred: Kindred, vector: Matrix, holdings: Holdings, weights: Weights) -> Fit:
    """Compare practices with what a question is about, by the questions most like it.

    A concept is worth more the fewer practices have it.
    """
    themes, nearest = kindred.themes(vector, weights.kindred, weights.warmth, weights.topics)
    total = len(holdings)
    scores = np.zeros(total)
    worth: dict[str, float] = {}
    for value, weight in themes.items():
        places = holdings.facets.of_value(value)
        worth[value] = weight * idf(len(places), total)
        scores[places] += worth[value]
    ends = (float(scores.min()), float(scores.max())) if total else (0.0, 0.0)
    return Fit(stretch(scores.astype(np.float32), *ends), worth, nearest)
