"""From what two things have in common to how likely they are one: weights that were learnt."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WEIGHTS = Path(__file__).parent / "weights.toml"

#: What speaks for (or, by its weight, against) two things being one: name → value.
Features = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Scale:
    """A logistic model: `bias` plus weighted features; what reaches `threshold` is announced."""

    bias: float
    weights: Mapping[str, float]
    threshold: float

    def score(self, features: Features) -> float:
        """Return how likely two things are one, in [0, 1]."""
        total = self.bias + sum(
            weight * features.get(name, 0.0) for name, weight in self.weights.items()
        )
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, total))))


@cache
def load_scale(kind: str) -> Scale:
    """Return the scale of ``practice`` or ``organisation``, as learnt on the documents to learn."""
    row = tomllib.loads(WEIGHTS.read_text(encoding="utf-8"))[kind]
    return Scale(row["bias"], row["weights"], row["threshold"])
