"""What names are matched against: practices, organisations, concepts and territories. Shapes only.

Identifiers are the compact ones of every other door: ``practice/orti-asti``,
``organisation/auser-ostellato``, ``measure:trasporto-sociale``, ``place:038017``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from corpus.reconciling.vocabulary import Family

Strictness = Literal["any", "should", "all"]


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that a name may mean.

    `names` begin with the one it is shown by. `types` are ids, the narrowest first, the family
    last. `traits` hold, by property, the keys that a query's values are compared with: ISTAT codes
    with those of the territories around, concepts with their broader ones, years, folded words.
    """

    id: str
    family: Family
    names: tuple[str, ...]
    types: tuple[str, ...]
    description: str = ""
    traits: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name it is shown by."""
        return self.names[0]


@dataclass(frozen=True, slots=True)
class Reference:
    """A value that is itself a thing, which somebody has reconciled before."""

    id: str
    name: str = ""


Value = str | int | float | bool | Reference


@dataclass(frozen=True, slots=True)
class Asked:
    """A property that the thing meant should have; one of its values is enough."""

    property: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A name from elsewhere, or properties alone; `limit` is how many candidates are wanted.

    `types` are alternatives. By `strictness`, a candidate must be of ``any`` of them, of ``all``,
    or ``should`` be: then things of other types are told only where there are none of these.
    """

    name: str
    types: tuple[str, ...] = ()
    strictness: Strictness = "any"
    limit: int | None = None
    properties: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that a name may mean; `score` in [0, 100], `features` by id of the vocabulary.

    `match` is true of one candidate of a query at most: sure, and far enough from the next.
    """

    thing: Thing
    score: float
    match: bool
    features: Mapping[str, float | bool]
