"""The numbers of `limits.toml`, read once and checked by their names."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class CandidateLimits:
    """How many things are looked at, and told."""

    looked_at: int
    looked_at_each: int
    floor: float
    answered: int
    most: int
    meaning: float


@dataclass(frozen=True, slots=True)
class InputLimits:
    """The most that one request may hold."""

    query: int
    batch: int
    properties: int
    values: int
    types: int
    ids: int
    fetched: int
    returned: int
    suggested: int
    offset: int


@dataclass(frozen=True, slots=True)
class PropertyLimits:
    """What properties and types do to a score."""

    agreed: float
    denied: float
    outside: float


@dataclass(frozen=True, slots=True)
class Limits:
    """All of them; `sure` and `lead` by family."""

    candidates: CandidateLimits
    input: InputLimits
    properties: PropertyLimits
    sure: Mapping[str, float]
    lead: Mapping[str, float]


@cache
def load_limits() -> Limits:
    """Return the numbers; raises TypeError where the file misses one, or has one too many."""
    text = resources.files("corpus.reconciling").joinpath("limits.toml")
    table = tomllib.loads(text.read_text(encoding="utf-8"))
    return Limits(
        candidates=CandidateLimits(**table.pop("candidates")),
        input=InputLimits(**table.pop("input")),
        properties=PropertyLimits(**table.pop("properties")),
        **table,
    )
