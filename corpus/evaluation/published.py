"""Figures as they are published: dated, with the version that made them, beside the page in prose.

They are rounded as people read them, so that what a page shows from here and what `docs/quality.md`
says is the same to the last digit.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from corpus.evaluation.figures import Interval
from corpus.evaluation.tables import Cell, Table

_DIGITS = 3  # as `corpus.evaluation.tables.shown` has them


class BadFiguresError(ValueError):
    """A file of figures is not one."""


@dataclass(frozen=True, slots=True)
class Published:
    """The tables of one measure: `date` is ISO, `version` that of the program."""

    date: str
    version: str
    tables: tuple[Table, ...]

    def table(self, identifier: str) -> Table | None:
        """Return a table by its identifier."""
        return next((one for one in self.tables if one.id == identifier), None)


def written(figures: Published) -> str:
    """Return figures as JSON, a row a line."""
    tables = ",\n".join(map(_table_text, figures.tables))
    head = f'"date": {json.dumps(figures.date)}, "version": {json.dumps(figures.version)}'
    return f'{{{head}, "tables": [\n{tables}\n]}}\n'


def read(text: str) -> Published:
    """Read what `written` wrote; raises BadFiguresError for anything else."""
    try:
        raw = json.loads(text)
        return Published(raw["date"], raw["version"], tuple(map(_table, raw["tables"])))
    except (ValueError, KeyError, TypeError) as error:
        raise BadFiguresError(f"non sono misure pubblicate: {error!r}") from error


def _table_text(table: Table) -> str:
    names = ("id", "title", "note", "columns")
    head = ", ".join(f"{json.dumps(name)}: {_json(getattr(table, name))}" for name in names)
    rows = ",\n".join(f"  {_json([_plain(cell) for cell in row])}" for row in table.rows)
    return f' {{{head}, "rows": [\n{rows}\n ]}}'


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _plain(cell: Cell) -> Any:
    if isinstance(cell, Interval):
        return [round(value, _DIGITS) for value in (cell.mean, cell.low, cell.high)]
    return round(cell, _DIGITS) if isinstance(cell, float) else cell


def _table(raw: dict[str, Any]) -> Table:
    rows = tuple(tuple(map(_cell, row)) for row in raw["rows"])
    return Table(raw["id"], raw["title"], tuple(raw["columns"]), rows, raw["note"])


def _cell(value: str | int | float | Sequence[float] | None) -> Cell:
    return Interval(*value) if isinstance(value, list) else value  # type: ignore[return-value]
