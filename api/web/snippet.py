"""A few lines of a passage, around the words of the question and those that say its concepts. Pure.

What is lit is of two sorts: words that the question has too, and words in which a fact was read
that has to do with the question («over 75» where one asks for «anziani»).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from corpus.views import DocumentView, FactKind
from ingest.model import BlockKind
from search.model import Passage
from search.words import is_stop_word, words

#: Words shown of a passage: enough to judge it, little enough to read ten of them.
WORDS = 48
_LEAD = 10  # words before the first that matches
_SILENT = (BlockKind.METADATA, BlockKind.FURNITURE)


@dataclass(frozen=True, slots=True)
class Telling:
    """Words, blanks made single, in which a fact of some kind was read."""

    words: str
    kind: FactKind


@dataclass(frozen=True, slots=True)
class Run:
    """A run of words, `marked` when the question has it too.

    `kind` says that a fact was read here; the words of one fact may be several runs, of which the
    first `opens` and the last `closes`.
    """

    text: str
    marked: bool = False
    kind: FactKind | None = None
    opens: bool = False
    closes: bool = False


@dataclass(frozen=True, slots=True)
class Snippet:
    """Runs in order; `cut_before` and `cut_after` say where an ellipsis belongs."""

    runs: tuple[Run, ...]
    cut_before: bool = False
    cut_after: bool = False


def stems(question: str) -> frozenset[str]:
    """Return the stems of the words of a question that carry content."""
    return frozenset(word.stem for word in words(question) if not is_stop_word(word.text))


def passage_text(passage: Passage, document: DocumentView | None) -> str:
    """Return the words of a passage without what stands between blocks (``##``, ``-``)."""
    if document is None or document.text[passage.start : passage.end] != passage.text:
        return " ".join(passage.text.split())
    parts = [
        document.text[max(block.start, passage.start) : min(block.end, passage.end)]
        for block in document.blocks
        if block.kind not in _SILENT and block.start < passage.end and block.end > passage.start
    ]
    return " · ".join(" ".join(part.split()) for part in parts if part.strip())


def snippet(
    text: str, wanted: Collection[str], length: int = WORDS, told: Iterable[Telling] = ()
) -> Snippet:
    """Return the `length` words of a text where most of the `wanted` and of what is `told` are."""
    found = list(words(text))
    if not found:
        return Snippet((Run(text),) if text else ())
    stretches = list(_stretches(text, told))
    says: dict[int, str] = {}  # which words are lit, and for what
    for place, word in enumerate(found):
        over = next((s for s in stretches if s.start < word.end and s.end > word.start), None)
        if word.stem in wanted:
            says[place] = word.stem
        elif over:
            says[place] = over.kind
    first = _best_start(len(found), says, length)
    last = min(first + length, len(found))
    start = found[first].start if first else 0
    end = found[last - 1].end if last < len(found) else len(text)
    marked = [(w.start, w.end) for w in found[first:last] if w.stem in wanted]
    return Snippet(
        tuple(_runs(text, start, end, marked, stretches)),
        cut_before=first > 0,
        cut_after=last < len(found),
    )


@dataclass(frozen=True, slots=True, order=True)
class _Stretch:
    start: int
    end: int
    kind: FactKind


def _stretches(text: str, told: Iterable[Telling]) -> Iterator[_Stretch]:
    """Yield where the words of facts stand, each place once, the longer before the shorter."""
    found = []
    for one in told:
        place = text.find(one.words) if one.words else -1
        while place >= 0:
            found.append(_Stretch(place, place + len(one.words), one.kind))
            place = text.find(one.words, place + len(one.words))
    end = 0
    for stretch in sorted(found, key=lambda s: (s.start, -s.end, s.kind)):
        if stretch.start >= end and _whole_words(text, stretch):
            yield stretch
            end = stretch.end


def _whole_words(text: str, stretch: _Stretch) -> bool:
    before, after = text[: stretch.start][-1:], text[stretch.end :][:1]
    return not (before.isalnum() or after.isalnum())


def _best_start(count: int, says: Mapping[int, str], length: int) -> int:
    """Return the first word of the window that holds most different hits, a little before them."""
    best, most = 0, 0
    for hit in says:
        inside = {what for at, what in says.items() if hit <= at < hit + length - _LEAD}
        if len(inside) > most:
            best, most = hit, len(inside)
    return max(0, min(best - _LEAD, count - length)) if count > length else 0


def _runs(
    text: str,
    start: int,
    end: int,
    marked: list[tuple[int, int]],
    stretches: list[_Stretch],
) -> Iterator[Run]:
    """Cut ``text[start:end]`` where a word or a stretch begins or ends."""
    inside = [s for s in stretches if s.start < end and s.end > start]
    edges = {start, end}
    for left, right in (*marked, *((s.start, s.end) for s in inside)):
        edges |= {edge for edge in (left, right) if start < edge < end}
    cuts = sorted(edges)
    for left, right in pairwise(cuts):
        over = next((s for s in inside if s.start <= left and s.end >= right), None)
        yield Run(
            text[left:right],
            marked=any(a <= left and b >= right for a, b in marked),
            kind=over.kind if over else None,
            opens=over is not None and left == max(over.start, start),
            closes=over is not None and right == min(over.end, end),
        )
