"""What a source itself says of doing the practice elsewhere: its sentences, and no more. Pure.

Nobody here judges whether a practice can be moved. Where the source says nothing, nothing is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from corpus.views import DocumentView
from ingest.model import Block, BlockKind

MOST = 3
_LONGEST = 70  # words: a sentence of a list may run on for a page
_FOUND_BY = 4  # words that find the sentence in the text of the page
_SILENT = (BlockKind.METADATA, BlockKind.FURNITURE)
_SENTENCE_END = re.compile(r"(?<=[.!?…])[»”\"')\]]*\s+(?=[«“\"'(\[]*[A-ZÀ-ÖØ-Þ0-9])")


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of the source; `fragment` leads to it where browsers find text by themselves."""

    text: str
    fragment: str


def claims(document: DocumentView, start: int, end: int, stems: Sequence[str]) -> tuple[Claim, ...]:
    """Return the first sentences of a stretch that say so, or that a heading says are about it."""
    wanted = re.compile(rf"\b(?:{'|'.join(map(re.escape, stems))})", re.IGNORECASE)
    found = dict.fromkeys(_sentences(document, start, end, wanted))
    return tuple(_claim(one) for one in list(found)[:MOST])


def _sentences(
    document: DocumentView, start: int, end: int, wanted: re.Pattern[str]
) -> Iterator[str]:
    announced = False
    for block in document.blocks:
        if block.kind in _SILENT or block.end <= start or block.start >= end:
            continue
        text = _text(document, block)
        if block.kind is BlockKind.HEADING:
            announced = bool(wanted.search(text))
            continue
        sentences = [" ".join(one.split()) for one in _SENTENCE_END.split(text)]
        about = [one for one in sentences if wanted.search(one)]
        yield from about or (sentences[:1] if announced else ())
        announced = False


def _text(document: DocumentView, block: Block) -> str:
    return document.text[block.start : block.end]


def _claim(sentence: str) -> Claim:
    words = sentence.split()
    shown = " ".join(words[:_LONGEST]) + (" …" if len(words) > _LONGEST else "")
    # A dash or a comma would mean something to the browser.
    begins = quote(" ".join(words[:_FOUND_BY]), safe="").replace("-", "%2D")
    return Claim(shown, f"documento:~:text={begins}")
