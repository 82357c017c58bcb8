"""Cells of a table as rows and columns again. Pure.

A reader of documents gives cells in reading order, each with the name that governs it; where a row
ends is told by the end of the line in the text. A form ("Voce | Contenuto") has its names as
furniture before each value: they are the first column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from api.web.highlight import Piece
from ingest.model import Block, BlockKind

_MARKS = "*_ \t:"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its pieces, none when it is empty; `heads` its column, or its row."""

    pieces: tuple[Piece, ...] = ()
    heads: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, as many as the table has columns; the names of columns if `names`."""

    cells: tuple[Cell, ...]
    names: bool = False


_Found = tuple[Block, tuple[Piece, ...]]


def begins_table(text: str, blocks: Sequence[Block], place: int) -> bool:
    """Tell whether a table begins at a block: the name of a column, or of the cell beside it.

    A cell whose name is not in sight is no table: its name must be written next to it.
    """
    block = blocks[place]
    if block.kind is BlockKind.TABLE_CELL:
        named = block.label is None or _words(block.label) == _words(text[block.start : block.end])
        return block.record is None and named
    if block.kind is not BlockKind.FURNITURE or place + 1 == len(blocks):
        return False
    beside = blocks[place + 1]
    if "\n" in text[block.end : beside.start]:
        return False
    if beside.kind is BlockKind.TABLE_CELL:
        return _words(beside.label or "") == _words(text[block.start : block.end])
    # The names of a form's two columns stand on the line above its first row.
    after = place + 2
    return (
        beside.kind is BlockKind.FURNITURE
        and _divided(text, block, beside)
        and after + 1 < len(blocks)
        and blocks[after].kind is BlockKind.FURNITURE
        and begins_table(text, blocks, after)
    )


def table_end(text: str, blocks: Sequence[Block], start: int) -> int:
    """Return the place after the last block of the table that begins at `start`."""
    place = start
    while place < len(blocks):
        if place > start and "\n\n" in text[blocks[place - 1].end : blocks[place].start]:
            break
        block = blocks[place]
        if block.kind is BlockKind.TABLE_CELL and block.record is None:
            place += 1
        elif block.kind is BlockKind.FURNITURE and begins_table(text, blocks, place):
            place += 2
        else:
            break
    return place


def rows(text: str, found: Sequence[_Found]) -> tuple[Row, ...]:
    """Return the rows of a table from its blocks and their pieces."""
    lines: list[list[_Found]] = []
    for block, pieces in found:
        if lines and "\n" not in text[lines[-1][-1][0].end : block.start]:
            lines[-1].append((block, pieces))
        else:
            lines.append([(block, pieces)])
    if any(block.kind is BlockKind.FURNITURE for block, _ in found):
        return tuple(_form_row(line) for line in lines)
    names = all(_words(b.label or "") == _words(text[b.start : b.end]) for b, _ in lines[0])
    columns: list[str | None] = [block.label for block, _ in lines[0]]
    if any(line[0][0].label is None for line in lines[1:]) and None not in columns:
        columns.insert(0, None)  # the corner of the table is empty
    made = [_grid_row(line, columns) for line in lines]
    if names and len(made) > 1:
        made[0] = Row(tuple(replace(cell, heads=True) for cell in made[0].cells), names=True)
    return tuple(made)


def _form_row(line: Sequence[_Found]) -> Row:
    names = all(block.kind is BlockKind.FURNITURE for block, _ in line)
    cells = [Cell(pieces, heads=names or not place) for place, (_, pieces) in enumerate(line)]
    return Row(tuple(cells), names)


def _grid_row(line: Sequence[_Found], columns: Sequence[str | None]) -> Row:
    """Put each cell under the column that it names; the first column names the row."""
    cells = [Cell(heads=not column) for column in range(len(columns))]
    free = 0
    for block, pieces in line:
        place = next((p for p in range(free, len(columns)) if columns[p] == block.label), free)
        if place >= len(cells):
            cells.append(Cell())
        cells[place] = replace(cells[place], pieces=pieces)
        free = place + 1
    return Row(tuple(cells))


def _divided(text: str, one: Block, other: Block) -> bool:
    return any(sign in text[one.end : other.start] for sign in "|\t")


def _words(text: str) -> str:
    return " ".join(text.strip(_MARKS).split())
