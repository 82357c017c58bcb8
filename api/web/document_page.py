"""A document laid out for reading: its blocks as headings, paragraphs, lists and sheets. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from api.web.highlight import Mark, Piece, pieces
from api.web.table_page import Row, begins_table, rows, table_end
from corpus.views import DocumentView
from ingest.model import Block, BlockKind

#: A longer document, when it tells of other practices too, is shown only where it tells of this.
LONG = 20_000


class Shape(StrEnum):
    """How a run of blocks looks on the page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    SHEET = "sheet"  # labelled values: fields, a row of a sheet of practices
    TABLE = "table"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class Line:
    """One block: its pieces, and the label that governs it when it is a field or a cell."""

    pieces: tuple[Piece, ...]
    level: int = 0
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring blocks of one shape; `aside` when they speak of another practice.

    A table has `rows`, everything else `lines`.
    """

    shape: Shape
    lines: tuple[Line, ...] = ()
    aside: bool = False
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A document ready for the page. `partial` when only the practice's stretch is shown.

    `anchors` are the marks that found a place, so that no link leads nowhere.
    """

    runs: tuple[Run, ...]
    anchors: frozenset[str]
    partial: bool = False


_SHAPES = {
    BlockKind.HEADING: Shape.HEADING,
    BlockKind.PARAGRAPH: Shape.PARAGRAPH,
    BlockKind.LIST_ITEM: Shape.LIST,
    BlockKind.FIELD: Shape.SHEET,
    BlockKind.TABLE_CELL: Shape.SHEET,
    BlockKind.FURNITURE: Shape.FURNITURE,
}
_JOINED = (Shape.LIST, Shape.SHEET)


def lay_out(
    document: DocumentView, found: Sequence[Mark], stretch: tuple[int, int] | None = None
) -> Reading:
    """Return the document with its marks; `stretch` is the part that tells of one practice.

    Front matter is left out (the source box says it), and so is furniture without a word in it.
    """
    shown = [
        block
        for block in document.blocks
        if block.kind in _SHAPES
        and block.start < block.end
        and (block.kind is not BlockKind.FURNITURE or _has_words(document.text, block))
    ]
    partial = False
    if stretch and len(document.practices) > 1 and len(document.text) > LONG:
        inside = [block for block in shown if _within(block, stretch)]
        partial = len(inside) < len(shown)
        shown = inside
    cut = pieces(document.text, [(block.start, block.end) for block in shown], found)
    runs: list[Run] = []
    records: list[int | None] = []
    table = 0  # the place after the last block of the last table
    paired = list(zip(shown, cut, strict=True))
    for place, (block, of_block) in enumerate(paired):
        if place < table:
            continue
        if begins_table(document.text, shown, place):
            table = table_end(document.text, shown, place)
            found_rows = rows(document.text, paired[place:table])
            aside = stretch is not None and not _within(block, stretch)
            runs.append(Run(Shape.TABLE, aside=aside, rows=found_rows))
            records.append(None)
            continue
        run = Run(
            _SHAPES[block.kind],
            (Line(of_block, block.level, block.label),),
            aside=stretch is not None and not _within(block, stretch),
        )
        before = runs[-1] if runs else None
        if (
            before
            and run.shape in _JOINED
            and (before.shape, before.aside, records[-1]) == (run.shape, run.aside, block.record)
        ):
            runs[-1] = replace(before, lines=(*before.lines, *run.lines))
        else:
            runs.append(run)
            records.append(block.record)
    anchors = frozenset(mark.anchor for line in cut for piece in line for mark in piece.opens)
    return Reading(_in_order(runs), anchors, partial)


def _in_order(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Return the runs with headings that never skip a level, as documents often do.

    Who listens to a page goes by them: what is under a heading is one level below it.
    """
    above: list[int] = []
    ordered = []
    for run in runs:
        if run.shape is Shape.HEADING:
            (line,) = run.lines
            while above and above[-1] >= line.level:
                above.pop()
            above.append(line.level)
            run = replace(run, lines=(replace(line, level=len(above)),))
        ordered.append(run)
    return tuple(ordered)


def _within(block: Block, stretch: tuple[int, int]) -> bool:
    return block.start < stretch[1] and block.end > stretch[0]


def _has_words(text: str, block: Block) -> bool:
    return any(sign.isalpha() for sign in text[block.start : block.end])
