"""Sentence boundaries: blocks and empty lines end a sentence, hard-wrapped lines do not."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Token

from ingest.language.regions import block_numbers

_INSIDE = np.array(-1).astype("uint64")  # spaCy's -1: surely no start of a sentence
_ENDS = frozenset({".", "!", "?", "…", "...", "!!", "?!"})
_CLOSING = frozenset({'"', "»", "”", "’", "'", ")", "]", "*", "_", "**"})


@lru_cache(maxsize=1)
def abbreviations() -> frozenset[str]:
    """Return the words after which a full stop does not end a sentence."""
    text = files("ingest.language").joinpath("abbreviations.txt").read_text(encoding="utf-8")
    return frozenset(text.split())


@Language.component("prassi_sentences")
def add_sentences(doc: Doc) -> Doc:
    """Mark the first token of every sentence."""
    blocks = block_numbers(doc)
    ended = True
    starts = np.full((len(doc), 1), _INSIDE, dtype="uint64")
    for i, token in enumerate(doc):
        new_block = i > 0 and blocks[i] != blocks[i - 1]
        opens = new_block or (ended and not token.is_space and token.text not in _CLOSING)
        if i == 0 or opens:
            starts[i, 0] = 1
        if opens or new_block:
            ended = False
        if _ends_sentence(doc, token):
            ended = True
    # In one go: setting them token by token makes spaCy look through the document each time.
    if len(doc):
        column: Any = starts  # thinc names its own type for two dimensions
        doc.from_array(["SENT_START"], column)
    return doc


def _ends_sentence(doc: Doc, token: Token) -> bool:
    if token.is_space:
        return token.text.count("\n") > 1
    if token.text not in _ENDS:
        return False
    before = doc[token.i - 1].norm_.rstrip(".").rpartition(".")[2] if token.i else ""
    if token.text == "." and (before in abbreviations() or len(before) == 1):
        return False
    following = _next_word(doc, token.i + 1)
    if following is None:
        return True
    # "S.r.l. con sede": what goes on in lower case is the same sentence; "d.lgs.117" is one word.
    return bool(
        doc[token.i].whitespace_ or doc[token.i + 1].is_space or _closes(doc, token.i + 1)
    ) and (not following.text[:1].islower())


def _closes(doc: Doc, i: int) -> bool:
    return i < len(doc) and doc[i].text in _CLOSING


def _next_word(doc: Doc, i: int) -> Token | None:
    # Bounded: a page of dots must not make every token look to the end of the page.
    for token in doc[i : i + 4]:
        if not token.is_space and token.text not in _CLOSING:
            return token
    return None
