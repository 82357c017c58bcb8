"""Lines of columns and pages flow into paragraphs, and tables over the ends of pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from ingest.readers.pdf_pieces import LARGER, Fragment, Paragraph, join_lines
from ingest.structure_patterns import patterns

_NARROW = 250  # points
_FINISHED = (".", ":", ";", "!", "?", "…", ".»", ".”", '."')


class Flow:
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
        if above and line.size > LARGER * self.body:  # a heading over several lines
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
