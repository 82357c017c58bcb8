"""The lines of a list: called so, in this order, on this page. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from ontology.places import normal_name

Order = Literal["pratiche", "nome"]

PER_PAGE = 50

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cell:
    """Some words of a line, with where they lead."""

    text: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A thing in a list; `count` is how many practices it has, `names` all it may be found by."""

    label: str
    address: str | None
    count: int | None = None
    note: str = ""
    cells: tuple[Cell, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Branch:
    """A line of a tree, with those under it."""

    line: Line
    under: tuple[Branch, ...]

    @property
    def size(self) -> int:
        """How many lines are under it, at any depth."""
        return sum(1 + one.size for one in self.under)


@dataclass(frozen=True, slots=True)
class Leaf(Generic[T]):
    """A page of a list, its `number` counted from one; `total` counts all the list."""

    items: tuple[T, ...]
    total: int
    number: int
    per_page: int

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.total // self.per_page))

    @property
    def first_item(self) -> int:
        """Which of the list the first of this page is."""
        return (self.number - 1) * self.per_page + 1


def leaf(items: Sequence[T], number: int, per_page: int = PER_PAGE) -> Leaf[T]:
    """Return a page of a list; empty beyond the last."""
    start = (number - 1) * per_page
    return Leaf(tuple(items[start : start + per_page]), len(items), number, per_page)


def called(lines: Iterable[Line], name: str) -> list[Line]:
    """Return the lines with a name that has these words, whatever case and accents."""
    wanted = normal_name(name)
    if not wanted:
        return list(lines)
    return [
        line
        for line in lines
        if any(wanted in normal_name(one) for one in (line.label, *line.names))
    ]


def in_order(lines: Iterable[Line], order: Order) -> list[Line]:
    """Return lines with the most practices first, or by the alphabet."""
    by_name = sorted(lines, key=lambda line: (normal_name(line.label), line.address or ""))
    if order == "nome":
        return by_name
    return sorted(by_name, key=lambda line: -(line.count or 0))
