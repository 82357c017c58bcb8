"""What the trained reader found, mended by what rules know for certain.

A tagger weighs. An amount with its cents, a name of the gazetteer cut in two, a row of towns one of
which it took for a body need no weighing: on the texts to learn from such rules hold nearly always
(docs/quality.md). Everything else stays the tagger's.
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest.mending.amounts import known_amounts
from ingest.mending.doubtful import without_doubtful
from ingest.mending.no_money import without_what_pays_nothing
from ingest.mending.territories import (
    listed_alike,
    named_areas,
    rejoined,
    without_other_names,
)
from ingest.model import Span
from ingest.practices.reading import Reading
from ontology.places import Gazetteer

__all__ = ["mend"]


def mend(reading: Reading, candidates: Sequence[Span], gazetteer: Gazetteer) -> tuple[Span, ...]:
    """Return the spans of a reading, mended: in order of position, none overlapping.

    `candidates` are what rules found in the same text. Spans of measures and of people stay as they
    are, for what joins them is known by their places.
    """
    spans = without_doubtful(rejoined(reading.spans, candidates))
    spans = without_other_names(reading, spans, gazetteer)
    spans = without_what_pays_nothing(reading, spans)
    spans = listed_alike(reading, spans, gazetteer)
    spans = named_areas(spans, candidates)
    return known_amounts(reading, spans, candidates)
