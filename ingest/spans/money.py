"""Amounts of money: "6,4 milioni di euro", "€ 12.000,00", "200mila euro"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from spacy.tokens import Doc

from ingest.language.offsets import text_of
from ingest.linking.numbers import DIGITS, parse_number
from ingest.model import Label, Money, Span
from ingest.spans.matches import longest_apart
from ingest.spans.patterns import load_patterns
from ingest.spans.phrases import within

SOURCE = "money"
_NEAR = 60  # characters around a percentage in which a word of money makes it a share
_BEFORE = 24


@lru_cache(maxsize=1)
def _compiled() -> tuple[tuple[re.Pattern[str], ...], re.Pattern[str]]:
    table: dict[str, Any] = load_patterns("money.toml")
    parts = {
        "digits": DIGITS,
        "words": r"[a-zé]{2,40}",
        "times": table["times"],
        "blank": r"\s{0,3}",
        "blank1": r"\s{1,3}",
    }

    def fill(pattern: str) -> re.Pattern[str]:
        for name, part in parts.items():
            pattern = pattern.replace(f"{{{name}}}", part)
        return re.compile(pattern, re.IGNORECASE)

    return tuple(fill(p) for p in (*table["patterns"], table["bare"])), fill(table["share"])


def amounts_in(text: str) -> list[tuple[re.Match[str], Money]]:
    """Return the amounts that a text says, none overlapping, each with the words that say it."""
    matches = [match for pattern in _compiled()[0] for match in pattern.finditer(text)]
    values = {match: value for match in matches if (value := _value(match)) is not None}
    return [
        (match, Money(values[match], approximate=_approximate(text, match.start())))
        for match in longest_apart(values, len(text))
    ]


def find_money(doc: Doc, barred: Sequence[bool]) -> tuple[Span, ...]:
    """Return the amounts (with a `Money` value) and the shares of a cost (without)."""
    text = text_of(doc)
    found = [_span(match, money, 0.95) for match, money in amounts_in(text)]
    share = _compiled()[1]
    words = tuple(load_patterns("money.toml")["share_words"])
    for match in share.finditer(text_of(doc)):
        near = text_of(doc)[max(0, match.start() - _NEAR) : match.end() + _NEAR].lower()
        if any(word in near for word in words):
            found.append(_span(match, None, 0.6))
    return within(doc, found, barred)


def _span(match: re.Match[str], value: Money | None, confidence: float) -> Span:
    return Span(
        match.start(),
        match.end(),
        match.group(),
        Label.FUNDING,
        confidence,
        None,
        None,
        value,
        SOURCE,
    )


def _value(match: re.Match[str]) -> Decimal | None:
    times = (match.group("times") or "").lower()
    number = match.group("number")
    value = parse_number(f"{number} {times}".strip())
    if number.lower() == "mezzo":
        unit = parse_number(times)
        return unit / 2 if unit else None
    if value is not None and re.search(r"e\s+mezzo", match.group(), re.IGNORECASE):
        unit = parse_number(times)
        value += unit / 2 if unit else Decimal("0.5")
    return value


def _approximate(text: str, start: int) -> bool:
    before = text[max(0, start - _BEFORE) : start].lower().split()
    return bool(set(before[-3:]) & set(load_patterns("money.toml")["approximate"]))
