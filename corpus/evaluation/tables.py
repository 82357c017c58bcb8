"""A table of figures: the one shape in which measures are shown, kept and published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from corpus.evaluation.figures import Interval

Cell = str | int | float | Interval | None


@dataclass(frozen=True, slots=True)
class Table:
    """Named rows of figures; `note` says in Italian how to read them.

    A float is a score in [0, 1] and shows three decimals; an Interval shows its bounds; None is a
    figure that does not apply. Every row has one cell a column.
    """

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"a row of {self.id!r} has {len(row)} cells: {row[0]!r}")


def as_json(table: Table) -> dict[str, Any]:
    """Return a table as plain values: one object a row, intervals as [mean, low, high]."""
    return {
        "id": table.id,
        "title": table.title,
        "note": table.note,
        "rows": [dict(zip(table.columns, map(_plain, row), strict=True)) for row in table.rows],
    }


def as_text(table: Table) -> str:
    """Return a table for a terminal: names to the left, figures to the right."""
    grid = [table.columns, *(tuple(map(shown, row)) for row in table.rows)]
    widths = [max(len(row[at]) for row in grid) for at in range(len(table.columns))]
    lines = ["  ".join(_aligned(row, widths)).rstrip() for row in grid]
    rule = "─" * max(map(len, lines))
    return "\n".join([table.title, rule, *lines, *([table.note] if table.note else [])])


def as_markdown(table: Table) -> str:
    """Return a table for a page."""
    names = "|".join(["---", *["--:"] * (len(table.columns) - 1)])
    lines = [_piped(table.columns), f"|{names}|"]
    lines += [_piped(tuple(shown(cell).strip() for cell in row)) for row in table.rows]
    return "\n".join([*lines, *(["", table.note] if table.note else [])])


def shown(cell: Cell) -> str:
    """Return a cell as people read it."""
    if isinstance(cell, Interval):
        return f"{_score(cell.mean)} [{_score(cell.low)}–{_score(cell.high)}]"
    if isinstance(cell, float):
        return _score(cell)
    return "–" if cell is None else str(cell)


def _score(value: float) -> str:
    sign = "-" if round(value, 3) < 0 else ""
    return f"{sign}{abs(value):.3f}".replace("0.", ".", 1)


def _aligned(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    first, *rest = zip(row, widths, strict=True)
    return [first[0].ljust(first[1]), *(text.rjust(width) for text, width in rest)]


def _piped(row: Sequence[str]) -> str:
    return f"| {' | '.join(text.replace('|', '∣') for text in row)} |"


def _plain(cell: Cell) -> Any:
    if isinstance(cell, Interval):
        return [round(value, 4) for value in (cell.mean, cell.low, cell.high)]
    return round(cell, 4) if isinstance(cell, float) else cell
