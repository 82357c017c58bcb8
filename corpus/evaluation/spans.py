"""How well extraction agrees with people: the scores of `docs/annotation.md`.

A predicted span matches a gold span of the same label when the F1 of their shared tokens is at
least 0.5, one to one, best pairs first; the exact score asks for the same offsets. Concepts are
compared as sets, per document.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from corpus.evaluation.figures import Tally
from ingest.model import Label

THRESHOLD = 0.5
#: Where the concepts of a label are; the others have a value, a code or nothing.
SCHEMES = {
    Label.ACTOR: "actor",
    Label.MEASURE: "measure",
    Label.BENEFICIARY: "beneficiary",
    Label.NEED: "need",
    Label.FUNDING: "funding",
}
HEADLINE = (Label.ACTOR, Label.MEASURE, Label.BENEFICIARY)
_TOKEN = re.compile(r"\w+")


class Labelled(Protocol):
    """A gold or predicted span."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def label(self) -> Label: ...
    @property
    def concept(self) -> str | None: ...


def relaxed(text: str, gold: Sequence[Labelled], found: Sequence[Labelled], label: Label) -> Tally:
    """Count matches of one label by token overlap."""
    wanted = [span for span in gold if span.label is label]
    offered = [span for span in found if span.label is label]
    return Tally(len(matched(text, wanted, offered)), len(offered), len(wanted))


def matched(
    text: str, gold: Sequence[Labelled], found: Sequence[Labelled], least: float = THRESHOLD
) -> list[tuple[int, int]]:
    """Pair spans one to one, best overlap first, as (number in gold, number in found).

    Labels are not looked at: give the spans of one label, or all to see which label took another's
    place. Spans that share `least` of their tokens or more are a pair.
    """
    return paired(
        [_tokens(text, span) for span in gold], [_tokens(text, span) for span in found], least
    )


def paired(
    wanted: Sequence[frozenset[int]],
    offered: Sequence[frozenset[int]],
    least: float = THRESHOLD,
) -> list[tuple[int, int]]:
    """Pair sets of tokens one to one, best overlap first, as (number in wanted, number in offered).

    Sets that have a token in common and an F1 of `least` or more are a pair.
    """
    pairs = sorted(
        (-2 * len(want & offer) / (len(want) + len(offer)), i, j)
        for i, want in enumerate(wanted)
        for j, offer in enumerate(offered)
        if not want.isdisjoint(offer)
    )
    taken: dict[int, int] = {}
    for unlike, i, j in pairs:
        if -unlike >= least and i not in taken and j not in taken.values():
            taken[i] = j
    return sorted(taken.items())


def exact(text: str, gold: Sequence[Labelled], found: Sequence[Labelled], label: Label) -> Tally:
    """Count spans of one label with the very offsets of gold; `text` is not needed."""
    wanted = {(span.start, span.end) for span in gold if span.label is label}
    offered = {(span.start, span.end) for span in found if span.label is label}
    return Tally(len(wanted & offered), len(offered), len(wanted))


def concepts(
    gold: Iterable[Labelled],
    found: Iterable[Labelled],
    ancestors: Callable[[str], Iterable[str]] = lambda _: (),
) -> Tally:
    """Compare the sets of concepts of one document, with the ancestors of both if given."""
    wanted = _closed(gold, ancestors)
    offered = _closed(found, ancestors)
    return Tally(len(wanted & offered), len(offered), len(wanted))


def _closed(spans: Iterable[Labelled], ancestors: Callable[[str], Iterable[str]]) -> set[str]:
    named = {span.concept for span in spans if span.concept and ":" in span.concept}
    return named | {broader for concept in named for broader in ancestors(concept)}


def _tokens(text: str, span: Labelled) -> frozenset[int]:
    return frozenset(
        span.start + token.start() for token in _TOKEN.finditer(text[span.start : span.end])
    )
