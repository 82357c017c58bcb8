"""Whether two practices may be one: words, meaning, names, places, figures, years. Pure.

Two sources tell of one practice in other words and shorten its names, but share uncommon words.
What is measured of meaning is put on the scale of the passages around (how far above what any two
have in common), so that it means the same whatever model makes the vectors.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.sameness.scale import Features
from corpus.views import FactKind, PracticeView

_STEPS = 4.0  # standard deviations of meaning that are all there is to know


@dataclass(frozen=True, slots=True)
class PracticeTraits:
    """A practice as the library knows it.

    `stems` are its uncommon stems with their weight; `title` the stems of its title that are not
    stop words; `vectors` one row a passage, of length 1, None where there are none; `around` its
    territories and those that contain them; `amounts` and `years` as written, `names` the nodes of
    organisations, `concepts` its measures and beneficiaries.
    """

    id: str
    document: str
    heading: str
    stems: Mapping[str, float]
    title: frozenset[str]
    vectors: NDArray[np.float32] | None
    around: frozenset[str]
    names: frozenset[str]
    labels: Mapping[str, str]
    amounts: frozenset[str]
    years: frozenset[int]
    concepts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Background:
    """How near any two passages are: mean and spread of inner products; 0 spread: not known."""

    mean: float
    spread: float

    def above(self, nearness: float) -> float:
        """Return how far above the usual a nearness is, 1 for all there is to know."""
        if not self.spread:
            return 0.0
        return max(-1.0, min(1.0, (nearness - self.mean) / self.spread / _STEPS))


def compare(one: PracticeTraits, other: PracticeTraits, background: Background) -> Features:
    """Return what speaks for and against two practices being one.

    Titles, measures and shared bodies are told as reasons, but weigh nothing beside these: titles
    are told anew, and neighbours in one town share the rest.
    """
    return {
        "words": shared_weight(one.stems, other.stems),
        "meaning": background.above(_nearness(one.vectors, other.vectors)),
        "amounts": float(bool(one.amounts & other.amounts)),
        "same_comune": float(any(len(code) == 6 for code in one.around & other.around)),
        "same_region": float(any(len(code) == 2 for code in one.around & other.around)),
        "apart": float(bool(one.around and other.around) and not one.around & other.around),
    }


def shared_weight(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return the cosine of two bags of weighted stems."""
    shared = sum(weight * other[stem] for stem, weight in one.items() if stem in other)
    norms = sum(w * w for w in one.values()) * sum(w * w for w in other.values())
    return float(shared / norms**0.5) if norms else 0.0


def years_of(view: PracticeView) -> frozenset[int]:
    """Return the years a practice runs in, as far as it says."""
    found: set[int] = set()
    for fact in view.of(FactKind.PERIOD):
        ends = [int(v[:4]) for k in ("start", "end") if (v := fact.detail.get(k, ""))[:4].isdigit()]
        if ends and max(ends) - min(ends) <= _LONGEST:
            found.update(range(min(ends), max(ends) + 1))
    return frozenset(found)


_LONGEST = 60  # years: a longer period was misread


def overlap(one: Collection[str], other: Collection[str]) -> float:
    """Return how much of two sets is in both, in [0, 1]."""
    shared = len(set(one) & set(other))
    return shared / (len(set(one) | set(other)) or 1)


def _nearness(one: NDArray[np.float32] | None, other: NDArray[np.float32] | None) -> float:
    """Return how near the passages of two practices are, each to the nearest of the other's."""
    if one is None or other is None or one.shape[1] != other.shape[1]:
        return 0.0
    table = one @ other.T
    return float(table.max(axis=1).mean() + table.max(axis=0).mean()) / 2
