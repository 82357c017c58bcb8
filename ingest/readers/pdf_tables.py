"""Tables of a PDF page, found by the lines that are drawn round their cells.

The words in the cells of a grid become one piece of the page, which is the table. Tables without
drawn lines are not found.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from ingest.readers.pdf_pieces import NEAR, Fragment, Rule, Table, join_lines, rows_of

_CELL_LINES = 30  # a cell with more is a column of the page in a frame


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


def with_tables(fragments: Sequence[Fragment], lines: Sequence[Rule]) -> list[Fragment]:
    """Return the fragments, those in the cells of a drawn table made into one that is the table."""
    rest = list(fragments)
    for grid in grids(lines):
        inside = [f for f in rest if grid.cell(f.left + 1, f.middle) is not None]
        rows = _cells(grid, inside)
        if rows:
            taken = frozenset(map(id, inside))
            rest = [f for f in rest if id(f) not in taken]
            size = median(f.size for f in inside)
            left, right, bottom, top = (
                grid.columns[0],
                grid.columns[-1],
                grid.rows[0],
                grid.rows[-1],
            )
            rest.append(Fragment("", left, right, bottom, top, size, table=rows))
    return rest


def _cells(grid: Grid, inside: Sequence[Fragment]) -> Table:
    """Return the words of every cell; nothing where the lines frame no table."""
    places: defaultdict[tuple[int, int], list[Fragment]] = defaultdict(list)
    for fragment in inside:
        place = grid.cell(fragment.left + 1, fragment.middle)
        if place is not None:
            places[place].append(fragment)
    lines = {
        place: [" ".join(f.words for f in row) for row in rows_of(words)]
        for place, words in places.items()
    }
    if len({column for _, column in lines}) < 2 or max(map(len, lines.values())) > _CELL_LINES:
        return ()
    rows = (
        tuple(join_lines(lines.get((row, column), ())) for column in range(len(grid.columns) - 1))
        for row in range(len(grid.rows) - 1)
    )
    return tuple(row for row in rows if any(row))


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
        if not kept or value - kept[-1] > NEAR:
            kept.append(value)
    return tuple(kept)
