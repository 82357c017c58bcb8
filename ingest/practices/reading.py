"""What the rules read: a document, its spans and its sentences, looked up by position.

Sentences come from the language pipeline; here they are only pairs of offsets, so that every rule
can be tested on hand-made spans without a pipeline.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ingest.model import Block, BlockKind, Document, Label, Practice, Span

_SILENT = frozenset({BlockKind.METADATA, BlockKind.FURNITURE})
_LINE_END_HYPHEN = re.compile(r"(?<=[a-zà-ù])-[ \t]*\r?\n[ \t]*(?=[a-zà-ù])")


class Stretch(NamedTuple):
    """A piece ``text[start:end]`` of a document, offsets in characters."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A document with its spans and sentences, each in order of position and not overlapping."""

    document: Document
    spans: tuple[Span, ...]
    sentences: tuple[Stretch, ...]

    def words(self, start: int, end: int) -> str:
        """Return the words between two offsets as a reader would write them on one line."""
        return plain(self.document.text[start:end])

    def spans_in(self, start: int, end: int, *labels: Label) -> tuple[Span, ...]:
        """Return the spans wholly inside ``[start, end)``, of the given labels (default: all)."""
        first = bisect_left(self.spans, start, key=lambda span: span.start)
        last = bisect_left(self.spans, end, key=lambda span: span.start)
        return tuple(
            span
            for span in self.spans[first:last]
            if span.end <= end and (not labels or span.label in labels)
        )

    def spans_of(self, practice: Practice, *labels: Label) -> tuple[Span, ...]:
        """Return the spans inside the stretch of a practice."""
        return self.spans_in(practice.start, practice.end, *labels)

    def block_at(self, offset: int) -> Block | None:
        """Return the block that holds a position; None for the blanks between blocks."""
        blocks = self.document.blocks
        index = bisect_right(blocks, offset, key=lambda block: block.start) - 1
        return blocks[index] if index >= 0 and offset < blocks[index].end else None

    def sentence_at(self, offset: int) -> Stretch:
        """Return the sentence around a position, never reaching beyond its block."""
        index = bisect_right(self.sentences, offset, key=lambda sentence: sentence.start) - 1
        start, end = 0, len(self.document.text)
        if index >= 0 and offset < self.sentences[index].end:
            start, end = self.sentences[index]
        elif index >= 0:
            start = self.sentences[index].end
        block = self.block_at(offset)
        if block is not None:
            start, end = max(start, block.start), min(end, block.end)
        return Stretch(start, end)

    def speaking_blocks(self, start: int = 0, end: int | None = None) -> Iterator[Block]:
        """Yield the blocks inside ``[start, end)`` that say something: no front matter or menus."""
        blocks = self.document.blocks
        limit = len(self.document.text) if end is None else end
        first = bisect_left(blocks, start, key=lambda block: block.start)
        last = bisect_left(blocks, limit, key=lambda block: block.start)
        for block in blocks[first:last]:
            if block.end <= limit and block.kind not in _SILENT:
                yield block

    def is_silent(self, offset: int) -> bool:
        """Tell whether a position lies in front matter or page furniture."""
        block = self.block_at(offset)
        return block is not None and block.kind in _SILENT


def plain(words: str) -> str:
    """Join hyphenated line ends and fold white space: the words as one line."""
    return " ".join(_LINE_END_HYPHEN.sub("", words).split())


def find_words(text: str, words: str, start: int, end: int) -> Stretch | None:
    """Return where a phrase stands in ``text[start:end]``; case and kind of blanks do not count.

    None where it does not stand, or where there are no words to look for.
    """
    pieces = [re.sub(r"['’]", "['’]", re.escape(piece)) for piece in words.split()]
    if not pieces:
        return None
    phrase = r"\s+".join(pieces)
    match = re.compile(rf"(?<!\w){phrase}(?!\w)", re.IGNORECASE).search(text, start, end)
    return Stretch(*match.span()) if match else None
