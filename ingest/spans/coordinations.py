"""Coordinations: what stands beside a span in a list is of its kind.

"sostegno e counselling familiare", "anziani, disabili e stranieri", "Comuni di Argenta, Ostellato e
Portomaggiore": the members that no finder saw get the label of those that it did.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from spacy.tokens import Doc, Token

from ingest.language.offsets import tokens_between
from ingest.model import Label, Span
from ingest.spans.phrases import span_of

SOURCE = "coordinations"
_SHARE = 0.8
_LABELS = frozenset({Label.MEASURE, Label.BENEFICIARY})
_LISTED, _LONGEST = 0.65, 6


def find_coordinated(doc: Doc, spans: Sequence[Span], barred: Sequence[bool]) -> tuple[Span, ...]:
    """Return the bare nouns joined by "e" to a MEASURE that specifies both."""
    found: list[Span] = []
    for span in spans:
        inside = tokens_between(doc, span.start, span.end)
        if inside and span.label in _LABELS:
            member = _before(doc, inside[0], span, barred)
            if member is not None:
                found.append(member)
    return tuple(found)


def find_listed_bodies(
    doc: Doc, bodies: Sequence[Span], places: Callable[[str], bool], barred: Sequence[bool]
) -> tuple[Span, ...]:
    """Return the names in capitals that stand in a list after a named body.

    After "Comuni di Argenta" the names of territories (`places` knows them) are bodies of the same
    kind; after any other body a territory's name ends the list.
    """
    found: list[Span] = []
    for span in bodies:
        inside = tokens_between(doc, span.start, span.end)
        if not inside or not _capital(doc[inside[-1]]):
            continue
        plural = doc[inside[0]].norm_ in {"comuni", "regioni", "province"}
        found.extend(_names_after(doc, inside[-1] + 1, span, plural, places, barred))
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


def _names_after(
    doc: Doc,
    at: int,
    span: Span,
    plural: bool,
    places: Callable[[str], bool],
    barred: Sequence[bool],
) -> list[Span]:
    """Return "Ostellato", "Portomaggiore" after "Comuni di Argenta, …"."""
    found: list[Span] = []
    at = _past_blanks(doc, at)
    while at + 1 < len(doc) and doc[at].norm_ in {",", "e", "ed"}:
        first = _past_blanks(doc, at + 1)
        while first < len(doc) and doc[first].pos_ in {"DET", "ADP"} and not _capital(doc[first]):
            first = _past_blanks(doc, first + 1)
        end = _capitals_end(doc, first, barred)
        if end == first or doc[first].is_sent_start:
            break
        a_place = places(" ".join(doc[first:end].text.split()))
        if a_place and not plural:
            break
        found.append(
            span_of(
                doc,
                first,
                end,
                span.label,
                span.confidence * (_SHARE if plural else _LISTED),
                concept=span.concept if plural else None,
                source=SOURCE,
            )
        )
        at = _past_blanks(doc, end)
    return found


def _capitals_end(doc: Doc, first: int, barred: Sequence[bool]) -> int:
    end = at = first
    while at < len(doc) and not barred[at] and not (at > first and doc[at].is_sent_start):
        if _capital(doc[at]) and at - first < _LONGEST:
            end = at + 1
        elif not (end > first and (doc[at].lemma_ == "di" or doc[at].text == "-")):
            break
        at += 1
    return end


def _past_blanks(doc: Doc, i: int) -> int:
    while i < len(doc) and doc[i].is_space and doc[i].text.count("\n") < 2:
        i += 1
    return i


def _capital(token: Token) -> bool:
    return bool(token.text[0].isupper())
