"""Noun phrases grown from their head: adjectives, participles and the complements a label allows.

There is no parser behind it: Italian puts what specifies a noun to its right, so a phrase runs from
its head to the first word that cannot continue it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from spacy.tokens import Doc, Token

from ingest.language.offsets import text_of, tokens_between
from ingest.model import Label, Span
from ingest.spans.patterns import load_patterns

_LONGEST = 18  # tokens; terms are shorter, and a page of heads must not be read again from each
_ADVERBS_INSIDE = frozenset({"non", "più", "meno", "molto", "particolarmente"})


@dataclass(frozen=True, slots=True)
class Growth:
    """How far a phrase may grow: its prepositions and how many complements it may take."""

    prepositions: frozenset[str]
    complements: int = 1
    genitive_after: frozenset[str] = frozenset()
    special: frozenset[str] = frozenset()


@lru_cache(maxsize=1)
def limits() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return clause participles, loose words and outside nouns of `phrases.toml`."""
    table: dict[str, Any] = load_patterns("phrases.toml")
    return (
        frozenset(table["clause_participles"]),
        frozenset(table["loose_words"]),
        frozenset(table["outside_nouns"]),
    )


def grow(doc: Doc, head: int, growth: Growth, barred: Sequence[bool]) -> int:
    """Return the token after the phrase whose head is token `head`.

    The phrase stays in its sentence and touches no token that `barred` marks as taken.
    """
    _, _, outside = limits()
    end = at = head + 1
    complements = 0
    last = min(len(doc), head + _LONGEST)
    while at < last and not barred[at] and not doc[at].is_sent_start:
        token = doc[at]
        if token.is_space:
            at += 1
            continue
        if token.norm_ in _ADVERBS_INSIDE:
            following = at + 1
            if _free(doc, following, barred) and is_modifier(doc, following, doc[head]):
                end = at = following + 1
                continue
            break
        if is_modifier(doc, at, doc[head]):
            at += 1
            end = at
            continue
        if token.pos_ != "ADP" or complements >= growth.complements:
            break
        noun = _complement(doc, at, barred)
        if noun is None or not _allowed(doc, end - 1, at, noun, growth):
            break
        if doc[noun].lemma_ in outside and token.lemma_ != "di":
            break
        complements += 1
        end = at = noun + 1
    return end


def is_modifier(doc: Doc, i: int, head: Token) -> bool:
    """Whether token `i` can be an adjective or participle inside the phrase of `head`."""
    clause, loose, _ = limits()
    token = doc[i]
    if token.pos_ not in {"NOUN", "ADJ", "PROPN"} or not token.text[0].isalpha():
        return False
    if token.lemma_ in loose or (token.text[0].isupper() and not head.text.isupper()):
        return False
    if token.pos_ == "ADJ":
        if token.lemma_ in clause:
            return False
        # "assistiti dal Comune" opens a clause, "assistiti" does not.
        after = doc[i + 1] if i + 1 < len(doc) else None
        return after is None or after.lemma_ != "da"
    return True


def is_adjective_of_noun_before(doc: Doc, i: int) -> bool:
    """Whether token `i` follows a noun directly: "vita familiare", "i lavoratori stranieri"."""
    if i == 0 or doc[i].is_sent_start:
        return False
    before = doc[i - 1]
    if before.is_space and i > 1 and not doc[i - 1].is_sent_start:
        before = doc[i - 2]
    limits_of_phrases = {
        "DET",
        "ADP",
        "PUNCT",
        "CCONJ",
        "SCONJ",
        "VERB",
        "AUX",
        "NUM",
        "ADV",
        "PRON",
    }
    if before.pos_ in limits_of_phrases or before.is_space or before.lemma_ in limits()[1]:
        return False
    return before.text[0].islower() or doc[i].text[0].isupper()


def _free(doc: Doc, i: int, barred: Sequence[bool]) -> bool:
    return i < len(doc) and not barred[i] and not doc[i].is_sent_start


def _complement(doc: Doc, at: int, barred: Sequence[bool]) -> int | None:
    """Return the noun that a preposition introduces, past an article, a possessive, a line end."""
    for i in range(at + 1, min(at + 5, len(doc))):
        if not _free(doc, i, barred):
            return None
        token = doc[i]
        if token.is_space or (token.pos_ == "DET" and token.lemma_ in {"il", "un"}):
            continue
        capital = token.text[0].isupper() and not doc[at].text.isupper()
        if token.pos_ in {"NOUN", "ADJ"} and token.text[0].isalpha() and not capital:
            return i
        return None
    return None


def _allowed(doc: Doc, last: int, at: int, noun: int, growth: Growth) -> bool:
    preposition = doc[at].lemma_
    if preposition in growth.prepositions:
        return True
    if doc[at].norm_ in {"di", "d'"} and doc[last].lemma_ in growth.genitive_after:
        return True
    return f"{preposition} {doc[noun].lemma_}" in growth.special


def barred_tokens(doc: Doc, spans: Collection[Span], numbers: Sequence[int]) -> list[bool]:
    """Return, for each token, whether it lies in one of the spans or where no span may stand."""
    barred = [number < 0 for number in numbers]
    for span in spans:
        for i in tokens_between(doc, span.start, span.end):
            barred[i] = True
    return barred


def span_of(
    doc: Doc,
    start: int,
    end: int,
    label: Label,
    confidence: float,
    *,
    concept: str | None = None,
    source: str = "",
) -> Span:
    """Return the span of the tokens ``doc[start:end]``, blanks at its edges left out."""
    while end > start + 1 and doc[end - 1].is_space:
        end -= 1
    while start < end - 1 and doc[start].is_space:
        start += 1
    first, last = doc[start].idx, doc[end - 1].idx + len(doc[end - 1].text)
    return Span(
        start=first,
        end=last,
        text=text_of(doc)[first:last],
        label=label,
        confidence=round(confidence, 3),
        concept=concept,
        source=source,
    )


def within(doc: Doc, spans: Collection[Span], barred: Sequence[bool]) -> tuple[Span, ...]:
    """Return the spans that touch no barred token."""
    kept: list[Span] = []
    for span in spans:
        inside = tokens_between(doc, span.start, span.end)
        if inside and not any(barred[i] for i in inside):
            kept.append(span)
    return tuple(kept)
