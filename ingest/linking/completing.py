"""What a labelled span means, whoever found it: its value, its territory, its organisation.

A trained tagger knows where a span is and which concept it says; amounts, dates, counts, codes and
nodes are read from its words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.linking.organisations import link_organisations
from ingest.linking.places import link_places
from ingest.linking.values import value_of
from ingest.model import Label, Money, Span
from ingest.spans.acronyms import introduced_acronyms
from ingest.spans.organisations import generic_names
from ontology.places import Gazetteer

_BEFORE = 40  # characters before a span that may bear on its value: "circa", "entro il"


def complete(
    spans: Sequence[Span], text: str, candidates: Sequence[Span], gazetteer: Gazetteer
) -> tuple[Span, ...]:
    """Return the spans with value, code or node where their words have one.

    `candidates` are what rules found in the same text: where one has the same words and label, it
    knows better what they are worth.
    """
    known = {(span.start, span.end, span.label): span for span in candidates}
    acronyms = introduced_acronyms(text, spans)
    full = {acronym.short: acronym.full for acronym in acronyms}
    valued: list[Span] = []
    for span in spans:
        same = known.get((span.start, span.end, span.label))
        concept = span.concept
        if span.label is Label.PLACE and same is not None:
            concept = same.concept
        stands_for = full.get(span.text)
        if concept is None and stands_for is not None and stands_for.label is span.label:
            concept = stands_for.concept
        value = same.value if same is not None else None
        if value is None:
            value = value_of(span.label, span.text, text[max(0, span.start - _BEFORE) : span.start])
        if isinstance(value, Money):
            concept = None  # an amount is no fund
        valued.append(replace(span, concept=concept, value=value))
    names = {short: one.text for short, one in full.items() if one.label is Label.ACTOR}
    placed = link_places(tuple(valued), text, gazetteer)
    return link_organisations(placed, names, generic_names(), gazetteer)
