"""From pieces of text at places on pages to paragraphs in reading order: the pure half of PDF.

A page is a set of fragments (words in a row without a wide gap). Running headers, footers and page
numbers are taken out; columns are read one after the other, a line across them dividing what is
above from what is below; lines flow into paragraphs, over columns and pages where a sentence does.
Lengths are in points, with the origin at the bottom left of the page.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from ingest.readers.pdf_tables import Grid, Rule, grids
from ingest.structure_patterns import patterns

Table = tuple[tuple[str, ...], ...]

_EDGE = 0.12  # of the page height, where running headers and page numbers live
# At the edge of a page these words end a footer whatever stands before them ("Atto n. 4 – pag. …").
_PAGE_COUNT = re.compile(
    r".{3,90}[\s–—|·-]pag(?:ina|\.)?\s*\d{1,4}\s*(?:di|/|su)\s*\d{1,4}", re.IGNORECASE
)
_NARROW = 250  # points
_LARGER = 1.15  # times the size of the body: letters of a heading
_CELL_LINES = 30  # a cell with more is a column of the page in a frame
_HYPHENS = ("-", "\u2010", "\u00ad", "\x02", "\ufffe")  # the last two are how pdfium marks a break
_FINISHED = (".", ":", ";", "!", "?", "…", ".»", ".”", '."')


@dataclass(frozen=True, slots=True)
class Fragment:
    """Words in a row on a page, or a table; `size` is the height of its font, whatever its unit."""

    words: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    bold: bool = False
    table: Table = ()

    @property
    def middle(self) -> float:
        """The height of its middle on the page."""
        return (self.bottom + self.top) / 2


@dataclass(frozen=True, slots=True)
class Page:
    """The fragments of a page, its height, and the lines drawn on it."""

    height: float
    fragments: tuple[Fragment, ...]
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Reflowed words, or a table; `furniture` belongs to the page and not to the text."""

    words: str
    size: float
    bold: bool
    furniture: bool = False
    table: Table = ()


def paragraphs(pages: Sequence[Page]) -> list[Paragraph]:
    """Return the paragraphs of a document in reading order.

    Furniture stands after the paragraph that it interrupts.
    """
    repeated = _running_shapes(pages)
    flow = _Flow(body_size(pages))
    for page in pages:
        body = []
        for fragment in page.fragments:
            if _is_furniture(fragment, page.height, repeated):
                flow.furniture.append(fragment)
            else:
                body.append(fragment)
        for column in reading_order(_with_tables(body, page.rules)):
            flow.column(_lines(column))
    flow.close()
    return flow.found


def body_size(pages: Iterable[Page]) -> float:
    """Return the font size that most letters of a document have."""
    letters: Counter[float] = Counter()
    for page in pages:
        for fragment in page.fragments:
            letters[round(fragment.size, 1)] += len(fragment.words)
    return letters.most_common(1)[0][0] if letters else 0.0


def _with_tables(fragments: Sequence[Fragment], lines: Sequence[Rule]) -> list[Fragment]:
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
        place: [" ".join(f.words for f in row) for row in _rows(words)]
        for place, words in places.items()
    }
    if len({column for _, column in lines}) < 2 or max(map(len, lines.values())) > _CELL_LINES:
        return ()
    rows = (
        tuple(join_lines(lines.get((row, column), ())) for column in range(len(grid.columns) - 1))
        for row in range(len(grid.rows) - 1)
    )
    return tuple(row for row in rows if any(row))


def reading_order(fragments: Sequence[Fragment]) -> list[list[Fragment]]:
    """Return the columns of a page, or of part of one, in the order they are read."""
    gutter = _gutter(fragments)
    if gutter is None:
        return [list(fragments)] if fragments else []
    columns: list[list[Fragment]] = []
    across: list[Fragment] = []
    sides: tuple[list[Fragment], list[Fragment]] = ([], [])

    def close_sides() -> None:
        for side in sides:
            columns.extend(reading_order(side))
            side.clear()

    usual = median(f.size for f in fragments)
    for fragment in sorted(fragments, key=lambda f: -f.middle):
        # The short last line of a title over the columns is not the first of the left one.
        goes_on = (
            bool(across)
            and fragment.size > _LARGER * usual
            and abs(fragment.size - across[-1].size) < 0.08 * fragment.size
            and across[-1].middle - fragment.middle < 1.7 * fragment.size
        )
        if goes_on or fragment.left < gutter < fragment.right:
            close_sides()
            across.append(fragment)
            continue
        if across:
            columns.append(across)
            across = []
        sides[fragment.left >= gutter].append(fragment)
    close_sides()
    return [*columns, across] if across else columns


def _gutter(fragments: Sequence[Fragment]) -> float | None:
    """Return where a blank strip divides two columns of prose; None for one column, or a form."""
    if len(fragments) < 6:
        return None
    left, right = min(f.left for f in fragments), max(f.right for f in fragments)
    width = right - left
    best: tuple[int, float] | None = None
    for step in range(10, 31):
        at = left + width * step / 40
        before = [f for f in fragments if f.right <= at]
        after = [f for f in fragments if f.left >= at]
        crossing = len(fragments) - len(before) - len(after)
        if len(before) < 3 or len(after) < 3 or crossing > 0.4 * len(fragments):
            continue
        # Labels and values of a form stand side by side too, but labels are narrow.
        narrow = min(_usual_width(side) for side in (before, after))
        overlap = min(max(f.top for f in before), max(f.top for f in after)) - max(
            min(f.bottom for f in before), min(f.bottom for f in after)
        )
        tall = min(
            max(f.top for f in side) - min(f.bottom for f in side) for side in (before, after)
        )
        if narrow < 0.24 * width or overlap < 0.5 * tall:
            continue
        if best is None or crossing < best[0]:
            best = (crossing, at)
    return best[1] if best else None


def _rows(fragments: Sequence[Fragment]) -> list[list[Fragment]]:
    """Return the fragments line by line, from left to right."""
    rows: list[list[Fragment]] = []
    for fragment in sorted(fragments, key=lambda f: -f.middle):
        if rows and abs(rows[-1][0].middle - fragment.middle) < 0.4 * fragment.size:
            rows[-1].append(fragment)
        else:
            rows.append([fragment])
    for row in rows:
        row.sort(key=lambda f: f.left)
    return rows


def _usual_width(side: Sequence[Fragment]) -> float:
    """Return how wide the lines of a column are; justified ones fall into several fragments."""
    return median(row[-1].right - row[0].left for row in _rows(side))


def _lines(column: Sequence[Fragment]) -> list[Fragment]:
    """Join the fragments that stand on one line."""
    rows = _rows(column)
    values = Counter(round(row[1].left) for row in rows if len(row) > 1)
    lines = []
    for row in rows:
        if any(f.table for f in row):
            lines.extend(row)
            continue
        words = " ".join(f.words.strip() for f in row)
        # A row of a form drawn as a table: its name gets the colon that the rule stood for.
        if len(row) > 1 and values[round(row[1].left)] > 1 and not row[0].words.endswith(":"):
            name = row[0].words.strip()
            if name[:1].isupper() and patterns().label(name) is not None:
                words = f"{name}: " + " ".join(f.words.strip() for f in row[1:])
        lines.append(
            Fragment(
                words,
                row[0].left,
                max(f.right for f in row),
                min(f.bottom for f in row),
                max(f.top for f in row),
                max(row, key=lambda f: len(f.words)).size,
                all(f.bold for f in row),
            )
        )
    return lines


def _running_shapes(pages: Sequence[Page]) -> frozenset[tuple[str, bool]]:
    """Return the shapes (digits as #) of edge lines that most pages repeat, and at which edge."""
    seen: defaultdict[tuple[str, bool], set[int]] = defaultdict(set)
    for number, page in enumerate(pages):
        for fragment in page.fragments:
            if _at_edge(fragment, page.height):
                seen[_shape(fragment, page.height)].add(number)
    enough = max(2, min(len(pages) // 2, 5))
    return frozenset(shape for shape, numbers in seen.items() if len(numbers) >= enough)


def _at_edge(fragment: Fragment, height: float) -> bool:
    return fragment.middle > height * (1 - _EDGE) or fragment.middle < height * _EDGE


def _shape(fragment: Fragment, height: float) -> tuple[str, bool]:
    return re.sub(r"\d+", "#", fragment.words.strip()), fragment.middle > height / 2


def _is_furniture(fragment: Fragment, height: float, repeated: frozenset[tuple[str, bool]]) -> bool:
    if not _at_edge(fragment, height):
        return False
    if _shape(fragment, height) in repeated:
        return True
    if _PAGE_COUNT.fullmatch(fragment.words.strip()):
        return True
    found = patterns().furniture(fragment.words.strip(), isolated=True)
    return found is not None and found.page


class _Flow:
    """Lines flowing into paragraphs, over the ends of columns and pages."""

    def __init__(self, body: float) -> None:
        self.body = body
        self.found: list[Paragraph] = []
        self.furniture: list[Fragment] = []
        self.open: list[Fragment] = []

    def column(self, lines: Sequence[Fragment]) -> None:
        """Add the lines of a column."""
        if not lines:
            return
        left = min(line.left for line in lines)
        right = max(line.right for line in lines)
        steps = [a.middle - b.middle for a, b in pairwise(lines)]
        leading = median(steps) if steps else 0.0
        for number, line in enumerate(lines):
            if line.table:
                self._table(line, first=number == 0)
                continue
            if self.open and self._breaks(line, lines[:number], leading, left, right):
                self.close()
            self.open.append(line)

    def _table(self, line: Fragment, *, first: bool) -> None:
        """Add a table, or the rows that go on at the top of another page."""
        self.close()
        words = [n for n, paragraph in enumerate(self.found) if not paragraph.furniture]
        before = self.found[words[-1]] if words else None
        rows = line.table
        if first and before is not None and before.table:
            above = before.table
            if len(above[0]) == len(rows[0]):
                rows = rows[1:] if rows[0] == above[0] else rows
                if rows and not rows[0][0]:  # a row divided between the pages
                    last = zip(above[-1], rows[0], strict=True)
                    whole = tuple(join_lines([a, b]).strip() for a, b in last)
                    above, rows = (*above[:-1], whole), rows[1:]
                self.found[words[-1]] = replace(before, table=(*above, *rows))
                return
        self.found.append(Paragraph("", line.size, bold=False, table=rows))

    def _breaks(
        self, line: Fragment, above: Sequence[Fragment], leading: float, left: float, right: float
    ) -> bool:
        """Tell whether a line begins a paragraph."""
        last = self.open[-1]
        words = line.words.strip()
        finished = last.words.rstrip().endswith(_FINISHED)
        if abs(last.size - line.size) > 0.08 * line.size or last.bold != line.bold:
            return True
        if above and line.size > _LARGER * self.body:  # a heading over several lines
            return last.middle - line.middle > 1.7 * line.size
        if not above:  # a new column or page: only an unfinished sentence goes over
            return finished or not words[:1].islower()
        known = patterns()
        if known.list_sign(
            words, after_finished_line=finished or last.right < right - 0.2 * (right - left)
        ):
            return True
        field = known.field(words)
        if field is not None and field.known:
            return True
        step = last.middle - line.middle
        if step > 1.3 * leading or step > 2.2 * line.size:
            return True
        indented = line.left > left + 0.8 * line.size and last.left <= left + 0.8 * line.size
        short = last.right < right - 0.15 * (right - left)
        hanging = last.words.rsplit(None, 1)[-1].lower() in known.dangling
        if not words[:1].isupper() or hanging:
            return finished and (indented or short)
        # A column as narrow as its own longest line says nothing about which lines are short.
        in_field = right - left < _NARROW and known.field(self.open[0].words) is not None
        return short or in_field or (finished and indented)

    def close(self) -> None:
        """End the open paragraph; what interrupted it follows."""
        if self.open:
            longest = max(self.open, key=lambda line: len(line.words))
            self.found.append(
                Paragraph(
                    join_lines([line.words for line in self.open]),
                    longest.size,
                    all(line.bold for line in self.open),
                )
            )
            self.open = []
        for fragment in self.furniture:
            self.found.append(
                Paragraph(fragment.words, fragment.size, fragment.bold, furniture=True)
            )
        self.furniture = []


def join_lines(lines: Sequence[str]) -> str:
    """Join the lines of a paragraph, words divided at a line end made whole.

    The hyphen stays where it belongs to the word (``socio-`` + ``sanitario``).
    """
    text = ""
    for line in lines:
        words = line.strip()
        if text.endswith(_HYPHENS) and len(text) > 1 and text[-2].isalpha() and words[:1].islower():
            head = re.split(r"\W", text[:-1])[-1].lower()
            text = (text[:-1] + "-" if head in patterns().kept_prefixes else text[:-1]) + words
        else:
            text = f"{text} {words}" if text else words
    return text
