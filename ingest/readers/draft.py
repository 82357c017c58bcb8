"""A text put together piece by piece, for the formats whose files are not their text.

A reader tells what it meets (a heading, a paragraph, an item, a table, a record) in reading order;
the draft writes the normalised text and keeps the blocks. Paragraphs are looked at once more as
plain text, since people type "Destinatari: …", bullets and capitals by hand in every format.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingest.errors import Refusal, UnreadableDocument
from ingest.model import Block, BlockKind
from ingest.readers.limits import limits
from ingest.readers.reading import Reading, governing_label, heading_title
from ingest.structure import find_blocks
from ingest.structure_patterns import patterns

_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f\xad\u200b-\u200f\u2028-\u202e\u2060\ufeff\ufffe\ud800-\udfff]"
)
_BLANKS = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r" ?\n[ \n]*")


def clean(words: str) -> str:
    """Return words in NFC without NULs, controls, soft hyphens or double blanks; breaks are \\n."""
    words = words.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n")
    words = _INVISIBLE.sub("", unicodedata.normalize("NFC", words))
    return _BREAKS.sub("\n", _BLANKS.sub(" ", words)).strip()


class Draft:
    """The text and the blocks so far. Raises UnreadableDocument (troppo-lungo) beyond the limit."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self.blocks: list[Block] = []

    def heading(self, words: str, level: int) -> None:
        """Add a heading of depth 1 to 6."""
        words = " ".join(clean(words).split())
        if patterns().furniture(words, isolated=False):
            self.furniture(words)
        else:
            label = patterns().label(words)
            self._block(BlockKind.HEADING, words, "\n\n", max(1, min(level, 6)), label)

    def paragraph(self, words: str) -> None:
        """Add a paragraph, which may prove to be a field, an item typed by hand, furniture…"""
        self._structured(clean(words), "\n\n", item_level=0)

    def item(self, words: str, level: int) -> None:
        """Add the item of a list, from level 1."""
        after_item = bool(self.blocks) and self.blocks[-1].kind is BlockKind.LIST_ITEM
        self._structured(clean(words), "\n" if after_item else "\n\n", item_level=max(1, level))

    def furniture(self, words: str) -> None:
        """Add words of the page that are not words of the text."""
        self._block(BlockKind.FURNITURE, clean(words), "\n\n")

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """Add a table. Forms ("Importo | 2 milioni") give each value its name as label."""
        cleaned = [[" ".join(clean(cell).split()) for cell in row] for row in rows]
        cleaned = [row for row in cleaned if any(row)]
        width = max((len(row) for row in cleaned), default=0)
        known = sum(patterns().label(row[0]) is not None for row in cleaned)
        # One row is a page laid out with a table, unless it is a form of one line.
        if width == 1 or (len(cleaned) == 1 and (width > 2 or not known)):
            for row in cleaned:
                for cell in row:
                    self.paragraph(cell)
            return
        if width == 2 and 2 * known >= len(cleaned):
            self.form(cleaned)
            return
        headers = cleaned[0] if cleaned else []
        named = len(cleaned) > 1 and all(0 < len(cell) <= 80 for cell in headers[1:])
        for number, row in enumerate(cleaned):
            separator = "\n" if number else "\n\n"
            for column, cell in enumerate(row):
                label = headers[column] if named and column < len(headers) else ""
                if cell:
                    self._block(BlockKind.TABLE_CELL, cell, separator, label=label or None)
                    separator = "\t"

    def form(self, rows: Sequence[Sequence[str]]) -> None:
        """Add the fields of one practice, a row each: its name, its value."""
        for row in rows:
            name, value = clean(row[0]), clean(row[1]) if len(row) > 1 else ""
            self._block(BlockKind.FURNITURE, name, "\n")
            label = " ".join(name.rstrip(" :").split()) or None
            self._block(BlockKind.TABLE_CELL, value, "\t", label=label)

    def record(self, number: int, cells: Sequence[tuple[str, str]]) -> None:
        """Add one row of a sheet of practices as lines "Column: value"; empty cells say nothing."""
        separator = "\n\n"
        for header, value in cells:
            value = clean(value)
            if not value:
                continue
            header = " ".join(clean(header).split())
            if header:
                self._block(BlockKind.FURNITURE, f"{header}:", separator)
                separator = " "
            self._block(BlockKind.TABLE_CELL, value, separator, label=header or None, record=number)
            separator = "\n"

    def reading(self, title: str = "", metadata: Mapping[str, str] | None = None) -> Reading:
        """Return what was drafted; the title is the stated one or that of the headings."""
        text = "".join(self._parts)
        title = " ".join(clean(title).split()) or heading_title(text, self.blocks)
        stated = {key: clean(value) for key, value in (metadata or {}).items()}
        known = {key: value for key, value in stated.items() if value}
        return Reading(text, tuple(self.blocks), title, known)

    def _block(
        self,
        kind: BlockKind,
        words: str,
        separator: str,
        level: int = 0,
        label: str | None = None,
        record: int | None = None,
    ) -> None:
        if words:
            start = self._write(words, separator)
            self.blocks.append(Block(kind, start, start + len(words), level, label, record))

    def _structured(self, words: str, separator: str, item_level: int) -> None:
        if not words:
            return
        found = find_blocks(
            words,
            short_headings=False,
            item_level=item_level,
            label=governing_label(self.blocks),
        )
        start = self._write(words, separator)
        self.blocks.extend(replace(b, start=b.start + start, end=b.end + start) for b in found)

    def _write(self, words: str, separator: str) -> int:
        if self._length:
            self._parts.append(separator)
            self._length += len(separator)
        start = self._length
        self._parts.append(words)
        self._length += len(words)
        refuse_long_text(self._length)
        return start


def refuse_long_text(characters: int) -> None:
    """Raise UnreadableDocument (troppo-lungo) for more characters than the limit."""
    most = limits().document.characters
    if characters > most:
        raise UnreadableDocument(
            f"Il testo supera i {most / 1_000_000:g} milioni di caratteri:"
            " è più un archivio che un documento. Dividilo in parti e inviale una per volta.",
            Refusal.TOO_LONG,
        )
