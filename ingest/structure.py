"""What a plain text means by its lines: headings, lists, fields, tables, furniture, paragraphs.

`find_blocks` walks the lines once. Blocks never overlap, stand in order of position, are trimmed,
and together hold every sign of the text that is not blank. Signs that mean structure and say
nothing (bullets, the words "Destinatari:" before a field, the bars of a table, page numbers) are
blocks of their own of kind FURNITURE, so that every other block holds only words to be read.

A `label` is given to the value of a field, to table cells (their column), to a heading that is
itself a known field label ("Destinatari") and to the list items that follow such a heading.
"""

from __future__ import annotations

import re

from ingest.model import Block, BlockKind
from ingest.structure_lines import CLOSING, Line, split_lines
from ingest.structure_patterns import FieldMatch, patterns
from ingest.structure_tables import is_table_rule, table_blocks

_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4})[.)]?\s+(?=\S)")
_EMPHASISED = re.compile(r"(\*{1,3}|_{1,3})[^*_]+\1")
_WIDE = 160  # a text with lines this long wraps on screen: there, each line is a paragraph


def find_blocks(
    text: str,
    start: int = 0,
    end: int | None = None,
    *,
    short_headings: bool = True,
    item_level: int = 0,
    label: str | None = None,
) -> tuple[Block, ...]:
    """Return the blocks of ``text[start:end]``.

    For callers that know part of the structure already (Markdown): `short_headings` says whether a
    short line standing alone is a heading; `item_level` above 0 that the text is the inside of a
    list item of that depth; `label` is the field label of the heading before.
    """
    lines = split_lines(text, start, len(text) if end is None else end)
    return tuple(_Walk(text, lines, short_headings, item_level, label).blocks) if lines else ()


class _Walk:
    """One pass over the lines of one text, filling `blocks`."""

    def __init__(
        self,
        text: str,
        lines: list[Line],
        short_headings: bool,
        item_level: int,
        label: str | None,
    ) -> None:
        self.text = text
        self.lines = lines
        self.short_headings = short_headings
        self.at_top = short_headings and not text[: min(lines[0].start, 100)].strip()
        self.patterns = patterns()
        lengths = sorted(len(line.words) for line in lines)
        self.wide = lengths[-1] > _WIDE
        self.width = lengths[int((len(lengths) - 1) * 0.9 + 0.5)]
        self.indents: list[int] = []
        self.label = label
        self.blocks: list[Block] = []
        number = 0
        if item_level and not lines[0].furniture:
            number = self._item_content(0, lines[0].start, item_level)
        while number < len(lines):
            number = self._step(number)

    def _step(self, number: int) -> int:
        """Add the block that a line opens; return the number of the line after it."""
        line = self.lines[number]
        if line.furniture:
            self._add(BlockKind.FURNITURE, line.start, line.end)
            return number + 1
        if self._opens_table(number):
            return self._table(number)
        sign = self._list_sign(number)
        if sign and not self._numbered_level(number):
            return self._item(number, sign)
        if field := self._field(number):
            return self._labelled(number, line.start, field)
        self.indents.clear()
        if heading := self._heading(number):
            last, level = heading
            self._add_heading(number, last, level)
            return last + 1
        last = self._gather(number)
        self._add(BlockKind.PARAGRAPH, line.start, self.lines[last].end)
        self.label = None
        return last + 1

    # -- lists -----------------------------------------------------------------------------------

    def _list_sign(self, number: int) -> int:
        line = self.lines[number]
        free = line.gap or self.lines[number - 1].finished or bool(self.indents)
        return self.patterns.list_sign(line.words, after_finished_line=free)

    def _item(self, number: int, sign: int) -> int:
        line = self.lines[number]
        while self.indents and self.indents[-1] > line.indent:
            self.indents.pop()
        if not self.indents or self.indents[-1] < line.indent:
            self.indents.append(line.indent)
        self._add(BlockKind.FURNITURE, line.start, line.start + sign)
        return self._item_content(number, line.start + sign, len(self.indents))

    def _item_content(self, number: int, start: int, level: int) -> int:
        line = self.lines[number]
        field = self.patterns.field(line.words[start - line.start :])
        if field and field.known and start + field.value_at < line.end:
            return self._labelled(number, start, field)
        last = self._gather(number)
        label = self.label
        self._add(BlockKind.LIST_ITEM, start, self.lines[last].end, level=level, label=label)
        self.label = label
        return last + 1

    # -- fields ----------------------------------------------------------------------------------

    def _field(self, number: int) -> FieldMatch | None:
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

    def _labelled(self, number: int, start: int, field: FieldMatch) -> int:
        line = self.lines[number]
        value = start + field.value_at
        if value >= line.end:
            following = self.lines[number + 1] if number + 1 < len(self.lines) else None
            if following is None or following.gap or self._opens(number + 1):
                self._add_heading(number, number, 3)
                return number + 1
            self._add_label(start, line.end, field)
            number, value = number + 1, following.start
        else:
            self._add_label(start, value, field)
        last = self._gather(number)
        self._add(BlockKind.FIELD, value, self.lines[last].end, label=field.label)
        self.label = None
        return last + 1

    def _add_label(self, start: int, end: int, field: FieldMatch) -> None:
        # The words of a label we do not know may be worth reading ("Caritas: 12.000 euro").
        kind = BlockKind.FURNITURE if field.known else BlockKind.PARAGRAPH
        self._add(kind, start, end)

    # -- headings --------------------------------------------------------------------------------

    def _heading(self, number: int) -> tuple[int, int] | None:
        """Return the last line and the level of the heading that opens here."""
        level = self._numbered_level(number)
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

    def _numbered_level(self, number: int) -> int:
        """Return the level of a numbered heading ("2.1 Destinatari"), 0 where there is none."""
        line = self.lines[number]
        sign = _NUMBERED.match(line.words)
        if not sign or not line.gap or number + 1 == len(self.lines):
            return 0
        title = line.words[sign.end() :]
        following = self.lines[number + 1]
        neighbour = _NUMBERED.match(following.words)
        same_depth = neighbour and neighbour[1].count(".") == sign[1].count(".")
        if (
            not following.gap
            or same_depth
            or not title[0].isupper()
            or line.words.rstrip(CLOSING).endswith((".", ";", ","))
            or len(title.split()) > self.patterns.numbered_words
            or (self.blocks and self.blocks[-1].kind is BlockKind.LIST_ITEM)
        ):
            return 0
        return min(6, 2 + sign[1].count("."))

    def _add_heading(self, first: int, last: int, level: int) -> None:
        """Add a heading without its number, bold signs and colon, which become furniture."""
        start, end = self.lines[first].start, self.lines[last].end
        words = self.text[start:end]
        sign = _NUMBERED.match(words)
        left = sign.end() if sign and self._numbered_level(first) else 0
        left += len(words[left:]) - len(words[left:].lstrip("*_"))
        right = len(words.rstrip("*_: \t"))
        if right <= left:
            left, right = 0, len(words)
        self._add(BlockKind.FURNITURE, start, start + left)
        label = self.patterns.label(words[left:right])
        self._add(BlockKind.HEADING, start + left, start + right, level=level, label=label)
        self._add(BlockKind.FURNITURE, start + right, end)
        self.label = label

    # -- tables ----------------------------------------------------------------------------------

    def _opens_table(self, number: int) -> bool:
        if number + 1 >= len(self.lines) or self.lines[number + 1].gap:
            return False
        words, following = self.lines[number].words, self.lines[number + 1].words
        if "|" in words:
            return is_table_rule(following)
        return "\t" in words and words.count("\t") == following.count("\t")

    def _table(self, number: int) -> int:
        sign = "|" if "|" in self.lines[number].words else "\t"
        last = number + 2
        while last < len(self.lines) and sign in self.lines[last].words:
            between = self.text[self.lines[last - 1].end : self.lines[last].start]
            if max(between.count("\n"), between.count("\r")) > 1:
                break
            last += 1
        rows = [(line.start, line.end) for line in self.lines[number:last]]
        self.blocks.extend(table_blocks(self.text, rows, tabs=sign == "\t"))
        self.label = None
        return last

    # -- paragraphs ------------------------------------------------------------------------------

    def _gather(self, number: int) -> int:
        """Return the last line of the paragraph, item or value that a line opens."""
        while (
            number + 1 < len(self.lines)
            and not self.lines[number + 1].gap
            and not self._opens(number + 1)
            and self._joins(number)
        ):
            number += 1
        return number

    def _opens(self, number: int) -> bool:
        """Tell whether a line opens a block of its own, whatever stands before it."""
        if self.lines[number].furniture or self._opens_table(number) or self._list_sign(number):
            return True
        return self._field(number) is not None or self._capitals(number) is not None

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

    def _add(
        self, kind: BlockKind, start: int, end: int, level: int = 0, label: str | None = None
    ) -> None:
        piece = self.text[start:end]
        words = piece.strip()
        if words:
            start += len(piece) - len(piece.lstrip())
            self.blocks.append(Block(kind, start, start + len(words), level, label))
