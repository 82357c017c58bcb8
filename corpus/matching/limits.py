"""The numbers of `limits.toml`, read once and checked by their names."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Band:
    """Below `people`, the thing is called `name`."""

    people: int
    name: str


@dataclass(frozen=True, slots=True)
class TerritoryLimits:
    """What makes two territories alike; distances in km."""

    nearby_km: float
    far_km: float
    holding: Mapping[str, float]
    size: tuple[Band, ...]
    surroundings: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class PracticeLimits:
    """How practices are chosen and grouped for a situation."""

    looked_at: int
    looked_at_nearby: int
    floor: float
    search: float
    need: float
    beneficiary: float
    means: float
    kind: float
    nearness: float
    groups: int
    shown: int


@dataclass(frozen=True, slots=True)
class PartnerLimits:
    """How organisations are chosen; `roles` by notation, `other` for the rest."""

    shown: int
    proofs: int
    nearness: float
    roles: Mapping[str, float]

    def role(self, role: str | None) -> float:
        """Return how much a role (``role:partner``) says of who could do it again."""
        return self.roles.get((role or "").removeprefix("role:"), self.roles["other"])


@dataclass(frozen=True, slots=True)
class SimilarLimits:
    """How practices like one are chosen."""

    looked_at: int
    meaning: float
    concepts: float
    place: float
    shown: int


@dataclass(frozen=True, slots=True)
class AlikeLimits:
    """How organisations like one are chosen."""

    looked_at: int
    own: int
    shown: int


@dataclass(frozen=True, slots=True)
class InputLimits:
    """How much may be asked; lengths in characters."""

    description: int
    words: int
    compared: int
    suggestions: int


@dataclass(frozen=True, slots=True)
class Limits:
    """All of `limits.toml`."""

    territory: TerritoryLimits
    practices: PracticeLimits
    partners: PartnerLimits
    similar: SimilarLimits
    alike: AlikeLimits
    input: InputLimits


@cache
def load_limits() -> Limits:
    """Return the numbers of `limits.toml`."""
    text = resources.files("corpus.matching").joinpath("limits.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    where = tables["territory"]
    bands = {name: tuple(Band(**row) for row in where[name]) for name in ("size", "surroundings")}
    return Limits(
        territory=TerritoryLimits(where["nearby_km"], where["far_km"], where["holding"], **bands),
        practices=PracticeLimits(**tables["practices"]),
        partners=PartnerLimits(**tables["partners"]),
        similar=SimilarLimits(**tables["similar"]),
        alike=AlikeLimits(**tables["alike"]),
        input=InputLimits(**tables["input"]),
    )
