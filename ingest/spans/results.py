"""Counted outputs and outcomes: a number, what it counts and what the unit needs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from spacy.tokens import Doc

from ingest.language.offsets import text_of
from ingest.linking.numbers import number_words, parse_number
from ingest.model import Label, Quantity, Span
from ingest.spans.headed import head_nouns
from ingest.spans.patterns import load_patterns
from ingest.spans.phrases import Growth, grow

SOURCE = "results"
_YEAR = re.compile(r"19[89]\d|20[0-4]\d")
_NOT_BEFORE = frozenset(
    {"art.", "art", "n.", "n", "comma", "legge", "lotto", "pag.", "pag", "/", "over", "under"}
)
_NO_COMPLEMENTS = Growth(prepositions=frozenset(), complements=0)


@lru_cache(maxsize=1)
def _age() -> re.Pattern[str]:
    return re.compile(load_patterns("results.toml")["age"], re.IGNORECASE)


def find_results(doc: Doc, barred: Sequence[bool]) -> tuple[Span, ...]:
    """Return the counts, each with its `Quantity`, on tokens not `barred`."""
    table = load_patterns("results.toml")
    units, beyond = frozenset(table["units"]), frozenset(table["beyond"])
    found: list[Span] = []
    for token in doc:
        i = token.i
        if barred[i] or i + 1 == len(doc) or (i and doc[i - 1].norm_ in _NOT_BEFORE):
            continue
        value = _count(doc, i, int(table["least_in_words"]))
        unit = _unit(doc, i, units, frozenset(table["between"]), barred) if value else None
        if value is None or unit is None:
            continue
        people = head_nouns(Label.BENEFICIARY)
        growth = people.growth if doc[unit].lemma_ in people else _NO_COMPLEMENTS
        end = grow(doc, unit, growth, barred)
        last = doc[end - 1].idx + len(doc[end - 1].text)
        if match := _age().match(text_of(doc), last):
            last = match.end()
        before = {t.norm_ for t in doc[max(0, i - 2) : i]}
        quantity = Quantity(value, doc[unit : unit + 1].text.lower(), bool(before & beyond))
        text = text_of(doc)[token.idx : last]
        found.append(Span(token.idx, last, text, Label.RESULT, 0.75, None, None, quantity, SOURCE))
    return tuple(found)


def _count(doc: Doc, i: int, least: int) -> Decimal | None:
    token = doc[i]
    if token.norm_ in number_words() or not token.text[0].isdigit():
        value = parse_number(token.norm_) if token.norm_.isalpha() else None
        return value if value is not None and value >= least else None
    if _YEAR.fullmatch(token.norm_):
        return None
    if i + 1 < len(doc) and doc[i + 1].norm_ == "mila":
        return parse_number(f"{token.norm_} mila")
    return parse_number(token.norm_)


def _counted(doc: Doc, i: int, units: frozenset[str]) -> bool:
    return i < len(doc) and not doc[i].is_sent_start and doc[i].lemma_ in units


def _unit(
    doc: Doc, i: int, units: frozenset[str], between: frozenset[str], barred: Sequence[bool]
) -> int | None:
    for at in range(i + 1, min(i + 5, len(doc))):
        token = doc[at]
        if barred[at] or token.is_sent_start:
            return None
        if token.lemma_ in units and (
            token.lemma_ not in between or not _counted(doc, at + 1, units)
        ):
            return at
        if not (token.is_space or token.norm_ in {"mila", "di"} or token.lemma_ in between):
            return None
    return None
