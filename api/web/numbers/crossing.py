"""Two of territory, people and measures, laid across each other: where there is something."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from api.routers.desk import Desk
from api.routers.gaps import asked_or_broadest, territories
from api.routers.naming import Naming
from api.routers.parameters import Filters
from api.web.environment import address
from api.web.numbers.narrowing import Narrowing
from api.web.numbers.words import AxisWords, words
from search.facets import FacetValue
from search.model import FacetName

_Value = tuple[FacetName, str]


@dataclass(frozen=True, slots=True)
class Head:
    """What a row or a column stands for; `inside` leads to its parts, None where it has none."""

    facet: FacetName
    value: str
    label: str
    inside: str | None


@dataclass(frozen=True, slots=True)
class Cell:
    """How many practices have both; `address` leads to them, `text` says it in words."""

    count: int
    address: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row with its cells, one a column, and the names of the columns where it has nothing."""

    head: Head
    cells: tuple[Cell, ...]
    empty: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Crossing:
    """The table: `total` cells, of which `bare` are empty; `third` is what was not laid out."""

    rows: AxisWords
    columns: AxisWords
    third: AxisWords
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]

    @property
    def total(self) -> int:
        """How many cells there are."""
        return len(self.heads) * len(self.lines)

    @property
    def bare(self) -> int:
        """How many of them are empty."""
        return sum(len(line.empty) for line in self.lines)


def axis(name: str) -> AxisWords:
    """Return the axis of a name."""
    return next(one for one in words().axes if one.name == name)


def other(name: str) -> AxisWords:
    """Return an axis to cross the named one with."""
    return next(one for one in words().axes if one.name != name)


def crossing(
    rows: AxisWords, columns: AxisWords, desk: Desk, naming: Naming, narrowing: Narrowing
) -> Crossing:
    """Count every pair; the filters of the axes choose what is laid out, the others what counts."""
    engine = desk.library.engine
    filters = narrowing.without(rows.scheme, columns.scheme, *_inside(rows), *_inside(columns))
    sides = [_heads(one, rows, columns, desk, naming, narrowing) for one in (rows, columns)]
    keys: list[list[FacetValue]] = [[(one.facet, one.value) for one in side] for side in sides]
    counts = engine.crossed(keys, filters).tolist() if all(keys) else []
    lines = []
    for head, numbers in zip(sides[0], counts, strict=False):
        cells = tuple(
            _cell(head, over, count, filters) for over, count in zip(sides[1], numbers, strict=True)
        )
        empty = tuple(h.label for h, c in zip(sides[1], cells, strict=True) if not c.count)
        lines.append(Line(head, cells, empty))
    (third,) = (one for one in words().axes if one not in (rows, columns))
    return Crossing(rows, columns, third, sides[1], tuple(lines))


def _cell(row: Head, column: Head, count: int, filters: Filters) -> Cell:
    found = {0: words().empty, 1: "una pratica"}.get(count, f"{count} pratiche")
    both: dict[str, str] = {row.facet: row.value, column.facet: column.value}
    return Cell(
        count, address("/cerca", {**filters, **both}), f"{row.label}, {column.label}: {found}"
    )


def _inside(one: AxisWords) -> tuple[FacetName, ...]:
    """Return the filters that are laid out with an axis: provinces are parts of regions."""
    return ("province",) if one.scheme == "region" else ()


def _heads(
    one: AxisWords,
    rows: AxisWords,
    columns: AxisWords,
    desk: Desk,
    naming: Naming,
    narrowing: Narrowing,
) -> tuple[Head, ...]:
    engine, registers = desk.library.engine, naming.registers
    open_to = narrowing.filters.get(one.scheme, ())
    found = _places(naming, open_to) if one.scheme == "region" else _concepts(one, naming, open_to)

    def inside(facet: FacetName, value: str) -> str | None:
        entry = registers.concepts.get(value)
        has_parts = facet == "region" or (entry is not None and bool(entry.narrower))
        if not has_parts or value in open_to:
            return None
        return narrowing.page(
            **{"righe": rows.name, "colonne": columns.name, one.scheme: value, "province": ""}
        )

    return tuple(
        Head(facet, value, engine.values.label(facet, value), inside(facet, value))
        for facet, value in found
    )


def _places(naming: Naming, chosen: Sequence[str]) -> Iterator[_Value]:
    """Yield every region, or those chosen, each with its provinces."""
    for code in territories(naming, "regione", {"region": chosen} if chosen else {}):
        yield "region", code
        if chosen:
            inside = territories(naming, "provincia", {"region": [code]})
            yield from (("province", one) for one in inside)


def _concepts(one: AxisWords, naming: Naming, chosen: Sequence[str]) -> Iterator[_Value]:
    """Yield the broadest concepts, or those chosen, each with what is directly under it."""
    held = naming.registers.concepts
    asked = set(asked_or_broadest(naming, one.scheme, {one.scheme: chosen} if chosen else {}))
    for entry in held.entries:  # as their scheme has them
        if entry.id in asked:
            yield one.scheme, entry.id
            if chosen:
                yield from ((one.scheme, part) for part in entry.narrower)
