"""Organisations whose names hold no head noun: known ones, and those that a phrase introduces.

"Con i Bambini" is known; "gestito da Free Mobility" shows that a name in capitals is a body.
Both lists are in `organisations.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from spacy.tokens import Doc

from ingest.language.offsets import text_of
from ingest.model import Label, Span
from ingest.spans.organisations import SOURCE
from ingest.spans.patterns import load_patterns
from ingest.spans.phrases import span_of, within


def find_known_bodies(doc: Doc, barred: Sequence[bool]) -> tuple[Span, ...]:
    """Return the bodies whose names show no head noun: "Con i Bambini"."""
    known: dict[str, str] = load_patterns("organisations.toml")["known"]
    spans = [
        Span(m.start(), m.end(), m.group(), Label.ACTOR, 0.9, concept or None, source=SOURCE)
        for m in _known_pattern().finditer(text_of(doc))
        for concept in [known[" ".join(m.group().split())]]
    ]
    return within(doc, spans, barred)


@lru_cache(maxsize=1)
def _known_pattern() -> re.Pattern[str]:
    names = sorted(load_patterns("organisations.toml")["known"], key=len, reverse=True)
    any_of = "|".join(r"\s+".join(map(re.escape, name.split())) for name in names)
    return re.compile(rf"(?<!\w)(?:{any_of})(?!\w)")


def find_introduced_bodies(doc: Doc, barred: Sequence[bool]) -> tuple[Span, ...]:
    """Return names in capitals that only the words before them show to be bodies."""
    spans: list[Span] = []
    for token in doc:
        for words in _introductions().get(token.norm_, ()):
            if not _says(doc, token.i, words):
                continue
            at = token.i + len(words)
            while at < len(doc) and (doc[at].is_space or doc[at].pos_ == "DET"):
                at += 1
            end = _capitals_end(doc, at, barred)
            if end > at:
                spans.append(span_of(doc, at, end, Label.ACTOR, 0.5, source=SOURCE))
    return tuple(spans)


@lru_cache(maxsize=1)
def _introductions() -> dict[str, list[tuple[str, ...]]]:
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for phrase in load_patterns("organisations.toml")["introductions"]:
        words = tuple(phrase.split())
        by_first.setdefault(words[0], []).append(words)
    return by_first


def _says(doc: Doc, i: int, words: Sequence[str]) -> bool:
    return i + len(words) <= len(doc) and all(
        doc[i + n].norm_ == word or (n and doc[i + n].lemma_ == word and doc[i + n].pos_ == "ADP")
        for n, word in enumerate(words)
    )


def _capitals_end(doc: Doc, first: int, barred: Sequence[bool]) -> int:
    """Return where a run of words in capitals ends; "di" and articles may stand inside it."""
    end = at = first
    while at < len(doc) and not barred[at] and not doc[at].is_sent_start:
        token = doc[at]
        if token.text[0].isupper() and token.pos_ != "DET":
            end = at + 1
        elif (
            end == first
            or at - end > 1
            or token.pos_ not in {"ADP", "DET"}
            or token.lemma_ not in {"di", "il"}
        ):
            break
        at += 1
    return end
