"""The words of the pages of numbers kept as data (`words.toml`)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from search.model import FacetName


@dataclass(frozen=True, slots=True)
class ChartWords:
    """What a chart is called: `name` in addresses, `head` above its first column."""

    name: str
    title: str
    head: str
    note: str
    facet: FacetName | None = None


@dataclass(frozen=True, slots=True)
class AxisWords:
    """What one side of a table of gaps is called, and the filter that it lays out."""

    name: str
    title: str
    head: str
    scheme: FacetName


@dataclass(frozen=True, slots=True)
class MoneyWords:
    """What a table of money is called; `lead` begins the page behind a row of it.

    `data` is the list of the interface for programs that says the same, if there is one.
    """

    name: str
    title: str
    head: str
    note: str
    lead: str
    data: str


@dataclass(frozen=True, slots=True)
class Words:
    """Everything in `words.toml`; `empty_mark` stands for `empty` where there is little room."""

    charts: tuple[ChartWords, ...]
    years: ChartWords
    axes: tuple[AxisWords, ...]
    money: tuple[MoneyWords, ...]
    empty: str
    empty_mark: str


@cache
def words() -> Words:
    """Read the file once."""
    raw = tomllib.loads(resources.files(__package__).joinpath("words.toml").read_text("utf-8"))
    return Words(
        tuple(ChartWords(**one) for one in raw["charts"]),
        ChartWords(**raw["years"]),
        tuple(AxisWords(**one) for one in raw["axes"]),
        tuple(MoneyWords(**one) for one in raw["money"]),
        raw["empty"]["words"],
        raw["empty"]["mark"],
    )
