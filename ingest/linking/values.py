"""What a span is worth: the words of an amount, of a period or of a count become a value.

The boundaries may be anybody's (a pattern's, a trained tagger's, a person's): "circa 3 milioni di
euro", "€ 12.000,00 annui" and "300.000" in the column of the costs are all amounts.
"""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from ingest.language.tokens import normalise
from ingest.language.words import look_up
from ingest.linking.numbers import DIGITS, parse_number
from ingest.model import Label, Money, Period, Quantity
from ingest.spans.money import amounts_in
from ingest.spans.patterns import load_patterns
from ingest.spans.periods import periods_in

Value = Money | Period | Quantity

_YEAR = re.compile(r"1[89]\d\d|20\d\d")
_SHORT_YEAR = re.compile(r"(?<![\d/.-])(\d{1,2}[./-]\d{1,2}[./-])(\d\d)(?![\d/.-])")
# "1 500 000", "1'500'000": groups of three that no point holds together.
_SPACED = re.compile(r"(?<![\d.,])\d{1,3}(?:[ \u00a0'’]\d{3})+(?!\d)")
_RANGE = re.compile(r"\b(?:da|dai|tra|fra)\b\D{1,20}+\d[\d.,]{0,20}+\D{1,20}+\d", re.IGNORECASE)
_WORD = re.compile(r"\d[\d.,]*\d|\d|%|[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_LONGEST = 400  # characters; a longer span is no value but a paragraph
_UNIT_WITHIN = 4  # words after a number in which what it counts is looked for


def value_of(label: Label, text: str, before: str = "") -> Value | None:
    """Return the value of a span's words, None where they have none ("FSE", "due anni").

    FUNDING gives a `Money`, PERIOD a `Period`, RESULT a `Quantity`; other labels have no value.
    `before` are the words before the span, for what stands outside it ("circa", "entro il").
    """
    if len(text) > _LONGEST:
        return None
    if label is Label.FUNDING:
        return money_of(text, before)
    if label is Label.PERIOD:
        return period_of(text, before)
    if label is Label.RESULT:
        return quantity_of(text, before)
    return None


def money_of(text: str, before: str = "") -> Money | None:
    """Return the amount that some words say; of several ("da 5.000 a 10.000 euro") the highest."""
    lead = before[-40:] + " " if before else ""
    text = _SPACED.sub(lambda number: re.sub(r"\D", ".", number.group()), text)
    found = [m for match, m in amounts_in(lead + text) if match.end() > len(lead)]
    if not found:
        match = re.fullmatch(_bare_amount(), text.strip(" .:;()"))
        if match is None or _YEAR.fullmatch(match["number"]):
            return None
        times = (match["times"] or "").lower()
        amount = parse_number(f"{match['number']} {'mila' if times == 'k' else times}".strip())
        return None if amount is None else Money(amount, approximate=_beyond(lead))
    best = max(found, key=lambda money: money.amount)
    if len({money.amount for money in found}) > 1 or _RANGE.search(text):
        return Money(best.amount, best.currency, approximate=True)
    return best


def period_of(text: str, before: str = "") -> Period | None:
    """Return the time that some words say; two dates are a range, as precise as the vaguer one."""
    lead = before[-40:] + " " if before else ""
    whole = _SHORT_YEAR.sub(r"\g<1>20\2", lead + text)
    found = sorted(
        (match.start(), value)
        for match, value in periods_in(whole)
        if value is not None and match.end() > len(lead)
    )
    values = [value for _, value in found]
    if not values:
        years = _YEAR.findall(text)  # before 1980 a number is a year only where the label says so
        return Period(years[0], years[-1]) if years and years[0] <= years[-1] else None
    if len(values) == 1:
        return values[0]
    start, end = values[0].start or values[0].end, values[-1].end or values[-1].start
    if start is None or end is None:
        return None
    precision = min(len(start), len(end))
    start, end = start[:precision], end[:precision]
    return Period(start, end) if start <= end else Period(end, start)


def quantity_of(text: str, before: str = "") -> Quantity | None:
    """Return the count and its unit: "oltre 300 minori" is about 300 "minori"."""
    words = _WORD.findall(text)
    units = frozenset(load_patterns("results.toml")["units"])
    counted: list[tuple[bool, int, Decimal, str, bool]] = []
    for i in range(len(words)):
        for length in (3, 2, 1):
            number = _count(words[i : i + length]) if i + length <= len(words) else None
            if number is None:
                continue
            value, about = number
            if words[i + length : i + length + 2] == ["e", "mezzo"] and length > 1:
                value += (parse_number(words[i + length - 1]) or Decimal(1)) / 2
                length += 2
            unit, known = _unit(words, i, i + length, units)
            lead = " ".join(words[max(0, i - 3) : i]) if i else before[-40:]
            # A year is a count only where nothing else is one; "un" and "una" alone count nothing.
            plain = not (length == 1 and _YEAR.fullmatch(words[i])) and value != 1
            if unit:
                known = known and plain
                counted.append((known, plain, value, unit, about or _beyond(lead)))
            break
    if not counted:
        return None
    best = max(counted, key=lambda found: (found[0], found[1]))
    return Quantity(best[2], best[3], best[4])


def _count(words: list[str]) -> tuple[Decimal, bool] | None:
    about = _table()["about"]
    last = normalise(words[-1])
    if last in about:
        if len(words) == 1:
            return Decimal(about[last]), True
        return None
    value = parse_number(" ".join(normalise(word) for word in words))
    return None if value is None else (value, False)


def _unit(words: list[str], start: int, end: int, units: frozenset[str]) -> tuple[str, bool]:
    """Return what a number counts, and whether it is among the units that we know."""
    after = words[end : end + _UNIT_WITHIN]
    if after[:1] == ["%"] or [w.lower() for w in after[:2]] == ["per", "cento"]:
        return "%", True
    for group in (after, words[:start]):  # "Persone seguite: 64" says the unit first
        for word in group:
            if look_up(normalise(word)).lemma in units:
                return word.lower(), True
    first = [w for w in after if w.isalpha() and look_up(normalise(w)).pos not in {"ADP", "DET"}]
    return (first[0].lower(), False) if first else ("", False)


def _beyond(words: str) -> bool:
    beyond = frozenset(load_patterns("results.toml")["beyond"])
    return not beyond.isdisjoint(words.lower().split()[-3:])


@cache
def _table() -> dict[str, Any]:
    words = files("ingest.linking").joinpath("values.toml").read_text(encoding="utf-8")
    return tomllib.loads(words)


@cache
def _bare_amount() -> re.Pattern[str]:
    pattern = str(_table()["bare_amount"]).replace("{digits}", DIGITS)
    return re.compile(pattern, re.IGNORECASE)
