"""What a line of a plain text opens: a list item, a field, a heading, a table; or what it goes on.

Questions asked of the lines of one text, by number; the answers change nothing. What the caller
knows of the blocks so far is told with each question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.structure_lines import CLOSING, Line
from ingest.structure_patterns import FieldMatch, patterns
from ingest.structure_tables import is_table_rule

NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4})[.)]?\s+(?=\S)")
_EMPHASISED = re.compile(r"(\*{1,3}|_{1,3})[^*_]+\1")
_WIDE = 160  # a text with lines this long wraps on screen: there, each line is a paragraph


class Openings:
    """The lines of one text and how they are wrapped; there is at least one line.

    `short_headings` says whether a short line standing alone is a heading, `at_top` whether the
    first line is that of the whole text.
    """

    def __init__(self, lines: Sequence[Line], *, short_headings: bool, at_top: bool) -> None:
        self.lines = lines
        self.short_headings = short_headings
        self.at_top = at_top
        self.patterns = patterns()
        lengths = sorted(len(line.words) for line in lines)
        self.wide = lengths[-1] > _WIDE
        self.width = lengths[int((len(lengths) - 1) * 0.9 + 0.5)]

    def opens(self, number: int, *, in_list: bool) -> bool:
        """Tell whether a line opens a block of its own, whatever stands before it."""
        if (
            self.lines[number].furniture
            or self.opens_table(number)
            or self.list_sign(number, in_list=in_list)
        ):
            return True
        return self.field(number) is not None or self._capitals(number) is not None

    def list_sign(self, number: int, *, in_list: bool) -> int:
        """Return the length of the sign of a list item that a line opens, 0 where there is none."""
        line = self.lines[number]
        free = line.gap or self.lines[number - 1].finished or in_list
        return self.patterns.list_sign(line.words, after_finished_line=free)

    def field(self, number: int) -> FieldMatch | None:
        """Return the field a line opens: a known label, a bold one, or one of a run of fields."""
        field = self.patterns.field(self.lines[number].words)
        if field is None or field.known or field.bold:
            return field
        empty = field.value_at >= len(self.lines[number].words)
        neighbours = [n for n in (number - 1, number + 1) if 0 <= n < len(self.lines)]
        in_run = any(
            not self.lines[max(n, number)].gap and self.patterns.field(self.lines[n].words)
            for n in neighbours
        )
        return field if in_run and not empty else None

    def opens_table(self, number: int) -> bool:
        """Tell whether a line is the header of a table."""
        if number + 1 >= len(self.lines) or self.lines[number + 1].gap:
            return False
        words, following = self.lines[number].words, self.lines[number + 1].words
        if "|" in words:
            return is_table_rule(following)
        return "\t" in words and words.count("\t") == following.count("\t")

    def heading(self, number: int, *, after_item: bool) -> tuple[int, int] | None:
        """Return the last line and the level of the heading that opens here."""
        level = self.numbered_level(number, after_item=after_item)
        if level:
            return number, level
        last = self._capitals(number)
        if last is not None:
            return last, 1 if number == 0 and self.at_top else 2
        line, words = self.lines[number], self.lines[number].words
        bold = _EMPHASISED.fullmatch(words) is not None
        if not (self.short_headings or bold) or number + 1 == len(self.lines):
            return None
        following = self.lines[number + 1]
        if not following.gap and self._joins(number):
            return None
        if not line.gap and len(following.words) <= _WIDE:
            return None
        first = words.lstrip("«“\"'*_ ")[:1]
        if (
            (line.finished and not words.endswith("?"))
            or words.endswith(",")
            or not (first.isupper() or first.isdigit())
            or len(words) > self.patterns.short_characters
            or len(words.split()) > self.patterns.short_words
        ):
            return None
        return number, 1 if number == 0 and self.at_top else 3

    def numbered_level(self, number: int, *, after_item: bool) -> int:
        """Return the level of a numbered heading ("2.1 Destinatari"), 0 where there is none."""
        line = self.lines[number]
        sign = NUMBERED.match(line.words)
        if not sign or not line.gap or number + 1 == len(self.lines):
            return 0
        title = line.words[sign.end() :]
        following = self.lines[number + 1]
        neighbour = NUMBERED.match(following.words)
        same_depth = neighbour and neighbour[1].count(".") == sign[1].count(".")
        if (
            not following.gap
            or same_depth
            or not title[0].isupper()
            or line.words.rstrip(CLOSING).endswith((".", ";", ","))
            or len(title.split()) > self.patterns.numbered_words
            or after_item
        ):
            return 0
        return min(6, 2 + sign[1].count("."))

    def gather(self, number: int, *, in_list: bool) -> int:
        """Return the last line of the paragraph, item or value that a line opens."""
        while (
            number + 1 < len(self.lines)
            and not self.lines[number + 1].gap
            and not self.opens(number + 1, in_list=in_list)
            and self._joins(number)
        ):
            number += 1
        return number

    def _capitals(self, number: int) -> int | None:
        """Return the last line of a heading in capitals."""
        line = self.lines[number]
        if not (line.gap or self.lines[number - 1].finished or self._is_capitals(number - 1)):
            return None
        last, words = number, 0
        # Bounded by the words, so that a whole text in capitals stays linear.
        while words <= self.patterns.capitals_words and self._is_capitals(last):
            words += len(self.lines[last].words.split())
            last += 1
            if last == len(self.lines) or self.lines[last].gap or self.lines[last].furniture:
                break
        following = self.lines[last] if last < len(self.lines) else None
        wrapped = following and not following.gap and following.words[0].islower()
        if last == number or words > self.patterns.capitals_words or wrapped:
            return None
        return last - 1

    def _is_capitals(self, number: int) -> bool:
        words = self.lines[number].words
        letters = sum(map(str.isalpha, words))
        return letters >= 3 and words.isupper() and not words.endswith((",", ";"))

    def _joins(self, number: int) -> bool:
        """Tell whether the next line goes on with what this one says."""
        line, following = self.lines[number], self.lines[number + 1]
        if following.words[0].islower():
            return True
        if line.words.rsplit(None, 1)[-1].lower() in self.patterns.dangling:
            return True
        if self.wide:
            return False
        return len(line.words) >= 0.6 * self.width
