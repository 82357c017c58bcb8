"""Markdown tables: each cell a block that knows its column, the signs between them furniture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ingest.model import Block, BlockKind
from ingest.structure_patterns import patterns

_PIPE = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?")


def is_table_rule(line: str) -> bool:
    """Tell whether a line is the ``|---|:--|`` under the header of a table."""
    return "|" in line and "-" in line and _RULE.fullmatch(line.strip()) is not None


def table_blocks(text: str, lines: list[tuple[int, int]]) -> Iterator[Block]:
    """Yield the blocks of a table from its lines ``(start, end)``: header, rule, then rows.

    A cell's label is its column's header. In a form, whose first column names the second
    ("Voce | Contenuto", "Importo | 2 milioni"), it is the name; names and headers are furniture.
    """
    rows = [list(_cells(text, start, end)) for start, end in lines]
    headers = [_words(text, cell) for cell in rows[0]]
    names = [_words(text, row[0]) for row in rows[2:] if row]
    known = sum(patterns().label(name) is not None for name in names)
    is_form = len(headers) == 2 and names and 2 * known >= len(names)
    for number, ((start, end), row) in enumerate(zip(lines, rows, strict=True)):
        if number == 1:
            yield from _trimmed(text, BlockKind.FURNITURE, start, end)
            continue
        position = start
        for column, cell in enumerate(row):
            yield from _trimmed(text, BlockKind.FURNITURE, position, cell[0])
            if is_form and (column == 0 or number == 0):
                yield from _trimmed(text, BlockKind.FURNITURE, *cell)
            else:
                label = headers[column] if column < len(headers) else ""
                label = _words(text, row[0]) if is_form else label
                yield from _trimmed(text, BlockKind.TABLE_CELL, *cell, label or None)
            position = cell[1]
        yield from _trimmed(text, BlockKind.FURNITURE, position, end)


def _cells(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where each cell of a row lies between its bars."""
    bars = [match.start() for match in _PIPE.finditer(text, start, end)]
    edges = [*([start - 1] if not bars or bars[0] > start else []), *bars]
    edges += [end] if not bars or bars[-1] < end - 1 else []
    for left, right in pairwise(edges):
        yield left + 1, right


def _words(text: str, cell: tuple[int, int]) -> str:
    return " ".join(text[cell[0] : cell[1]].strip("*_ \t").split())


def _trimmed(
    text: str, kind: BlockKind, start: int, end: int, label: str | None = None
) -> Iterator[Block]:
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        start += len(piece) - len(piece.lstrip())
        yield Block(kind, start, start + len(stripped), label=label)
