"""What a PDF page is made of: words at places, drawn lines, and the paragraphs made of them.

Lengths are in points, with the origin at the bottom left of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.structure_patterns import patterns

Table = tuple[tuple[str, ...], ...]

LARGER = 1.15  # times the size of the body: letters of a heading
NEAR = 3.0  # points between lines that touch, or that are one line drawn twice
_THIN = 3.0  # points: what is thicker is a shape, not a line
_LONG = 8.0
_HYPHENS = ("-", "\u2010", "\u00ad", "\x02", "\ufffe")  # the last two are how pdfium marks a break


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
            self.left - NEAR <= other.right
            and other.left - NEAR <= self.right
            and self.bottom - NEAR <= other.top
            and other.bottom - NEAR <= self.top
        )


def rules(boxes: Iterable[tuple[float, float, float, float]]) -> tuple[Rule, ...]:
    """Return those of the boxes (left, bottom, right, top) of a page that are lines."""
    drawn = (Rule(left, right, bottom, top) for left, bottom, right, top in boxes)
    return tuple(
        line
        for line in drawn
        if min(line.right - line.left, line.top - line.bottom) <= _THIN
        and max(line.right - line.left, line.top - line.bottom) >= _LONG
    )


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


def rows_of(fragments: Sequence[Fragment]) -> list[list[Fragment]]:
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
