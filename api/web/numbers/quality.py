"""The figures of quality as people read them: some columns, plain names, what misses its aim."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from corpus.evaluation.figures import Interval
from corpus.evaluation.published import Published, read
from corpus.evaluation.tables import Cell, Table
from corpus.italian import number


class MissingFigureError(ValueError):
    """The page asks for a figure that was not published."""


@dataclass(frozen=True, slots=True)
class Section:
    """A table of the page: a row is a name and its figures, one for each head but the first."""

    name: str
    title: str
    lead: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Aim:
    """What should be reached, what is, and whether it does."""

    words: str
    wanted: str
    found: str
    reached: bool


@dataclass(frozen=True, slots=True)
class Quality:
    """Everything the page tells: measured on so many `practices` and `others`."""

    date: str
    version: str
    practices: str
    others: str
    sections: tuple[Section, ...]
    aims: tuple[Aim, ...]

    @property
    def reached(self) -> int:
        """How many aims are reached."""
        return sum(one.reached for one in self.aims)


@cache
def published() -> Published:
    """Read the figures that came with this program."""
    return read(resources.files("api.web").joinpath("figures.json").read_text("utf-8"))


def quality(figures: Published) -> Quality:
    """Lay figures out; raises MissingFigureError where one that is to be told is not there."""
    told = _told()
    return Quality(
        figures.date,
        figures.version,
        of_hundred(_figure("splits", "test", "pratiche", figures)),
        of_hundred(_figure("splits", "test", "altri testi", figures)),
        tuple(_section(one, figures) for one in told["sections"]),
        tuple(_aim(one, figures) for one in told["aims"]),
    )


def of_hundred(cell: Cell) -> str:
    """Return a figure as people read it: a share as so many in a hundred, a count as it is."""
    if isinstance(cell, Interval):
        low, high = (_hundredths(value) for value in (cell.low, cell.high))
        return f"{_hundredths(cell.mean)} (fra {low} e {high})"
    if isinstance(cell, float):
        return _hundredths(cell)
    return "–" if cell is None else number(str(cell))


@cache
def _told() -> Mapping[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("quality.toml").read_text("utf-8"))


def _section(told: Mapping[str, Any], figures: Published) -> Section:
    table = _table(told["table"], figures)
    asked = _figure("doubts", "distacco", "domande", figures)
    names, heads = zip(*told["columns"], strict=True)
    places = [_place(name, table.columns, table) for name in names]
    rows = []
    for row, name in told["rows"].items():
        cells = _row(row, table)
        rows.append((name, tuple(of_hundred(cells[place]) for place in places[1:])))
    lead = told["lead"].format(questions=of_hundred(asked))
    return Section(table.id, told["title"], lead, heads, tuple(rows))


def _aim(told: Mapping[str, Any], figures: Published) -> Aim:
    cell = _figure(told["table"], told["row"], told["column"], figures)
    value = cell.mean if isinstance(cell, Interval) else cell
    if not isinstance(value, float):
        raise MissingFigureError(f"«{told['row']}» di {told['table']} non è una quota")
    if "least" in told:
        wanted, reached = f"almeno {_hundredths(told['least'])}", value >= told["least"]
    else:
        wanted, reached = f"al massimo {_hundredths(told['most'])}", value <= told["most"]
    return Aim(told["words"], wanted, _hundredths(value), reached)


def _table(identifier: str, figures: Published) -> Table:
    found = figures.table(identifier)
    if found is None:
        raise MissingFigureError(f"la tabella «{identifier}» non è stata misurata")
    return found


def _row(name: str, table: Table) -> tuple[Cell, ...]:
    return table.rows[_place(name, [str(row[0]) for row in table.rows], table)]


def _figure(identifier: str, row: str, column: str, figures: Published) -> Cell:
    table = _table(identifier, figures)
    return _row(row, table)[_place(column, table.columns, table)]


def _place(name: str, names: Sequence[str], table: Table) -> int:
    if name not in names:
        raise MissingFigureError(f"«{name}» non c’è nella tabella {table.id}")
    return list(names).index(name)


def _hundredths(share: float) -> str:
    return f"{share * 100:.1f}".replace(".", ",")
