"""Which measure an amount pays: by the words between them, by their row, by their item.

"12.000 euro per il trasporto"; "trasporto: 12.000 euro"; a row of a table or of aligned columns
with a measure in one cell and an amount in another; an item that opens with a measure and tells
one sum.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from ingest.model import BlockKind, Label, Span
from ingest.practices.cues import expand, phrase, read_rules
from ingest.practices.reading import Reading

_BEFORE_A_MEASURE = 24  # characters from an amount to the measure that it pays
_FAR = 160  # … and from a measure to the amount that it costs
_LONGEST_ROW = 400
_LONGEST_ITEM = 250
_THRESHOLD = 40  # characters before an amount in which a word says that it is an income
_WORD = re.compile(r"\w")
_COLUMN = re.compile(r"[ \u00a0]{3}|\t|\.{4}|…|\|")
_OPENING = re.compile(
    r"[\W\d_]{0,8}(?:(?:\w|[ivx]{1,4}|\w\d)[.)°]\W{0,3})?(?:un[ao]?\W{1,3}|un'|l['’])?"
)
_LINKS = frozenset({"per", "al", "alla", "ai", "alle", "agli", "a", "allo"})
_PASSED_OVER = frozenset(
    {*("il", "lo", "la", "i", "gli", "le", "un", "una", "servizio", "servizi", "attività")}
    | {*("destinati", "destinate", "sono", "vanno", "andranno", "euro", "di", "del", "della")}
    | {*("riservati", "riservate", "andrà", "andra", "va", "serviranno", "servono")}
)


def measure_paid(reading: Reading, span: Span) -> Span | None:
    """Return the measure that an amount pays, None where nothing ties it to one.

    After: "12.000 euro per il trasporto". Before, and with no other amount between: "trasporto:
    12.000 euro", "borse lavoro di sei mesi (12.000 euro)", "il pulmino è costato 12.000 euro".
    """
    text = reading.document.text
    if _income().search(text[max(0, span.start - _THRESHOLD) : span.start]):
        return None  # "con un ISEE fino a 12.000 euro": nobody is paid so much
    start, end = reading.sentence_at(span.start)
    after = reading.spans_in(span.end, min(end, span.end + _FAR), Label.MEASURE)
    if after and _leads_to(reading.words(span.end, after[0].start)):
        return after[0]
    start = max(start, span.start - _FAR)
    others = [s.end for s in reading.spans_in(start, span.start, Label.FUNDING)]
    measures = reading.spans_in(max([start, *others]), span.start, Label.MEASURE)
    between = text[measures[-1].end : span.start] if measures else ""
    if measures and _is_price(between) and not _COLUMN.search(between):
        return measures[-1]
    if _in_rows(reading, span) and after and not _WORD.search(text[span.end : after[0].start]):
        return after[0]
    return _of_its_row(reading, span) or _of_its_item(reading, span)


def _of_its_row(reading: Reading, span: Span) -> Span | None:
    """Return the only measure of a row of which the amount is the first.

    A row with several measures is a project: its sum pays all of them.
    """
    text = reading.document.text
    start = text.rfind("\n", max(0, span.start - _LONGEST_ROW), span.start) + 1
    end = text.find("\n", span.end, span.end + _LONGEST_ROW)
    if not start or end < 0:
        return None
    measures = reading.spans_in(start, end, Label.MEASURE)
    if len(measures) != 1 or _amounts(reading.spans_in(start, span.start)):
        return None
    first = measures[0]
    between = (
        text[first.end : span.start] if first.end <= span.start else text[span.end : first.start]
    )
    return first if _COLUMN.search(between) else None


def _of_its_item(reading: Reading, span: Span) -> Span | None:
    """Return the measure that opens an item, where the amount is the only one in it."""
    block = reading.block_at(span.start)
    if block is None or block.end - block.start > _LONGEST_ITEM:
        return None
    inside = reading.spans_in(block.start, block.end)
    measures = [one for one in inside if one.label is Label.MEASURE]
    if not measures or measures[0].start > span.start or len(_amounts(inside)) != 1:
        return None
    first = measures[0]
    text = reading.document.text
    if _COLUMN.search(text[first.end : span.start]):
        return None
    return first if _OPENING.fullmatch(text[block.start : first.start]) else None


def _amounts(spans: Iterable[Span]) -> list[Span]:
    return [one for one in spans if one.label is Label.FUNDING and one.value is not None]


def _in_rows(reading: Reading, span: Span) -> bool:
    block = reading.block_at(span.start)
    return block is not None and block.kind in {BlockKind.TABLE_CELL, BlockKind.LIST_ITEM}


def _leads_to(between: str) -> bool:
    """Tell whether little stands between an amount and a measure, and it says what for."""
    apart = between.lower().replace("'", "’").replace("l’", " ").split()
    words = [word for word in apart if word not in _PASSED_OVER]
    return len(between) <= _BEFORE_A_MEASURE and len(words) == 1 and words[0] in _LINKS


def _is_price(between: str) -> bool:
    """Tell whether the words between a measure and an amount make it what the measure costs."""
    words = between.strip()
    if not _WORD.search(words) or (words.endswith("(") and words.count("(") == 1):
        return not words.endswith((".", ";"))
    return any(
        (found := _last_words(kind).search(words)) is not None
        and (kind == "costs" or found.start() == 0)
        for kind in ("costs", "is_of")
    )


@cache
def _income() -> re.Pattern[str]:
    incomes: Sequence[str] = read_rules("ingest.relations", "relations.toml")["money"]["incomes"]
    return phrase("|".join(incomes))


@cache
def _last_words(kind: str) -> re.Pattern[str]:
    phrases: Sequence[str] = read_rules("ingest.relations", "relations.toml")["money"][kind]
    words = "|".join(f"(?:{expand(one)})" for one in phrases)
    return re.compile(rf"(?<!\w)(?:{words})$", re.IGNORECASE)
