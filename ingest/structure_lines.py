"""The lines of a text that are not blank, what is page furniture among them told apart."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace

from ingest.structure_patterns import patterns

_LINE = re.compile(r"[^\r\n\f\v\x1c-\x1e\x85\u2028\u2029]+")
_FINISHED = (".", ":", ";", "!", "?", "…")
CLOSING = "»”\")'’*_ "  # signs that may follow the end of a sentence


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or what furniture at its ends leaves of it, trimmed: ``text[start:end] == words``."""

    start: int
    end: int
    words: str
    indent: int
    gap: bool  # blank lines, a page break, furniture or the edge of the text stand before it
    page_break: bool = False
    furniture: bool = False
    page_number: bool = False

    @property
    def finished(self) -> bool:
        """Whether a sentence can end with this line."""
        return self.words.rstrip(CLOSING).endswith(_FINISHED)


def split_lines(text: str, start: int, end: int) -> list[Line]:
    """Return the lines that are not blank, the furniture among them told apart."""
    known = patterns()
    plain: list[Line] = []
    last = start
    for match in _LINE.finditer(text, start, end):
        words = match.group().strip()
        if not words:
            continue
        indent = len(match.group()) - len(match.group().lstrip())
        between = text[last : match.start()]
        page_break = "\f" in between
        gap = not plain or page_break or max(between.count("\n"), between.count("\r")) > 1
        at = match.start() + indent
        plain.append(Line(at, at + len(words), words, indent, gap, page_break))
        last = match.end()
    lines: list[Line] = []
    for number, line in enumerate(plain):
        isolated = line.gap and (number + 1 == len(plain) or plain[number + 1].gap)
        gap = line.gap or lines[-1].furniture
        found = known.furniture(line.words, isolated=isolated)
        if found or not any(map(str.isalnum, line.words)):
            page = found is not None and found.page
            lines.append(replace(line, gap=gap, furniture=True, page_number=page))
            continue
        left, right = known.furniture_ends(line.words)
        for begin, stop, furniture in ((0, left, True), (left, right, False), (right, None, True)):
            piece = line.words[begin:stop]
            words = piece.strip()
            if words:
                at = line.start + begin + len(piece) - len(piece.lstrip())
                lines.append(
                    Line(at, at + len(words), words, line.indent, gap, furniture=furniture)
                )
                gap = True
    return _mark_running_headers(lines)


def _mark_running_headers(lines: list[Line]) -> list[Line]:
    """Mark as furniture the lines that return beside page numbers or page breaks."""
    edges = {number for number, line in enumerate(lines) if line.page_number or line.page_break}
    if len(edges) < 2:
        return lines
    places: defaultdict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        if not (line.furniture or line.finished) and len(line.words) <= 100:
            places[re.sub(r"\d+", "#", line.words)].append(number)
    marked = list(lines)
    for numbers in places.values():
        beside = sum(not edges.isdisjoint((n - 1, n, n + 1)) for n in numbers)
        if len(numbers) >= 3 and beside >= len(numbers) - 1:
            for number in numbers:
                marked[number] = replace(lines[number], furniture=True)
    return marked
