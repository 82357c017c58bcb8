"""Proper names of practices: the title's, those in quotes, those in capitals after "progetto"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from spacy.tokens import Doc, Token

from ingest.language.offsets import text_of, tokens_between
from ingest.model import Label, Span
from ingest.spans.patterns import load_patterns
from ingest.spans.phrases import span_of, within

SOURCE = "names"
_CLOSING = {"«": "»", "“": "”", '"': '"', "‘": "’"}
_EDGES = " .«»\"“”'"
_QUOTED = re.compile(r"[«“\"]([^«»“”\"]{3,80})[»”\"]")
_MOST_NAMES = 60  # each is looked for in the whole text
_MAX_NAME = 10  # tokens
_MIN_LETTERS = 4


def find_names(
    doc: Doc, title: str, places: Iterable[str], barred: Sequence[bool]
) -> tuple[Span, ...]:
    """Return the names of practices, every mention of each.

    `title` is the document's; `places` are names of territories, which alone are never a practice.
    """
    places = tuple(dict.fromkeys(places))[:_MOST_NAMES]
    known_places = {place.lower() for place in places}
    found = _in_title(title, places)
    for name, confidence in _introduced(doc, barred):
        if len(found) < _MOST_NAMES or name in found:
            found[name] = max(found.get(name, 0.0), confidence)
    names = {n: c for n, c in found.items() if n.lower() not in known_places}
    return within(doc, [*_mentions(doc, names), *_short_forms(names, doc, barred)], barred)


@lru_cache(maxsize=1)
def _separators() -> re.Pattern[str]:
    return re.compile(load_patterns("names.toml")["title_separators"])


def _in_title(title: str, places: Iterable[str]) -> dict[str, float]:
    """Return the names a title gives: its parts and quotes, also without the place's name."""
    parts = [part.strip(_EDGES) for part in _separators().split(title)]
    parts += [quoted.strip(_EDGES) for quoted in _QUOTED.findall(title)]
    names = [title.strip(), *parts]
    for place in places:
        ending = re.compile(
            rf"(?<!\s)\s+(?:di|a|in|del|della|dell['’])\s*{re.escape(place)}$", re.IGNORECASE
        )
        names += [ending.sub("", part) for part in parts]
    return {n: 0.75 for n in names if n[:1].isupper() and sum(map(str.isalpha, n)) >= _MIN_LETTERS}


def _short_forms(names: Iterable[str], doc: Doc, barred: Sequence[bool]) -> list[Span]:
    """Return "la Bottega", "il Centro": the first word of a name, later alone and in capitals."""
    firsts = {name.split()[0] for name in names if len(name.split()) > 1}
    spans: list[Span] = []
    for token in doc[1:]:
        i = token.i
        if barred[i] or token.is_sent_start or token.text not in firsts or not token.text.istitle():
            continue
        before = doc[i - 1]
        after = doc[i + 1] if i + 1 < len(doc) else None
        named_further = after is not None and (_capital(after) or after.text in _CLOSING)
        named_further |= after is not None and after.lemma_ == "di" and _capital_after(doc, i + 2)
        if before.pos_ in {"DET", "ADP"} and not named_further:
            spans.append(span_of(doc, i, i + 1, Label.PRACTICE, 0.65, source=SOURCE))
    return spans


def _capital_after(doc: Doc, i: int) -> bool:
    return i < len(doc) and _capital(doc[i])


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
        for match in re.finditer(rf"(?<!\w){words}(?!\w)", text_of(doc), re.IGNORECASE):
            # The name keeps its capital in the text, or it is the common noun.
            first = match.group()[:1]
            inside = tokens_between(doc, match.start(), match.end())
            if inside and first.isupper() and _as_a_name(doc, inside[0], name):
                spans.append(
                    span_of(
                        doc, inside[0], inside[-1] + 1, Label.PRACTICE, names[name], source=SOURCE
                    )
                )
    return spans


def _as_a_name(doc: Doc, i: int, name: str) -> bool:
    """A single word at the start of a sentence is a name only if it has further capitals."""
    return " " in name or not doc[i].is_sent_start or sum(map(str.isupper, name)) > 1 or i == 0


def _capital(token: Token) -> bool:
    return bool(token.text[0].isupper())
