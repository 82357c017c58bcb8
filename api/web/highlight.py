"""Words that prove a fact, marked inside the text: overlapping marks become pieces. Pure.

A page cannot nest marks that only overlap, so a stretch of text is cut at every edge of a mark.
Joined again, the pieces are the text, sign by sign; escaping is left to the template.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.views import Fact, FactKind


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """The evidence ``text[start:end]``: what kinds of fact it proves, and which facts.

    `facts` are the anchors of the facts on the page; evidence of several facts is one mark.
    """

    start: int
    end: int
    kinds: tuple[FactKind, ...] = field(compare=False)
    facts: tuple[str, ...] = field(compare=False)

    @property
    def anchor(self) -> str:
        """The identifier of the mark on the page."""
        return f"e-{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text with the marks that cover it, the shortest first.

    `opens` and `closes` are the marks that are first, and last, seen on this piece.
    """

    text: str
    marks: tuple[Mark, ...] = ()
    opens: tuple[Mark, ...] = ()
    closes: tuple[Mark, ...] = ()


def marks(facts: Iterable[tuple[str, Fact]]) -> tuple[Mark, ...]:
    """Gather the evidence of facts, each given with its anchor, in order of position."""
    kinds: defaultdict[tuple[int, int], dict[FactKind, None]] = defaultdict(dict)
    anchors: defaultdict[tuple[int, int], dict[str, None]] = defaultdict(dict)
    for anchor, fact in facts:
        for evidence in fact.evidence:
            if evidence.start < evidence.end:
                kinds[evidence.start, evidence.end][fact.kind] = None
                anchors[evidence.start, evidence.end][anchor] = None
    return tuple(
        Mark(*edges, tuple(found), tuple(anchors[edges])) for edges, found in sorted(kinds.items())
    )


def pieces(
    text: str, stretches: Sequence[tuple[int, int]], found: Sequence[Mark]
) -> tuple[tuple[Piece, ...], ...]:
    """Cut each stretch ``text[start:end]`` (in order, not overlapping) where a mark begins or ends.

    A mark that runs over several stretches opens in the first and closes in the last.
    """
    covered = [tuple(_cut(*edges, inside)) for edges, inside in _sweep(stretches, found)]
    first: dict[Mark, int] = {}
    last: dict[Mark, int] = {}
    for left, _, over in (cut for stretch in covered for cut in stretch):
        for one in over:
            first.setdefault(one, left)
            last[one] = left
    return tuple(
        tuple(
            Piece(
                text[left:right],
                over,
                # The widest opens first and closes last, as brackets do.
                tuple(m for m in reversed(over) if first[m] == left),
                tuple(m for m in over if last[m] == left),
            )
            for left, right, over in stretch
        )
        for stretch in covered
    )


_Cut = tuple[int, int, tuple[Mark, ...]]


def _sweep(
    stretches: Sequence[tuple[int, int]], found: Sequence[Mark]
) -> Iterator[tuple[tuple[int, int], list[Mark]]]:
    """Yield each stretch with the marks that touch it, in one pass over both."""
    waiting = deque(sorted(found))
    alive: list[Mark] = []
    for start, end in stretches:
        while waiting and waiting[0].start < end:
            alive.append(waiting.popleft())
        alive = [mark for mark in alive if mark.end > start]
        yield (start, end), alive


def _cut(start: int, end: int, inside: Sequence[Mark]) -> Iterator[_Cut]:
    edges = {edge for mark in inside for edge in (mark.start, mark.end) if start < edge < end}
    for left, right in pairwise(sorted(edges | {start, end})):
        over = [mark for mark in inside if mark.start <= left and mark.end >= right]
        yield left, right, tuple(sorted(over, key=lambda m: (m.end - m.start, m.start)))
