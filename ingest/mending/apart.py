"""Spans put among others: sorted, and only where nothing stands yet."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from ingest.model import Span


def overlapping(spans: Sequence[Span], start: int, end: int) -> Sequence[Span]:
    """Return the spans that share a character with ``[start, end)``; `spans` are in order."""
    return spans[places_of(spans, start, end)]


def places_of(spans: Sequence[Span], start: int, end: int) -> slice:
    """Return where, among spans in order, those stand that share a character with a stretch."""
    first = bisect_left(spans, start, key=lambda span: span.end - 1)
    return slice(first, max(first, bisect_left(spans, end, key=lambda span: span.start)))


def put_among(spans: Sequence[Span], new: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans with the new ones that overlap none of them, nor one another."""
    placed: list[Span] = []
    for span in sorted(new, key=lambda one: (one.start, -one.end)):
        behind = placed[-1].end if placed else 0
        if span.start >= behind and not overlapping(spans, span.start, span.end):
            placed.append(span)
    return tuple(sorted((*spans, *placed), key=lambda span: span.start))
