"""A document as the encoder reads it: pieces of words, each with the token that owns it.

Words that a line end broke are whole again, lines in capitals are lowered (the encoder was taught
on ordinary writing), and a separator stands between blocks. Long texts are cut into windows; what
a window sees before its own words is context and is answered for by the window before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from spacy.tokens import Doc
from tokenizers import Tokenizer

from ingest.language.regions import block_numbers, blocks_of
from ingest.model import BlockKind

START, SEPARATOR = 0, 2  # <s> and </s> of XLM-R
NOBODY = -1
WINDOW = 400  # pieces
CONTEXT = 64  # pieces seen again from the window before
_MOST_CONTEXT = 100  # so that a window never exceeds what the encoder was taught: 512 pieces
_CAPITALS = 0.6  # of the letters of a block
_FEW_LETTERS = 6


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces read together: their numbers, the token each belongs to (or NOBODY).

    The window sees tokens ``first:end`` and answers for ``own:end``.
    """

    ids: tuple[int, ...]
    owners: tuple[int, ...]
    first: int
    own: int
    end: int


def surfaces(doc: Doc) -> list[str]:
    """Return the written form of each token: broken words joined, lines of capitals lowered."""
    words = [_joined(token.text, token.norm_) for token in doc]
    numbers = block_numbers(doc)
    for _, run in groupby(range(len(words)), key=numbers.__getitem__):
        block = list(run)
        letters = [words[i] for i in block if any(sign.isalpha() for sign in words[i])]
        count = sum(map(len, letters))
        capital = sum(len(word) for word in letters if word.isupper())
        lone = len(letters) < 2 and count < _FEW_LETTERS  # "ANCI" in a cell is a name
        if capital > _CAPITALS * count and count > 3 and not lone:
            for i in block:
                if words[i].isupper():
                    words[i] = words[i].capitalize() if len(words[i]) > 2 else words[i].lower()
    return words


def windows(doc: Doc, tokenizer: Tokenizer) -> Iterator[Window]:
    """Yield the windows over a document's own words (not its front matter), in order."""
    ids, owners, cuts = _pieces(doc, tokenizer)
    start = answered = 0
    while start < len(ids):
        end = _end_of_window(owners, cuts, start, len(ids))
        seen = max(0, start - CONTEXT)
        while seen > 0 and start - seen < _MOST_CONTEXT and _splits_word(owners, seen):
            seen -= 1
        own = [owner for owner in owners[start:end] if owner >= answered]
        if own:
            answered = max(own) + 1
            around = [owner for owner in owners[seen:end] if owner != NOBODY]
            yield Window(
                (START, *ids[seen:end], SEPARATOR),
                (NOBODY, *owners[seen:end], NOBODY),
                min(around),
                min(own),
                answered,
            )
        start = end


def _end_of_window(owners: Sequence[int], cuts: Sequence[int], start: int, last: int) -> int:
    """Between two blocks where there is a good place, else between two words."""
    end = min(last, start + WINDOW)
    if end == last:
        return end
    good = [cut for cut in cuts if start + WINDOW // 2 < cut <= end]
    if good:
        return good[-1]
    while end > start + 1 and _splits_word(owners, end):
        end -= 1
    return end


def _splits_word(owners: Sequence[int], at: int) -> bool:
    return owners[at] == owners[at - 1] != NOBODY


def _pieces(doc: Doc, tokenizer: Tokenizer) -> tuple[list[int], list[int], list[int]]:
    words, numbers, blocks = surfaces(doc), block_numbers(doc), blocks_of(doc)
    unread = {n for n, block in enumerate(blocks) if block.kind is BlockKind.METADATA}
    front = max((blocks[n].end for n in unread), default=0)
    ids: list[int] = []
    owners: list[int] = []
    cuts: list[int] = []
    tokens = [token.i for token in doc if token.idx >= front]
    for _, run in groupby(tokens, key=numbers.__getitem__):
        text, cover = _text(doc, words, list(run))
        if not text.strip():
            continue
        found = tokenizer.encode(text, add_special_tokens=False)
        for piece, (start, end) in zip(found.ids, found.offsets, strict=True):
            ids.append(piece)
            owners.append(next((o for o in cover[start:end] if o != NOBODY), NOBODY))
        ids.append(SEPARATOR)
        owners.append(NOBODY)
        cuts.append(len(ids))
    return ids, owners, cuts


def _text(doc: Doc, words: Sequence[str], tokens: Sequence[int]) -> tuple[str, list[int]]:
    """The words of a block on one line, and the token that each character belongs to."""
    text: list[str] = []
    cover: list[int] = []
    for i in tokens:
        word = " " if doc[i].is_space else words[i]
        text.append(word)
        cover += [NOBODY if doc[i].is_space else i] * len(word)
        if doc[i].whitespace_:
            text.append(" ")
            cover.append(NOBODY)
    return "".join(text), cover


def _joined(text: str, norm: str) -> str:
    if "\n" in text and not text.isspace():
        whole = norm if text[:1].islower() else norm.capitalize()
        text = norm.upper() if text.isupper() else whole
    return text.replace("’", "'")
