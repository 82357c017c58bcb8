"""Tables of a PDF page, found by the lines that are drawn round their cells.

The pure half: boxes of drawn lines in, grids out. A grid says which cell a place lies in; words are
put into cells by `pdf_layout`. Tables without drawn lines are not found.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_THIN = 3.0  # points: what is thicker is a shape, not a line
_LONG = 8.0
_NEAR = 3.0  # points between lines that touch, or that are one line drawn twice


@dataclass(frozen=True, slots=True)
class Rule:
    """A drawn line, as the box it fills."""

    left: float
    right: float
    bottom: float
    top: float

    @property
    def upright(self) -> bool:
        """Whether it stands, and divides columns."""
        return self.top - self.bottom > self.right - self.left

    def touches(self, other: Rule) -> bool:
        """Tell whether two lines meet."""
        return (
            self.left - _NEAR <= other.right
            and other.left - _NEAR <= self.right
            and self.bottom - _NEAR <= other.top
            and other.bottom - _NEAR <= self.top
        )


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells between upright lines at `columns` (rightward) and level ones at `rows` (upward)."""

    columns: tuple[float, ...]
    rows: tuple[float, ...]

    def cell(self, across: float, up: float) -> tuple[int, int] | None:
        """Return the row (from the top) and the column of a place, None outside the grid."""
        column, row = bisect_right(self.columns, across), bisect_right(self.rows, up)
        if 0 < column < len(self.columns) and 0 < row < len(self.rows):
            return len(self.rows) - 1 - row, column - 1
        return None


def rules(boxes: Iterable[tuple[float, float, float, float]]) -> tuple[Rule, ...]:
    """Return those of the boxes (left, bottom, right, top) of a page that are lines."""
    drawn = (Rule(left, right, bottom, top) for left, bottom, right, top in boxes)
    return tuple(
        line
        for line in drawn
        if min(line.right - line.left, line.top - line.bottom) <= _THIN
        and max(line.right - line.left, line.top - line.bottom) >= _LONG
    )


def grids(lines: Sequence[Rule]) -> list[Grid]:
    """Return the grids of at least two rows and two columns that the lines draw."""
    found = []
    for group in _groups(lines):
        columns = _places((line.left + line.right) / 2 for line in group if line.upright)
        rows = _places((line.bottom + line.top) / 2 for line in group if not line.upright)
        if len(columns) > 2 and len(rows) > 2:
            found.append(Grid(columns, rows))
    return found


def _groups(lines: Sequence[Rule]) -> list[list[Rule]]:
    """Return the lines in groups that hang together."""
    groups: list[list[Rule]] = []
    for line in lines:
        joined = [group for group in groups if any(line.touches(other) for other in group)]
        groups = [group for group in groups if group not in joined]
        groups.append([line, *(other for group in joined for other in group)])
    return groups


def _places(values: Iterable[float]) -> tuple[float, ...]:
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > _NEAR:
            kept.append(value)
    return tuple(kept)
