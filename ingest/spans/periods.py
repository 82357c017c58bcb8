"""Dates, years and ranges, with their ISO 8601 value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from spacy.tokens import Doc

from ingest.language.offsets import text_of
from ingest.model import Label, Period, Span
from ingest.spans.matches import longest_apart
from ingest.spans.patterns import load_patterns
from ingest.spans.phrases import within

SOURCE = "periods"
_BEFORE = 40


@lru_cache(maxsize=1)
def _compiled() -> tuple[re.Pattern[str], ...]:
    table: dict[str, Any] = load_patterns("periods.toml")
    months = "|".join(table["months"])
    compiled: list[re.Pattern[str]] = []
    for pattern in table["patterns"]:
        for n in ("1", "2"):
            pattern = pattern.replace(f"{{day{n}}}", rf"(?P<d{n}>[0-3]?\d)[°º]?")
            pattern = pattern.replace(f"{{month{n}}}", rf"(?P<m{n}>{months})\b")
            pattern = pattern.replace(f"{{numeric{n}}}", rf"(?P<m{n}>[01]?\d)")
            pattern = pattern.replace(f"{{year{n}}}", rf"(?P<y{n}>19[89]\d|20[0-4]\d)")
        # Neither part of a longer number nor of a code: "117/2017", "2021/1057", "0532 2019".
        guarded = rf"(?<![\w/.,-])(?<!\d\s)(?:{pattern})(?![/-]?\d|[.,]\d)(?!\w)"
        compiled.append(re.compile(guarded, re.IGNORECASE))
    return tuple(compiled)


def find_periods(doc: Doc, barred: Sequence[bool]) -> tuple[Span, ...]:
    """Return dates and ranges; the longest of overlapping ones, none that dates a law."""
    text = text_of(doc)
    spans = [_span(match, value) for match, value in periods_in(text)]
    return within(doc, spans, barred)


def periods_in(text: str) -> list[tuple[re.Match[str], Period | None]]:
    """Return the dates and ranges of a text, the longest first, each with its words.

    The value is None where the words leave the year open ("a marzo").
    """
    matches = (m for pattern in _compiled() for m in pattern.finditer(text))
    taken = longest_apart(matches, len(text))
    return [(match, _valued(text, match)) for match in taken if not _of_an_act(text, match)]


def _words_before(text: str, match: re.Match[str]) -> list[str]:
    before = text[max(0, match.start() - _BEFORE) : match.start()]
    return before.lower().replace("'", "' ").split()


def _of_an_act(text: str, match: re.Match[str]) -> bool:
    """Whether the words before make it the date of a law."""
    return not set(_words_before(text, match)[-2:]).isdisjoint(
        load_patterns("periods.toml")["not_after"]
    )


def _valued(text: str, match: re.Match[str]) -> Period | None:
    table = load_patterns("periods.toml")
    before = _words_before(text, match)
    value = _period(match)
    words = set(before[-3:])
    if value is not None and value.start == value.end:
        if words & set(table["open_start"]):
            value = Period(None, value.end)
        elif before and before[-1] in table["open_end"]:
            value = Period(value.start, None)
    return value


def _span(match: re.Match[str], value: Period | None) -> Span:
    confidence = 0.9 if value else 0.55
    return Span(
        match.start(),
        match.end(),
        match.group(),
        Label.PERIOD,
        confidence,
        None,
        None,
        value,
        SOURCE,
    )


def _period(match: re.Match[str]) -> Period | None:
    groups = match.groupdict()
    y1, y2 = groups.get("y1"), groups.get("y2")
    if short := groups.get("y2short"):
        y2 = f"{(y1 or '')[:2]}{short}"
    m1, m2 = _month(groups.get("m1")), _month(groups.get("m2"))
    d1, d2 = groups.get("d1"), groups.get("d2")
    y1 = y1 or y2
    if y1 is None:
        return None
    if m2 and not y2:
        y2 = y1
    start = _iso(y1, m1, d1)
    end = _iso(y2, m2, d2) if y2 else start
    if start is None or end is None or start > end:
        return None
    return Period(start, end)


def _month(name: str | None) -> int | None:
    if not name:
        return None
    if name.isdigit():
        return int(name)
    months: list[str] = load_patterns("periods.toml")["months"]
    return months.index(name.lower()) + 1


def _iso(year: str, month: int | None, day: str | None) -> str | None:
    if month is None:
        return year
    try:
        checked = date(int(year), month, int(day or 1))
    except ValueError:
        return None
    return checked.isoformat() if day else checked.isoformat()[:7]
