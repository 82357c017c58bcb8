"""Tables written as text: each cell a block that knows its column, the signs between furniture.

Columns are set apart by bars, with a rule under the header (Markdown), or by tabs (a table copied
from a sheet or a page), where the first row is the header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ingest.model import Block, BlockKind
from ingest.structure_patterns import patterns

_PIPE = re.compile(r"(?<!\\)\|")
_TAB = re.compile(r"\t")
_RULE = re.compile(r"\|?\s{0,50}+:?-++:?\s{0,50}+(?:\|\s{0,50}+:?-++:?\s{0,50}+)*+\|?")


def is_table_rule(line: str) -> bool:
    """Tell whether a line is the ``|---|:--|`` under the header of a table."""
    return "|" in line and "-" in line and _RULE.fullmatch(line.strip()) is not None


def table_blocks(text: str, lines: list[tuple[int, int]], *, tabs: bool = False) -> Iterator[Block]:
    """Yield the blocks of a table from its lines ``(start, end)``: header, rule, then rows.

    With `tabs` there is no rule.

    A cell's label is its column's header. In a form, whose first column names the second
    ("Voce | Contenuto", "Importo | 2 milioni"), it is the name; names and headers are furniture.
    """
    sign = _TAB if tabs else _PIPE
    rows = [list(_cells(text, start, end, sign)) for start, end in lines]
    headers = [_words(text, cell) for cell in rows[0]]
    names = [_words(text, row[0]) for row in rows[1 if tabs else 2 :] if row]
    known = sum(patterns().label(name) is not None for name in names)
    is_form = len(headers) == 2 and names and 2 * known >= len(names)
    for number, ((start, end), row) in enumerate(zip(lines, rows, strict=True)):
        if number == 1 and not tabs:
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


def _cells(text: str, start: int, end: int, sign: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Yield where each cell of a row lies between its bars or tabs."""
    bars = [match.start() for match in sign.finditer(text, start, end)]
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
