"""The words of the search page kept as data (`search_words.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class OrderWords:
    """How an order of results is called, and told of results that are in it."""

    name: str
    told: str


@dataclass(frozen=True, slots=True)
class SearchWords:
    """Everything in `search_words.toml`."""

    orders: Mapping[str, OrderWords]
    suggestions: Mapping[str, str]


@cache
def search_words() -> SearchWords:
    """Read the file once."""
    raw = tomllib.loads(resources.files("api.web").joinpath("search_words.toml").read_text("utf-8"))
    return SearchWords(
        orders={name: OrderWords(**one) for name, one in raw["orders"].items()},
        suggestions=raw["suggestions"],
    )
