"""What the trained reader says of a document: the shapes that the rest of `ingest` reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ingest.model import Span
from ingest.tagging.alphabet import STATUSES
from ingest.tagging.judging import Heads


@dataclass(frozen=True, slots=True)
class Join:
    """A measure and the people it is for, with the probability that it is."""

    measure: Span
    people: Span
    probability: float


@dataclass(frozen=True, slots=True)
class Whole:
    """What a stretch of text is: the probability that it tells a practice, and of each status.

    `proof` is the offset of the token that counted most for the status.
    """

    practice: float
    statuses: Mapping[str, float]
    proof: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the trained reader says of a document.

    `roles` and `names` are by the start of their span: the role of an actor ("" for none) with its
    probability, the probability that a practice name is that of a practice told here.
    """

    spans: tuple[Span, ...]
    roles: Mapping[int, tuple[str, float]]
    names: Mapping[int, float]
    joins: tuple[Join, ...]
    _offsets: tuple[int, ...]
    _meaning: NDArray[np.float16]
    _heads: Heads

    def about(self, spans: Sequence[Span]) -> Judgement:
        """Return the same judgement about these spans: its own, with more known of them."""
        same = {span.start: span for span in spans}
        joins = tuple(
            Join(same[join.measure.start], same[join.people.start], join.probability)
            for join in self.joins
        )
        return replace(self, spans=tuple(spans), joins=joins)

    def whole(self, start: int, end: int) -> Whole:
        """Return what the words between two offsets are, taken together."""
        first, last = np.searchsorted(self._offsets, (start, end))
        if first >= last:
            return Whole(0.0, dict.fromkeys(STATUSES, 0.0), start)
        meaning = self._meaning[first:last].astype(np.float32)
        told, status, attention = self._heads.whole(meaning)
        named = {name: float(rate) for name, rate in zip(STATUSES, status, strict=True)}
        return Whole(float(told[1]), named, self._offsets[int(first + attention.argmax())])
