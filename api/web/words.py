"""The words of the pages kept as data (`words.toml`): groups of facts, facets, examples."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from corpus.views import FactKind
from search.model import FACETS, LIMITS, FacetName, LimitName


@dataclass(frozen=True, slots=True)
class Group:
    """How the facts of one kind are called: heading, label of a mark, words when there is none."""

    kind: FactKind
    title: str
    tag: str
    missing: str


@dataclass(frozen=True, slots=True)
class Limit:
    """How a filter that is no choice of values is told; `told` has the place of each of `names`."""

    names: tuple[LimitName, ...]
    title: str
    told: str


@dataclass(frozen=True, slots=True)
class Words:
    """Everything in `words.toml`."""

    groups: tuple[Group, ...]
    facets: Mapping[FacetName, str]
    limits: tuple[Limit, ...]
    examples: tuple[str, ...]
    browse: tuple[FacetName, ...]

    def tag(self, kind: FactKind) -> str:
        """Return the label of a mark of this kind."""
        return next(group.tag for group in self.groups if group.kind is kind)


@cache
def words() -> Words:
    """Read the file once. Raises ValueError when it does not cover every kind and every filter."""
    raw = tomllib.loads(resources.files("api.web").joinpath("words.toml").read_text("utf-8"))
    groups = tuple(
        Group(FactKind(one["kind"]), one["title"], one["tag"], one["missing"])
        for one in raw["groups"]
    )
    if {group.kind for group in groups} != set(FactKind) or set(raw["facets"]) != set(FACETS):
        raise ValueError("words.toml must name every kind of fact and every facet")
    limits = tuple(Limit(tuple(one["names"]), one["title"], one["told"]) for one in raw["limits"])
    if sorted(name for limit in limits for name in limit.names) != sorted(LIMITS):
        raise ValueError("words.toml must tell every limit once")
    return Words(
        groups=groups,
        facets=raw["facets"],
        limits=limits,
        examples=tuple(raw["home"]["examples"]),
        browse=tuple(raw["home"]["browse"]),
    )
