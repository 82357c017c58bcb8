"""Overlapping candidates become spans that do not touch: the larger, the surer, the firmer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spacy.tokens import Doc

from ingest.language.offsets import text_of, tokens_between
from ingest.language.regions import SILENT, block_numbers
from ingest.model import Label, Span

# Where two readings have the same words and the same confidence.
_PRIORITY = {label: n for n, label in enumerate((
    Label.FUNDING, Label.PERIOD, Label.RESULT, Label.PRACTICE, Label.ACTOR, Label.PLACE,
    Label.MEASURE, Label.BENEFICIARY, Label.NEED,
))}  # fmt: skip


def choose(doc: Doc, candidates: Iterable[Span], least: float = 0.0) -> tuple[Span, ...]:
    """Return the spans to keep, in order of position.

    Left out: candidates below `least` confidence, on text that carries no spans, across two blocks.
    """
    numbers = block_numbers(doc)
    readable = [s for s in candidates if s.confidence >= least and _in_one_block(doc, s, numbers)]
    readable.sort(
        key=lambda s: (
            -(s.end - s.start),
            -s.confidence,
            _PRIORITY[s.label],
            s.start,
            s.concept or "",
        )
    )
    kept: list[Span] = []
    taken = bytearray(len(text_of(doc)) + 1)
    for span in readable:
        if not any(taken[span.start : span.end]):
            taken[span.start : span.end] = b"\x01" * (span.end - span.start)
            kept.append(span)
    return tuple(sorted(kept, key=lambda s: s.start))


def _in_one_block(doc: Doc, span: Span, numbers: Sequence[int]) -> bool:
    inside = tokens_between(doc, span.start, span.end)
    if not inside:
        return False
    first = numbers[inside[0]]
    return first != SILENT and numbers[inside[-1]] == first
