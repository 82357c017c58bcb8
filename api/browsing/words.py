"""The words of the pages to browse, kept as data (`words.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from search.model import FacetName


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing one may leaf through; `scheme` is the concept scheme it is, if it is one."""

    slug: str
    title: str
    one: str
    the: str
    lead: str
    hint: str
    search: str
    unnamed: str
    nothing: str
    scheme: str | None = None

    @property
    def address(self) -> str:
        """The address of its list."""
        return f"/{self.slug}"


@dataclass(frozen=True, slots=True)
class Words:
    """Everything in `words.toml`."""

    kinds: Mapping[str, Kind]
    tallies: Mapping[str, str]
    facets: Mapping[str, tuple[FacetName, ...]]


@cache
def words() -> Words:
    """Read the file once."""
    raw = tomllib.loads(resources.files("api.browsing").joinpath("words.toml").read_text("utf-8"))
    return Words(
        {one["slug"]: Kind(**one) for one in raw["kinds"]},
        raw["tallies"],
        {name: tuple(facets) for name, facets in raw["facets"].items()},
    )


#: Where lists and things are.
BROWSED = tuple(kind.address for kind in words().kinds.values())
