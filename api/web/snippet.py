"""A few lines of a passage, around the words of the question, which are marked. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from corpus.views import DocumentView
from ingest.model import BlockKind
from search.model import Passage
from search.words import Word, is_stop_word, words

#: Words shown of a passage: enough to judge it, little enough to read ten of them.
WORDS = 48
_LEAD = 10  # words before the first that matches
_SILENT = (BlockKind.METADATA, BlockKind.FURNITURE)


@dataclass(frozen=True, slots=True)
class Run:
    """A run of words, `marked` when the question has it too."""

    text: str
    marked: bool = False


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


def snippet(text: str, wanted: Collection[str], length: int = WORDS) -> Snippet:
    """Return the `length` words of a text where most of the `wanted` stems are, marked."""
    found = list(words(text))
    if not found:
        return Snippet((Run(text),) if text else ())
    hits = [place for place, word in enumerate(found) if word.stem in wanted]
    first = _best_start(found, hits, length)
    last = min(first + length, len(found))
    start = found[first].start if first else 0
    end = found[last - 1].end if last < len(found) else len(text)
    return Snippet(
        tuple(_runs(text, start, end, [found[place] for place in hits if first <= place < last])),
        cut_before=first > 0,
        cut_after=last < len(found),
    )


def _best_start(found: list[Word], hits: list[int], length: int) -> int:
    """Return the first word of the window that holds most different stems, a little before them."""
    best, most = 0, 0
    for hit in hits:
        kinds = len({found[other].stem for other in hits if hit <= other < hit + length - _LEAD})
        if kinds > most:
            best, most = hit, kinds
    return max(0, min(best - _LEAD, len(found) - length)) if len(found) > length else 0


def _runs(text: str, start: int, end: int, marked: list[Word]) -> list[Run]:
    runs: list[Run] = []
    position = start
    for word in marked:
        if position < word.start:
            runs.append(Run(text[position : word.start]))
        runs.append(Run(text[word.start : word.end], marked=True))
        position = word.end
    if position < end:
        runs.append(Run(text[position:end]))
    return runs
