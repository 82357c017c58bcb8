"""Acronyms a document introduces: "centro antiviolenza (CAV)" makes every later "CAV" the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from ingest.language.offsets import text_of
from ingest.model import Label, Span
from ingest.spans.phrases import within

SOURCE = "acronyms"
_INTRODUCED = re.compile(
    r"[»\"”]?\s{0,3}\((?:(?:di|d['’]ora|da\s{1,2}qui|in)\s{1,2}(?:seguito|in\s{1,2}(?:poi|avanti)|sigla|breve)[,:]?\s{1,2})?"
    r"[«\"“]?(?P<acronym>[A-ZÀ-Ý][\w.&+-]{1,12})[»\"”]?\)"
)
_MOST_ACRONYMS = 60  # each is looked for in the whole text
_LABELS = frozenset({Label.ACTOR, Label.MEASURE, Label.BENEFICIARY, Label.FUNDING, Label.PRACTICE})


@dataclass(frozen=True, slots=True)
class Acronym:
    """A short form and the span that it stands for."""

    short: str
    full: Span


def introduced_acronyms(text: str, spans: Sequence[Span]) -> tuple[Acronym, ...]:
    """Return the acronyms in brackets right after a span."""
    found: dict[str, Acronym] = {}
    for span in spans:
        if span.label not in _LABELS:
            continue
        match = _INTRODUCED.match(text, span.end)
        if match and sum(c.isupper() for c in match["acronym"]) > 1:
            found.setdefault(match["acronym"], Acronym(match["acronym"], span))
    return tuple(found.values())[:_MOST_ACRONYMS]


def find_acronyms(
    doc: Doc, acronyms: Sequence[Acronym], barred: Sequence[bool]
) -> tuple[Span, ...]:
    """Return every mention of the acronyms, labelled and linked as what they stand for."""
    spans: list[Span] = []
    for acronym in acronyms:
        for match in re.finditer(rf"(?<!\w){re.escape(acronym.short)}(?!\w)", text_of(doc)):
            full = acronym.full
            spans.append(
                Span(
                    match.start(),
                    match.end(),
                    match.group(),
                    full.label,
                    round(full.confidence * 0.95, 3),
                    full.concept,
                    full.entity,
                    None,
                    SOURCE,
                )
            )
    return within(doc, spans, barred)
