"""Counting what practices have, without ranking or showing any: lists, tables and gaps."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from search.facets import FacetValue, Mask
from search.holdings import Holdings
from search.model import Hit
from search.ranking import alphabetical

_LONGEST = 120  # characters of a title that tell where a list goes on


@dataclass(frozen=True, slots=True)
class Browsed:
    """A page of practices by title: `total` counts all, `last` is where to go on, None at the end.

    `offset` is how many stand before it.
    """

    hits: tuple[Hit, ...]
    total: int
    offset: int
    last: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Titled:
    """A practice by its identifier, and what orders it among the others."""

    id: str
    sort_title: str

    @property
    def mark(self) -> tuple[str, str]:
        """What to go on after: short, whatever the title."""
        return self.sort_title[:_LONGEST], self.id


def titled(holdings: Holdings, passing: Mask) -> tuple[Titled, ...]:
    """Return the practices that pass in the order of their titles, each once."""
    places = alphabetical(holdings, passing).places
    ordered = places[np.argsort(holdings.rank[places])]
    found = (holdings.practices[place] for place in ordered.tolist())
    return tuple(Titled(practice.id, practice.sort_title) for practice in found)


def place_after(titles: Sequence[Titled], mark: tuple[str, str]) -> int:
    """Return the first place after a mark, whether what it marked is still there or not."""
    title, identifier = mark
    first = bisect_left(titles, title, key=lambda one: one.sort_title[:_LONGEST])
    alike = list(takewhile(lambda one: one.mark[0] == title, titles[first:]))
    # Long titles that differ further on stand in an order that the mark does not tell.
    there = next((n for n, one in enumerate(alike) if one.id == identifier), None)
    if there is not None:
        return first + there + 1
    return first + sum(one.id < identifier for one in alike)


def tally(holdings: Holdings, passing: Mask) -> Mapping[FacetValue, int]:
    """Return how many of the practices that pass have each value, broader ones included."""
    counts = holdings.counts(passing)
    names = holdings.facets.names
    return {names[number]: int(counts[number]) for number in np.flatnonzero(counts).tolist()}


def crossed(
    holdings: Holdings, passing: Mask, axes: Sequence[Sequence[FacetValue]]
) -> NDArray[np.int64]:
    """Return how many practices have a value of each axis at once: one number for each choice.

    The shape is that of the axes, two or three of them. A practice told by several documents
    counts once, and only where one of them tells it all: as a filter has it.
    """
    tables = [_holders(holdings, passing, axis) for axis in axes]
    found = _product(tables)
    places, groups = holdings.twins
    for group in np.unique(groups[passing[places]]).tolist():
        told = _product([table[:, places[groups == group]] for table in tables])
        found -= np.maximum(told - 1, 0)
    return found


def _holders(holdings: Holdings, passing: Mask, axis: Sequence[FacetValue]) -> NDArray[np.float32]:
    rows = [
        holdings.facets.having(facet, (value,), len(holdings)) & passing for facet, value in axis
    ]
    table = np.array(rows, np.float32)
    return table.reshape(len(axis), len(holdings))


def _product(tables: Sequence[NDArray[np.float32]]) -> NDArray[np.int64]:
    first, *others = tables
    shape = tuple(len(table) for table in tables)
    for table in others[:-1]:
        # Of an empty library the width is 0, and no number of rows can be worked out from it.
        rows = len(first) * len(table)
        first = (first[:, None, :] * table[None, :, :]).reshape(rows, first.shape[1])
    counts: NDArray[np.int64] = np.rint(first @ others[-1].T).astype(np.int64)
    return counts.reshape(shape)
