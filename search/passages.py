"""Cut a document into passages: short enough to be embedded whole, each a slice of its text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import ceil

from search.model import Passage
from search.words import fold, read_word_list

MAX_WORDS = 200
# Shorter ones are read with what stands around them: to an encoder, a few words of a list are near
# to every question.
ENOUGH_WORDS = 60
# A "word" is what stands between blanks; a run without blanks counts as many, so that no text,
# however odd, makes an endless passage.
_WORD = re.compile(r"\S{1,80}")
_SENTENCE_END = re.compile(r"[.!?…;][\"'’»”)\]]*\s+(?=[\"'‘«“(\[]*[A-ZÀ-ÖØ-Þ0-9])|\n\s*\n\s*")
_LAST_TOKEN = re.compile(r"[^\s(\[«“\"'’]*$")


@dataclass(frozen=True, slots=True)
class Stretch:
    """The part ``text[start:end]`` of a document that speaks of one practice."""

    practice: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence, or part of a long one, that stays in one passage."""

    start: int
    end: int
    words: int
    practice: str | None


def split(
    document: str,
    text: str,
    blocks: Sequence[tuple[int, int]],
    stretches: Sequence[Stretch] = (),
    max_words: int = MAX_WORDS,
) -> tuple[Passage, ...]:
    """Cut the blocks of a text (character offsets, not overlapping) into passages.

    Every word of a block is in exactly one passage. A passage has at most `max_words` words, keeps
    to one practice's stretch (the innermost where they overlap) and to neighbouring blocks: words
    between two blocks, such as page furniture, part them. Sentences stay whole where they fit.
    Raises ValueError for a block or stretch outside the text.
    """
    for start, end in [*blocks, *((s.start, s.end) for s in stretches)]:
        if not 0 <= start <= end <= len(text):
            raise ValueError(f"[{start}:{end}] lies outside a text of {len(text)} characters")
    stretches = [stretch for stretch in stretches if stretch.start < stretch.end]
    pieces = [
        piece for block in sorted(blocks) for piece in _pieces(text, block, stretches, max_words)
    ]
    return tuple(
        Passage(
            id=f"{document}#{start}-{end}",
            document=document,
            practice=practice,
            start=start,
            end=end,
            text=text[start:end],
        )
        for run in _runs(text, pieces)
        for start, end, practice in _fill(text, run, max_words)
    )


def in_context(title: str, texts: Sequence[str], place: int, enough: int = ENOUGH_WORDS) -> str:
    """Return what the encoder reads of ``texts[place]``, one of a practice's passages in order.

    A passage from the middle does not say what it is about, so the title goes first; one of fewer
    than `enough` words is read with its neighbours, the next before the former, until there are.
    """
    first = last = place
    length = len(texts[place].split())
    while length < enough and (first > 0 or last + 1 < len(texts)):
        if last + 1 < len(texts):
            last += 1
            length += len(texts[last].split())
        if length < enough and first > 0:
            first -= 1
            length += len(texts[first].split())
    return "\n".join([title, *texts[first : last + 1]])


def _pieces(
    text: str, block: tuple[int, int], stretches: Sequence[Stretch], max_words: int
) -> Iterator[_Piece]:
    start, end = block
    edges = {edge for s in stretches for edge in (s.start, s.end) if start < edge < end}
    for left, right in pairwise(sorted({start, end} | edges)):
        practice = _practice_at(left, stretches)
        for sentence in _sentences(text, left, right):
            found = [(m.start(), m.end()) for m in _WORD.finditer(text, *sentence)]
            for first in range(0, len(found), max_words):
                part = found[first : first + max_words]
                yield _Piece(part[0][0], part[-1][1], len(part), practice)


def _practice_at(position: int, stretches: Sequence[Stretch]) -> str | None:
    holding = [s for s in stretches if s.start <= position < s.end]
    return min(holding, key=lambda s: s.end - s.start).practice if holding else None


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for stop in _SENTENCE_END.finditer(text, start, end):
        before = _LAST_TOKEN.search(text, begin, stop.start())
        if text[stop.start()] == "." and before and fold(before.group()) in _abbreviations():
            continue
        yield begin, stop.end()
        begin = stop.end()
    if begin < end:
        yield begin, end


@cache
def _abbreviations() -> frozenset[str]:
    return read_word_list("abbreviations.txt")


def _runs(text: str, pieces: Iterable[_Piece]) -> Iterator[list[_Piece]]:
    """Group neighbouring pieces of the same practice with no word between them."""
    run: list[_Piece] = []
    for piece in pieces:
        if run and (
            piece.practice != run[-1].practice
            or any(sign.isalnum() for sign in text[run[-1].end : piece.start])
        ):
            yield run
            run = []
        run.append(piece)
    if run:
        yield run


def _fill(
    text: str, run: Sequence[_Piece], max_words: int
) -> Iterator[tuple[int, int, str | None]]:
    """Join the pieces of a run into passages of about equal length, none over the limit.

    What stands between two pieces, such as the dash of a list, counts too.
    """
    total = sum(piece.words for piece in run)
    target = total / ceil(total / max_words)
    filled, first = 0, run[0]
    for before, piece in pairwise([run[0], *run]):
        own = piece.words + len(text[before.end : piece.start].split())
        if filled and (filled + own > max_words or filled + piece.words / 2 > target):
            yield first.start, before.end, first.practice
            filled, first, own = 0, piece, piece.words
        filled += own
    yield first.start, run[-1].end, first.practice
