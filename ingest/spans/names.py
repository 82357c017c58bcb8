"""Proper names of practices: the title's, those in quotes, those in capitals after "progetto"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from spacy.tokens import Doc, Token

from ingest.model import Label, Span
from ingest.spans.patterns import load_patterns
from ingest.spans.phrases import span_of, within

SOURCE = "names"
_CLOSING = {"«": "»", "“": "”", '"': '"', "‘": "’"}
_MAX_NAME = 10  # tokens
_MIN_LETTERS = 4


def find_names(
    doc: Doc, title: str, places: Iterable[str], barred: Sequence[bool]
) -> tuple[Span, ...]:
    """Return the names of practices, every mention of each.

    `title` is the document's; `places` are names of territories, which alone are never a practice.
    """
    known_places = {place.lower() for place in places}
    found = dict.fromkeys(_in_title(title), 0.75)
    for name, confidence in _introduced(doc, barred):
        found[name] = max(found.get(name, 0.0), confidence)
    names = {n: c for n, c in found.items() if n.lower() not in known_places}
    return within(doc, _mentions(doc, names), barred)


@lru_cache(maxsize=1)
def _separators() -> re.Pattern[str]:
    return re.compile(load_patterns("names.toml")["title_separators"])


def _in_title(title: str) -> list[str]:
    parts = [part.strip(" .«»\"“”'") for part in _separators().split(title)]
    names = [title.strip(), *parts]
    return [n for n in names if sum(c.isalpha() for c in n) >= _MIN_LETTERS and n[:1].isupper()]


def _introduced(doc: Doc, barred: Sequence[bool]) -> Iterable[tuple[str, float]]:
    table: dict[str, list[str]] = load_patterns("names.toml")
    words, unquoted = frozenset(table["introductions"]), frozenset(table["without_quotes"])
    for token in doc:
        if barred[token.i] or token.lemma_.lower() not in words:
            continue
        at = token.i + 1
        while at < len(doc) and (
            doc[at].is_space
            or doc[at].norm_ in {"denominato", "denominata", "chiamato", "intitolato"}
        ):
            at += 1
        if at >= len(doc) or doc[at].is_sent_start:
            continue
        if name := _quoted(doc, at):
            yield name, 0.85
        elif token.lemma_ in unquoted and (name := _capitals(doc, at)):
            yield name, 0.7


def _quoted(doc: Doc, at: int) -> str | None:
    closing = _CLOSING.get(doc[at].text)
    if closing is None:
        return None
    for i in range(at + 1, min(at + _MAX_NAME + 2, len(doc))):
        if doc[i].text == closing:
            inside = doc[at + 1 : i]
            return str(inside.text) if i > at + 1 and _capital(doc[at + 1]) else None
    return None


def _capitals(doc: Doc, at: int) -> str | None:
    end = i = at
    while i < len(doc) and i - at < _MAX_NAME and not doc[i].is_sent_start:
        if _capital(doc[i]):
            end = i + 1
        elif not (end > at and (doc[i].pos_ in {"ADP", "DET"} or doc[i].norm_ in {"e", "-"})):
            break
        i += 1
    name = str(doc[at:end].text) if end > at else ""
    return name if sum(c.isalpha() for c in name) >= _MIN_LETTERS else None


def _mentions(doc: Doc, names: Mapping[str, float]) -> list[Span]:
    spans: list[Span] = []
    for name in sorted(names, key=len, reverse=True):
        words = r"\s+".join(re.escape(word) for word in name.split())
        for match in re.finditer(rf"(?<!\w){words}(?!\w)", doc.text, re.IGNORECASE):
            # The name keeps its capital in the text, or it is the common noun.
            first = match.group()[:1]
            inside = doc.char_span(match.start(), match.end(), alignment_mode="expand")
            if first.isupper() and inside is not None:
                spans.append(
                    span_of(
                        doc, inside.start, inside.end, Label.PRACTICE, names[name], source=SOURCE
                    )
                )
    return spans


def _capital(token: Token) -> bool:
    return bool(token.text[0].isupper())
