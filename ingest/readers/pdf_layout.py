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
from statistics import median

from ingest.readers.pdf_flow import Flow
from ingest.readers.pdf_pieces import LARGER, Fragment, Page, Paragraph, rows_of
from ingest.readers.pdf_tables import with_tables
from ingest.structure_patterns import patterns

_EDGE = 0.12  # of the page height, where running headers and page numbers live
# At the edge of a page these words end a footer whatever stands before them ("Atto n. 4 – pag. …").
_PAGE_COUNT = re.compile(
    r"\A.{3,90}[\s–—|·-]pag(?:ina|\.)?\s*\d{1,4}\s*(?:di|/|su)\s*\d{1,4}", re.IGNORECASE
)


def paragraphs(pages: Sequence[Page]) -> list[Paragraph]:
    """Return the paragraphs of a document in reading order.

    Furniture stands after the paragraph that it interrupts.
    """
    repeated = _running_shapes(pages)
    flow = Flow(body_size(pages))
    for page in pages:
        body = []
        for fragment in page.fragments:
            if _is_furniture(fragment, page.height, repeated):
                flow.furniture.append(fragment)
            else:
                body.append(fragment)
        for column in reading_order(with_tables(body, page.rules)):
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
            and fragment.size > LARGER * usual
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


def _usual_width(side: Sequence[Fragment]) -> float:
    """Return how wide the lines of a column are; justified ones fall into several fragments."""
    return median(row[-1].right - row[0].left for row in rows_of(side))


def _lines(column: Sequence[Fragment]) -> list[Fragment]:
    """Join the fragments that stand on one line."""
    rows = rows_of(column)
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
