"""What a plain text means by its lines: headings, lists, fields, tables, furniture, paragraphs.

`find_blocks` walks the lines once. Blocks never overlap, stand in order of position, are trimmed,
and together hold every sign of the text that is not blank. Signs that mean structure and say
nothing (bullets, the words "Destinatari:" before a field, the bars of a table, page numbers) are
blocks of their own of kind FURNITURE, so that every other block holds only words to be read.

A `label` is given to the value of a field, to table cells (their column), to a heading that is
itself a known field label ("Destinatari") and to the list items that follow such a heading.
"""

from __future__ import annotations

from ingest.model import Block, BlockKind
from ingest.structure_lines import Line, split_lines
from ingest.structure_openings import NUMBERED, Openings
from ingest.structure_patterns import FieldMatch, patterns
from ingest.structure_tables import table_blocks


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
        at_top = short_headings and not text[: min(lines[0].start, 100)].strip()
        self.openings = Openings(lines, short_headings=short_headings, at_top=at_top)
        self.patterns = patterns()
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
        if self.openings.opens_table(number):
            return self._table(number)
        sign = self.openings.list_sign(number, in_list=bool(self.indents))
        if sign and not self._numbered_level(number):
            return self._item(number, sign)
        if field := self.openings.field(number):
            return self._labelled(number, line.start, field)
        self.indents.clear()
        if heading := self.openings.heading(number, after_item=self._after_item()):
            last, level = heading
            self._add_heading(number, last, level)
            return last + 1
        last = self._gather(number)
        self._add(BlockKind.PARAGRAPH, line.start, self.lines[last].end)
        self.label = None
        return last + 1

    # -- lists -----------------------------------------------------------------------------------

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

    def _labelled(self, number: int, start: int, field: FieldMatch) -> int:
        line = self.lines[number]
        value = start + field.value_at
        if value >= line.end:
            following = self.lines[number + 1] if number + 1 < len(self.lines) else None
            if (
                following is None
                or following.gap
                or self.openings.opens(number + 1, in_list=bool(self.indents))
            ):
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

    def _add_heading(self, first: int, last: int, level: int) -> None:
        """Add a heading without its number, bold signs and colon, which become furniture."""
        start, end = self.lines[first].start, self.lines[last].end
        words = self.text[start:end]
        sign = NUMBERED.match(words)
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

    # -- all -------------------------------------------------------------------------------------

    def _gather(self, number: int) -> int:
        return self.openings.gather(number, in_list=bool(self.indents))

    def _numbered_level(self, number: int) -> int:
        return self.openings.numbered_level(number, after_item=self._after_item())

    def _after_item(self) -> bool:
        return bool(self.blocks) and self.blocks[-1].kind is BlockKind.LIST_ITEM

    def _add(
        self, kind: BlockKind, start: int, end: int, level: int = 0, label: str | None = None
    ) -> None:
        piece = self.text[start:end]
        words = piece.strip()
        if words:
            start += len(piece) - len(piece.lstrip())
            self.blocks.append(Block(kind, start, start + len(words), level, label))
