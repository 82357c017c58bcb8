"""Organisations by head nouns: "Comune di …", "cooperativa sociale «…»", "le associazioni"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from spacy.tokens import Doc, Token

from ingest.language.tokens import normalise
from ingest.language.words import look_up
from ingest.model import Label, Span
from ingest.spans.patterns import load_patterns
from ingest.spans.phrases import Growth, grow, span_of

SOURCE = "organisations"
_OPENING = {"«": "»", '"': '"', "“": "”", "'": "'", "‘": "’"}
_MAX_NAME = 14  # tokens
_MAX_QUOTE = 10
_JOINTS = frozenset({"-", "–", "&", "/", "."})


@dataclass(frozen=True, slots=True)
class OrganisationHead:
    """How bodies of one kind are named; the fields are those of `organisations.toml`."""

    lemmas: tuple[str, ...]
    concept: str
    alone: str
    inside: frozenset[str]
    conjunction: bool


@lru_cache(maxsize=1)
def organisation_heads() -> dict[str, tuple[OrganisationHead, ...]]:
    """Return the heads by their first lemma, longest first."""
    heads: dict[str, list[OrganisationHead]] = {}
    for row in load_patterns("organisations.toml")["head"]:
        words = normalise(row["words"]).replace("l'", "l' ").split()
        lemmas = tuple(w.lemma for w in map(look_up, words) if w.pos not in {"ADP", "DET"})
        head = OrganisationHead(
            lemmas,
            row["concept"],
            row["alone"],
            frozenset(row.get("inside", ())) | {"di"},
            bool(row.get("and", False)),
        )
        heads.setdefault(lemmas[0], []).append(head)
    return {k: tuple(sorted(v, key=lambda h: -len(h.lemmas))) for k, v in heads.items()}


@lru_cache(maxsize=1)
def generic_names() -> dict[str, str]:
    """Return the names that bodies have in common ("comune"), in small letters, with concepts."""
    rows = load_patterns("organisations.toml")["head"]
    # A brand or an acronym ("Caritas", "ASL") names a body even where it stands alone.
    return {row["words"]: row["concept"] for row in rows if row["alone"] != "acronym"}


def find_organisations(doc: Doc, barred: Sequence[bool]) -> tuple[Span, ...]:
    """Return named bodies and categories of bodies, on tokens not `barred`."""
    found: list[Span] = []
    i = 0
    while i < len(doc):
        span_end = None if barred[i] else _at(doc, i, barred, found)
        i = span_end or i + 1
    return tuple(found)


def _at(doc: Doc, i: int, barred: Sequence[bool], found: list[Span]) -> int | None:
    token = doc[i]
    if not token.text[0].isalpha() or token.pos_ in {"VERB", "AUX", "ADP", "DET"}:
        return None
    for head in organisation_heads().get(token.lemma_.lower(), ()):
        end = _head_end(doc, i, head, barred)
        if end is None:
            continue
        name_end, named = _name_end(doc, i, end, head, barred)
        if named and token.text in {"provincia", "regione"}:
            continue  # "in provincia di Ferrara" is a territory; "la Provincia di Ferrara" a body
        if not named and _capital(token) and not token.is_sent_start and len(head.inside) > 1:
            # "Agenzia per la coesione sociale": the rest of the name is in small letters.
            name_end = grow(doc, end - 1, Growth(head.inside, complements=1), barred)
            named = name_end > end
        if named and _is_plural(token) and (name_start := _name_start(doc, end)):
            # "le cooperative sociali La Quercia e …": a category, then names of their own.
            found.append(_body(doc, i, name_start, 0.75, head))
            i = name_start
        if named:
            confidence = 0.9
        elif _stands_alone(doc, i, head):
            confidence = 0.75 if _capital(doc[i]) or len(head.lemmas) > 1 else 0.6
        else:
            continue
        found.append(_body(doc, i, name_end, confidence, head))
        return name_end
    return None


def _body(doc: Doc, start: int, end: int, confidence: float, head: OrganisationHead) -> Span:
    concept = head.concept or None
    return span_of(doc, start, end, Label.ACTOR, confidence, concept=concept, source=SOURCE)


def _is_plural(token: Token) -> bool:
    return not _capital(token) and token.norm_ != token.lemma_


def _name_start(doc: Doc, at: int) -> int | None:
    while at < len(doc) and (doc[at].lemma_ in _words("adjectives") or doc[at].is_space):
        at += 1
    return at if at < len(doc) and (_capital(doc[at]) or doc[at].text in _OPENING) else None


def _head_end(doc: Doc, i: int, head: OrganisationHead, barred: Sequence[bool]) -> int | None:
    at = i + 1
    for lemma in head.lemmas[1:]:
        while at < len(doc) and (doc[at].pos_ in {"ADP", "DET"} or doc[at].is_space):
            at += 1
        if at >= len(doc) or barred[at] or doc[at].is_sent_start:
            return None
        if doc[at].lemma_.lower() != lemma:
            return None
        at += 1
    return at


def _name_end(
    doc: Doc, start: int, at: int, head: OrganisationHead, barred: Sequence[bool]
) -> tuple[int, bool]:
    """Return where the name ends and whether it holds a proper name at all."""
    adjectives = _words("adjectives")
    end, named = at, False
    while at < len(doc) and at - start < _MAX_NAME:
        token = doc[at]
        if barred[at] or token.is_sent_start:
            break
        if token.is_space and token.text.count("\n") < 2:
            at += 1
        elif token.text in _OPENING and (closing := _quote_end(doc, at)):
            return closing, True
        elif named and at + 1 < len(doc) and doc[at + 1].text == ":" and _capital(token):
            break  # "Fonte: Regione Piemonte Approfondimento: …": the name of the next field
        elif _capital(token) and not (named and _is_head(token)):
            at += 1
            end, named = at, True
        elif token.norm_ in _words("suffixes") or (token.lemma_ in adjectives and not named):
            at += 1
            end = at
        elif named and (token.text in _JOINTS or token.is_digit) and _follows(doc, at, barred):
            at += 1
            end = at if token.is_digit else end
        elif token.is_digit and not token.is_sent_start and head.alone == "acronym":
            at += 1
            end, named = at, True
        elif (token.lemma_ in head.inside and token.pos_ == "ADP") or (
            head.conjunction and named and token.norm_ == "e"
        ):
            following = _next_capital(doc, at + 1, barred)
            if following is None or (named and _is_head(doc[following])):
                break
            at = following
        else:
            break
    return end, named


def _next_capital(doc: Doc, at: int, barred: Sequence[bool]) -> int | None:
    for i in range(at, min(at + 4, len(doc))):
        token = doc[i]
        if barred[i] or token.is_sent_start:
            return None
        if token.is_space or token.pos_ in {"DET", "ADP"}:
            continue
        return i if _capital(token) else None
    return None


def _follows(doc: Doc, at: int, barred: Sequence[bool]) -> bool:
    return doc[at].is_digit or (at + 1 < len(doc) and not barred[at + 1] and _capital(doc[at + 1]))


def _quote_end(doc: Doc, at: int) -> int | None:
    closing = _OPENING[doc[at].text]
    for i in range(at + 1, min(at + _MAX_QUOTE, len(doc))):
        if doc[i].is_sent_start:
            return None
        if doc[i].text == closing:
            return i + 1 if i > at + 1 and _capital(doc[at + 1]) else None
    return None


def _stands_alone(doc: Doc, i: int, head: OrganisationHead) -> bool:
    token = doc[i]
    before = doc[i - 1] if i and not token.is_sent_start else None
    capital = _capital(token) and not token.is_sent_start
    match head.alone:
        case "yes":
            return True
        case "capital":
            return capital and before is not None and before.pos_ in {"DET", "ADP"}
        case "acronym":
            return _capital(token)
        case "article":
            return (
                before is not None
                and before.pos_ in {"DET", "ADP", "CCONJ"}
                and before.norm_ not in {"in", "un", "ogni", "questo"}
            )
        case "plural":
            return token.norm_ != token.lemma_
        case _:
            return False


def _capital(token: Token) -> bool:
    return bool(token.text[0].isupper())


def _is_head(token: Token) -> bool:
    return token.lemma_.lower() in organisation_heads()


@lru_cache(maxsize=4)
def _words(name: str) -> frozenset[str]:
    table: dict[str, Any] = load_patterns("organisations.toml")
    return frozenset(table[name])
