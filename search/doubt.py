"""Whether the base answers a question at all: a probability, learnt from questions of both kinds.

A search always finds something nearest. Here what is known of a question once it has been ranked,
and its meaning itself (an office's hours, the price of a car: no practice answers that), give the
probability that something found is an answer. Learnt by `python -m corpus.tuning.answers`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Signs:
    """What the search found of a question.

    `nearest` is the cosine of the nearest passage, `ahead` how far it is before the mean of the
    fifty nearest, `words` the BM25 of the best practice as a share of the most one could get,
    `known` the share of the question's terms that any text has, `terms` their number, `asked` the
    cosine of the nearest question that somebody knew an answer of.
    """

    nearest: float
    ahead: float
    words: float
    known: float
    terms: int
    asked: float

    def features(self) -> NDArray[np.float64]:
        """Return the numbers that are weighed."""
        return np.array(astuple(self), np.float64)


@dataclass(frozen=True, slots=True)
class Judge:
    """A logistic curve over the meaning of a question, then one over that and the signs.

    Of one encoder: vectors of another mean something else, and `encoder` says which.
    """

    encoder: str
    meaning: NDArray[np.float64]
    bias: float
    weights: NDArray[np.float64]
    offset: float
    means: NDArray[np.float64]
    spreads: NDArray[np.float64]
    threshold: float

    def leaning(self, vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return how far the questions themselves lean to being answerable (log odds)."""
        found: NDArray[np.float64] = vectors.astype(np.float64) @ self.meaning + self.bias
        return found

    def probability(self, vector: NDArray[np.float32], signs: Signs) -> float:
        """Return the probability, in (0, 1), that something found answers the question."""
        told = np.append(signs.features(), self.leaning(vector[None])[0])
        odds = float((told - self.means) / self.spreads @ self.weights) + self.offset
        return 1 / (1 + float(np.exp(-np.clip(odds, -30, 30))))

    def answers(self, probability: float) -> bool:
        """Tell whether the base is said to answer."""
        return probability >= self.threshold


def as_data(judge: Judge) -> dict[str, Any]:
    """Return a judge as JSON holds it, with as many digits as matter."""
    values = {name: getattr(judge, name) for name in Judge.__slots__}
    return {
        name: _rounded(value.tolist()) if isinstance(value, np.ndarray) else value
        for name, value in values.items()
    }


@cache
def shipped_judge() -> Judge:
    """Return the judge of `doubt.json`."""
    text = resources.files("search").joinpath("doubt.json").read_text(encoding="utf-8")
    rows: dict[str, Any] = json.loads(text)
    arrays = {n: np.array(v, np.float64) for n, v in rows.items() if isinstance(v, list)}
    return Judge(**{**rows, **arrays})


def judge_for(encoder: str) -> Judge | None:
    """Return the judge of an encoder, in 8 bits too; None for one that nothing was learnt for."""
    judge = shipped_judge()
    return judge if judge.encoder == encoder.partition("+")[0] else None


def _rounded(values: Sequence[float]) -> list[float]:
    return [float(f"{value:.6g}") for value in values]
