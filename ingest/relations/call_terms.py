"""What a call sets: the day to apply by, the sum it shares out, the most a project can get."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ingest.model import Block, BlockKind, Label, Money, Period, Practice, Span
from ingest.practices.cues import phrase
from ingest.practices.reading import Reading, Stretch
from ingest.relations.call_cues import ending, first, heads, last, limit, rules, sure

_CLAUSE_END = re.compile(r"[;•·|]|&[bm]")
_MONTH = 7  # characters of an ISO date as precise as a month
_ABOVE = 12  # blocks over a position in which its heading is looked for
_WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day (or month) to apply, ISO 8601; ``text[start:end]`` are the words that say so."""

    date: str
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount of the call; ``text[start:end]`` holds it with the word that says what it is."""

    span: Span
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Share:
    """The most that the call pays of a project, in percent."""

    percent: Decimal
    start: int
    end: int
    confidence: float


def find_deadline(reading: Reading, practice: Practice) -> Deadline | None:
    """Return the deadline of a call; of several the latest, which a prorogation or a second
    window makes the one that holds.

    A year alone is no deadline ("entro il 2027" is a goal).
    """
    found = [
        deadline
        for span in reading.spans_of(practice, Label.PERIOD)
        if isinstance(span.value, Period)
        and span.value.end is not None
        and len(span.value.end) >= _MONTH
        and (deadline := _deadline(reading, span, span.value)) is not None
    ]
    return max(found, key=lambda one: (one.date, one.confidence, -one.start), default=None)


def find_total(reading: Reading, practice: Practice) -> Sum | None:
    """Return the largest amount that words call the endowment of the call."""
    found = [
        Sum(span, start, span.end, span.confidence * sure("sum"))
        for span in _amounts(reading, practice)
        if (start := _total_from(reading, span)) is not None
    ]
    return max(found, key=lambda one: (_worth(one.span), -one.start), default=None)


def find_cap(reading: Reading, practice: Practice, total: Sum | None) -> Sum | None:
    """Return the most that one project can get: the largest, below the total, that is said so."""
    found = [
        Sum(span, start, span.end, span.confidence * sure("sum"))
        for span in _amounts(reading, practice)
        if (total is None or _worth(span) < _worth(total.span))
        and (start := _cap_from(reading, span)) is not None
    ]
    return max(found, key=lambda one: (_worth(one.span), -one.start), default=None)


def find_share(reading: Reading, practice: Practice) -> Share | None:
    """Return the largest share of its cost that a project can get, in percent."""
    text = reading.document.text
    found: list[Share] = []
    for words in rules()["share"]["phrases"]:
        for match in phrase(words).finditer(text, practice.start, practice.end):
            start, end = _reach(reading, match.start())
            percent = Decimal(match["share"].replace(",", "."))
            told = first("share", text[start:end], "about") is not None
            if told and 0 < percent <= _WHOLE and not reading.is_silent(match.start()):
                found.append(Share(percent, match.start(), match.end(), sure("sum")))
    return max(found, key=lambda one: (one.percent, -one.start), default=None)


def _deadline(reading: Reading, span: Span, period: Period) -> Deadline | None:
    text = reading.document.text
    clause = _clause(reading, span)
    before, after = text[clause.start : span.start], text[span.end : clause.end]
    date, rate = str(period.end), span.confidence
    labels = _labels(reading, span.start)
    if first("other", before) or any(first("other", words) for words in labels):
        return None
    near = before[-limit("near") :]
    if (said := first("strong", near)) is not None:
        start = span.start - len(near) + said.start()
        return Deadline(date, start, span.end, rate * sure("strong"))
    titled = any(heads("labels", words) for words in labels)
    stripped = before.rstrip(" \n\t(,:*_")
    if titled and not stripped.strip(" *_:\n"):
        return Deadline(date, span.start, span.end, rate * sure("strong"))
    lead = ending("weak", stripped)
    is_range = period.start is not None and period.start != period.end
    applying = first("applying", before)
    if not (lead is not None or is_range) or not (applying or titled or first("applying", after)):
        return None
    starts = [lead] if lead is not None else []
    starts += [applying.start()] if applying else []
    start = clause.start + min(starts) if starts else span.start
    return Deadline(date, start, span.end, rate * sure("weak"))


def _clause(reading: Reading, span: Span) -> Stretch:
    """The part of a sentence that holds a date, between signs that part one thing from another."""
    text, reach = reading.document.text, limit("clause")
    sentence = reading.sentence_at(span.start)
    start = max(sentence.start, span.start - reach)
    for match in _CLAUSE_END.finditer(text, start, span.start):
        start = match.end()
    end = min(max(sentence.end, span.end), span.end + reach)
    stop = _CLAUSE_END.search(text, span.end, end)
    return Stretch(start, stop.start() if stop else end)


def _labels(reading: Reading, offset: int) -> tuple[str, ...]:
    """The label of the block that holds a position, then the heading over it."""
    block = reading.block_at(offset)
    own = (block.label,) if block is not None and block.label else ()
    over = heading_over(reading, offset)
    return (*own, reading.words(over.start, over.end)) if over is not None else own


def heading_over(reading: Reading, offset: int) -> Block | None:
    """Return the nearest heading before a position, a dozen blocks above it at most."""
    blocks = reading.document.blocks
    here = bisect_right(blocks, offset, key=lambda block: block.start)
    near = reversed(blocks[max(0, here - _ABOVE) : here])
    return next((block for block in near if block.kind is BlockKind.HEADING), None)


def _amounts(reading: Reading, practice: Practice) -> Iterator[Span]:
    """The amounts of a practice that are not those of one person."""
    near = limit("near") // 2
    for span in reading.spans_of(practice, Label.FUNDING):
        if isinstance(span.value, Money) and span.value.amount > 0:
            before, after = _beside(reading, span)
            around = f"{before} {span.text} {after[:near]}"
            if first("not_of_a_project", around) is None:
                yield span


def _total_from(reading: Reading, span: Span) -> int | None:
    """Where the words begin that make an amount the total; None where none do."""
    before, after = _beside(reading, span)
    if last("cap", before) is not None:
        return None
    said = last("total", before)
    if said is not None:
        return _from(reading, span, before, said)
    return span.start if first("total", after[: limit("near") // 2], "after") else None


def _cap_from(reading: Reading, span: Span) -> int | None:
    """Where the words begin that make an amount the most for a project; None where none do.

    An amount in brackets is what the thing before them may cost, not the project.
    """
    before, after = _beside(reading, span)
    said = last("cap", before)
    if said is None or before.rfind("(") > before.rfind(")"):
        return None
    whole = reading.document.text[_reach(reading, span.start).start : span.start]
    pieces = (whole, before, after, *_labels(reading, span.start)[:1])
    if not any(first("cap", piece, "per_project") for piece in pieces):
        return None
    return _from(reading, span, before, said)


def _reach(reading: Reading, offset: int) -> Stretch:
    """The sentence around a position, as far as it concerns what stands there."""
    start, end = reading.sentence_at(offset)
    return Stretch(max(start, offset - limit("clause")), min(end, offset + limit("clause")))


def _beside(reading: Reading, span: Span) -> tuple[str, str]:
    """The words before and after an amount that concern it: to the next amount of the sentence.

    The label of a field or a row stands for words before that are not there.
    """
    text, near = reading.document.text, limit("near")
    start, end = _reach(reading, span.start)
    others = [s for s in reading.spans_in(start, end, Label.FUNDING) if isinstance(s.value, Money)]
    from_ = max([start, span.start - near, *(s.end for s in others if s.end <= span.start)])
    stops = [s.start for s in others if s.start >= span.end]
    before = text[from_ : span.start]
    if not before.strip(" *_\n"):
        before = next(iter(_labels(reading, span.start)), "")
    return before, text[span.end : min([max(end, span.end), span.end + near, *stops])]


def _from(reading: Reading, span: Span, before: str, said: int) -> int:
    """Where the evidence begins: at the word, if the words before stand in the text."""
    start = span.start - len(before)
    held = start >= 0 and reading.document.text[start : span.start] == before
    return start + said if held else span.start


def _worth(span: Span) -> Decimal:
    return span.value.amount if isinstance(span.value, Money) else Decimal(0)
