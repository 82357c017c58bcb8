"""A count as a bar beside its number: a chart that is its own table. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

#: The longest bar of a chart, in units of its drawing.
LONGEST = 100


@dataclass(frozen=True, slots=True)
class Row:
    """A thing that is counted; `value` is its identifier, `address` leads to what is counted."""

    value: str
    label: str
    count: int
    address: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A row and how long it is drawn."""

    row: Row
    width: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Rows under a title; `head` names what they are, `note` how to read them."""

    name: str
    title: str
    head: str
    note: str
    bars: tuple[Bar, ...]
    csv: str


def drawn(rows: Iterable[Row]) -> tuple[Bar, ...]:
    """Return rows as bars: the longest is of the largest count, what is not there has none."""
    known = tuple(rows)
    most = max((row.count for row in known), default=0)
    return tuple(Bar(row, f"{LONGEST * row.count / most:.1f}" if most else "0.0") for row in known)
