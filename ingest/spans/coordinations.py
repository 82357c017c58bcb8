"""Coordinations: what stands beside a span in a list is of its kind.

"sostegno e counselling familiare", "anziani, disabili e stranieri", "Comuni di Argenta, Ostellato e
Portomaggiore": the members that no finder saw get the label of those that it did.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc

from ingest.model import Label, Span
from ingest.spans.phrases import Growth, grow, span_of

SOURCE = "coordinations"
_SHARE = 0.8
_LABELS = frozenset({Label.MEASURE, Label.BENEFICIARY})
_NO_COMPLEMENTS = Growth(frozenset({"di"}), 1)


def find_coordinated(doc: Doc, spans: Sequence[Span], barred: Sequence[bool]) -> tuple[Span, ...]:
    """Return members of coordinations beside the MEASURE, BENEFICIARY and plural ACTOR spans."""
    found: list[Span] = []
    for span in spans:
        inside = doc.char_span(span.start, span.end, alignment_mode="expand")
        if inside is None:
            continue
        if span.label in _LABELS:
            member = _before(doc, inside.start, span, barred)
            if member is not None:
                found.append(member)
        elif span.label is Label.ACTOR and inside[0].norm_ in {"comuni", "regioni", "province"}:
            found.extend(_names_after(doc, inside.end, span, barred))
    return tuple(found)


def _before(doc: Doc, start: int, span: Span, barred: Sequence[bool]) -> Span | None:
    """Return the bare noun joined by "e" to a span: "[sostegno] e counselling familiare"."""
    if start < 2 or doc[start - 1].norm_ not in {"e", "ed", "o"} or barred[start - 2]:
        return None
    noun = doc[start - 2]
    followed_by_its_own_article = doc[start].pos_ in {"DET", "ADP"}
    if noun.pos_ != "NOUN" or noun.text[0].isupper() or followed_by_its_own_article:
        return None
    if (
        start < 3
        or doc[start - 3].pos_ not in {"PUNCT", "DET", "ADP", "VERB"}
        or doc[start - 2].is_sent_start
    ):
        return None
    if not noun.text.isalpha() or span.label is not Label.MEASURE:
        return None
    return span_of(
        doc,
        start - 2,
        start - 1,
        span.label,
        span.confidence * _SHARE * 0.8,
        concept=span.concept,
        source=SOURCE,
    )


def _names_after(doc: Doc, at: int, span: Span, barred: Sequence[bool]) -> list[Span]:
    """Return "Ostellato", "Portomaggiore" after "Comuni di Argenta"."""
    found: list[Span] = []
    while at + 1 < len(doc) and doc[at].norm_ in {",", "e", "ed"} and not doc[at + 1].is_sent_start:
        first = at + 1
        while first < len(doc) and (doc[first].pos_ in {"DET", "ADP"} or doc[first].is_space):
            first += 1
        end = first
        while end < len(doc) and not barred[end] and doc[end].text[0].isupper():
            end += 1
        if end == first:
            break
        end = grow(doc, end - 1, _NO_COMPLEMENTS, barred) if end < len(doc) else end
        found.append(
            span_of(
                doc,
                first,
                end,
                span.label,
                span.confidence * _SHARE,
                concept=span.concept,
                source=SOURCE,
            )
        )
        at = end
    return found
