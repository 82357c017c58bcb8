"""Spans too unsure to be worth keeping, where their label is one that is seldom wrong.

Of a reader whose F1 is F, a span less sure than F / 2 costs more than it brings (Lipton, Elkan and
Naryanaswamy 2014). Only places and money are read that well, and rules find them beside the tagger.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ingest.model import Label, Span

_LEAST: Mapping[Label, float] = {Label.PLACE: 0.46, Label.FUNDING: 0.46}


def without_doubtful(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return spans without those that are less sure than is worth it for their label."""
    return tuple(span for span in spans if span.confidence >= _LEAST.get(span.label, 0.0))
