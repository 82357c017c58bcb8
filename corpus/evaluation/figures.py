"""Figures with their doubt: means and ratios, each with the interval that the bootstrap gives it.

The bootstrap draws whole documents or questions again and again (with a fixed seed, so that a
figure is the same at every run): they are what was sampled, not the spans inside them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ROUNDS = 2000
Draw = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Interval:
    """A value and the 95 % interval that the bootstrap gives it."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts that add up over documents."""

    right: int = 0
    found: int = 0
    wanted: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.found + other.found, self.wanted + other.wanted)

    @property
    def precision(self) -> float:
        """Right of found; 0 when nothing was found."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Right of wanted; 0 when nothing was wanted."""
        return self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.found + self.wanted
        return 2 * self.right / both if both else 0.0


def bootstrap(values: Sequence[float], seed: int = 0) -> Interval:
    """Return the mean of values (one a question) and its percentile interval."""
    if not values:
        raise ValueError("no values to average")
    data = np.asarray(values, np.float64)
    return _around(float(data.mean()), data[_draws(len(data), seed)].mean(axis=1))


def bootstrap_f1(groups: Sequence[Sequence[Tally]], seed: int = 0) -> Interval:
    """Return the macro mean of F1 over groups of tallies and its interval.

    Each group (a label, say) holds one tally a document, the documents in the same order in all;
    documents are drawn together. Raises ValueError where there is none.
    """
    if not groups or not groups[0]:
        raise ValueError("no documents to measure")
    counts = np.asarray(
        [[(t.right, t.found + t.wanted) for t in group] for group in groups], np.float64
    )  # groups × documents × 2
    sums = counts[:, _draws(counts.shape[1], seed)].sum(axis=2)  # groups × rounds × 2
    ratios = np.divide(
        2 * sums[..., 0], sums[..., 1], out=np.zeros_like(sums[..., 0]), where=sums[..., 1] > 0
    )
    whole = [sum(group, Tally()).f1 for group in groups]
    return _around(sum(whole) / len(whole), ratios.mean(axis=0))


def bootstrap_difference(ones: Sequence[float], others: Sequence[float], seed: int = 0) -> Interval:
    """Return by how much `ones` exceed `others`, value by value, and its interval."""
    return bootstrap([one - other for one, other in zip(ones, others, strict=True)], seed)


def macro(tallies: Sequence[Tally], score: Callable[[Tally], float] = lambda t: t.f1) -> float:
    """Return the plain mean of a score over tallies; 0 for none."""
    return sum(map(score, tallies)) / len(tallies) if tallies else 0.0


def _draws(size: int, seed: int) -> Draw:
    return np.random.default_rng(seed).integers(size, size=(ROUNDS, size))


def _around(mean: float, rounds: NDArray[np.float64]) -> Interval:
    low, high = np.percentile(rounds, (2.5, 97.5))
    return Interval(mean, float(low), float(high))
