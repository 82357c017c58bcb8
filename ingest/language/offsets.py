"""Characters and tokens of a document, both ways, without reading the document again each time.

spaCy makes `doc.text` and `doc.char_span` anew from all tokens at every call, which on a long
document costs more than everything else together.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import NamedTuple, cast

from spacy.tokens import Doc

_KEY = "prassi_offsets"


class Offsets(NamedTuple):
    """The text of a document and the offset at which each of its tokens starts."""

    text: str
    starts: list[int]


def offsets(doc: Doc) -> Offsets:
    """Return the offsets of a document, read once; tokens must not be merged afterwards."""
    kept = cast("Offsets | None", doc.user_data.get(_KEY))
    if kept is None or len(kept.starts) != len(doc):
        kept = Offsets(doc.text, [token.idx for token in doc])
        doc.user_data[_KEY] = kept
    return kept


def text_of(doc: Doc) -> str:
    """Return the text of a document."""
    return offsets(doc).text


def tokens_between(doc: Doc, start: int, end: int) -> range:
    """Return the numbers of the tokens that the characters ``start:end`` touch."""
    starts = offsets(doc).starts
    first = max(bisect_right(starts, start) - 1, 0)
    if end > start and first < len(doc) and starts[first] + len(doc[first]) <= start:
        first += 1  # the characters begin with the blank after a token
    return range(first, max(bisect_left(starts, end), first))
