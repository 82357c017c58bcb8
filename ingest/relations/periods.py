"""When a practice takes place: dates the text ties to it, not those of acts and deadlines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.model import Label, Period, Practice, Span
from ingest.practices.cues import phrase, read_rules
from ingest.practices.reading import Reading


@dataclass(frozen=True, slots=True)
class Time:
    """A time of the practice; ``text[start:end]`` holds the date and the words before it."""

    span: Span
    period: Period
    start: int
    end: int
    confidence: float


def find_times(reading: Reading, practice: Practice) -> tuple[Time, ...]:
    """Return the times of a practice, in order: dates that a word ties to it, and ranges of years.

    "Avviato nel 2019" gives a period that has only a beginning.
    """
    return tuple(
        time
        for span in reading.spans_of(practice, Label.PERIOD)
        if isinstance(span.value, Period) and (span.value.start or span.value.end)
        for time in _time(reading, span, span.value)
    )


def _time(reading: Reading, span: Span, period: Period) -> Iterator[Time]:
    rules = _rules()
    edge, start = _edge(reading, span)
    if edge == "other":
        return
    first, last = period.start or period.end, period.end or period.start
    is_range = period.start != period.end
    if edge in ("start", "end") and not is_range:
        bounds = Period(first, None) if edge == "start" else Period(None, last)
        yield Time(span, bounds, start, span.end, float(rules["said"]))
    elif edge is not None:
        yield Time(span, period, start, span.end, float(rules["said"]))
    elif is_range:
        yield Time(span, period, span.start, span.end, float(rules["range"]))


def _edge(reading: Reading, span: Span) -> tuple[str | None, int]:
    """What the words before a date (or the label of its field) make of it, and where they are."""
    rules = _rules()
    block = reading.block_at(span.start)
    if block is not None and block.label:
        for edge in ("start", "end", "both"):
            if any(phrase(words).fullmatch(block.label) for words in rules[f"labels_{edge}"]):
                return edge, span.start
    from_ = max(reading.sentence_at(span.start).start, span.start - int(rules["reach"]))
    before = reading.document.text[from_ : span.start]
    stripped = before.rstrip(" \n\t(,")
    for edge in ("other", "both", "end", "start"):
        for words in rules[edge]:
            for match in phrase(words).finditer(stripped):
                if match.end() == len(stripped):
                    return edge, from_ + match.start()
    return None, span.start


def _rules() -> Any:
    return read_rules("ingest.relations", "relations.toml")["periods"]
