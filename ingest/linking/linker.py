"""Spans of any finder get their values, territories and nodes; concepts are others' work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.linking.organisations import link_organisations
from ingest.linking.places import link_places
from ingest.linking.values import value_of
from ingest.model import Document, Label, Span
from ingest.spans.acronyms import introduced_acronyms
from ingest.spans.organisations import generic_names
from ontology.places import Gazetteer

_BEFORE = 40  # characters before a span that may say "circa", "entro il"


def link(spans: Sequence[Span], document: Document, gazetteer: Gazetteer) -> tuple[Span, ...]:
    """Return the spans with what their words mean; what a finder already knew stays.

    FUNDING, PERIOD and RESULT get a `value`, PLACE a code (`concept`) or the node of an area
    (`entity`), ACTOR the node of its organisation (`entity`). Spans stay in order, one for one.
    """
    text = document.text
    valued = [
        span
        if span.value is not None or span.concept is not None
        else replace(
            span,
            value=value_of(span.label, span.text, text[max(0, span.start - _BEFORE) : span.start]),
        )
        for span in spans
    ]
    placed = link_places(valued, text, gazetteer)
    acronyms = {
        acronym.short: acronym.full.text
        for acronym in introduced_acronyms(text, placed)
        if acronym.full.label is Label.ACTOR
    }
    return link_organisations(placed, acronyms, generic_names(), gazetteer)
