"""Amounts of money that cannot be missed.

Of the amounts that patterns find where no person marked another thing, 98 in 100 are marked as
money; of bare numbers in a column of costs, with cents, or in one row with amounts, 96 in 100.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ingest.linking.values import money_of
from ingest.mending.apart import overlapping, put_among
from ingest.mending.no_money import SHARE, shares_other_things
from ingest.model import BlockKind, Label, Money, Span
from ingest.practices.cues import phrase
from ingest.practices.reading import Reading

SOURCE = "amounts"
_BARE = 0.9  # a number that its place makes one
_SAYING = 2  # euros; "un euro" is mostly said of nothing
_LEAST = 100  # below, a bare number in a column may count anything
_ROW = 300  # characters on each side of a number in which its row has amounts
# "264.300,00": points between thousands and two decimals.
_CENTS = re.compile(r"(?<![\w.,/+-])\d{1,3}(?:\.\d{3}){1,4}+,\d{2}(?![\d,%])")
_THOUSANDS = re.compile(r"(?<![\w.,/+-])\d{1,3}(?:\.\d{3}){1,4}+(?![\d,.]\d)")
_CELLS = frozenset({BlockKind.TABLE_CELL, BlockKind.FIELD})


@dataclass(frozen=True, slots=True)
class _Words:
    labels: re.Pattern[str]
    after: re.Pattern[str]
    units: re.Pattern[str]


def known_amounts(
    reading: Reading, spans: Sequence[Span], candidates: Sequence[Span]
) -> tuple[Span, ...]:
    """Return spans with the amounts that nobody marked; a count of euros becomes an amount."""
    certain = [one for one in candidates if _is_certain(one)]
    kept = tuple(span for span in spans if not _counts_money(span, certain))
    found = put_among(kept, certain)
    found = put_among(found, _shares_beside_shares(reading, found))
    return put_among(found, _bare(reading, found))


def _is_certain(candidate: Span) -> bool:
    """Whether a candidate is an amount, and no saying: "senza chiedere un euro"."""
    return isinstance(candidate.value, Money) and candidate.value.amount >= _SAYING


def _counts_money(span: Span, certain: Sequence[Span]) -> bool:
    """Whether what was taken for a result is an amount: most of its words say one."""
    if span.label is not Label.RESULT:
        return False
    return any(
        2 * (min(span.end, one.end) - max(span.start, one.start)) > span.end - span.start
        for one in overlapping(certain, span.start, span.end)
    )


def _shares_beside_shares(reading: Reading, spans: Sequence[Span]) -> Iterator[Span]:
    """Yield the shares in one sentence with a share of money: "60% Ministero, 40% Regione"."""
    text = reading.document.text
    known = [s.start for s in spans if s.label is Label.FUNDING and SHARE.match(s.text)]
    for match in SHARE.finditer(text) if known else ():
        start, end = match.span()
        row = reading.sentence_at(start)
        first = bisect_left(known, max(row.start, start - _ROW))
        if first < len(known) and known[first] < min(row.end, end + _ROW):
            share = Span(start, end, match.group(), Label.FUNDING, _BARE, source=SOURCE)
            if not (reading.is_silent(start) or shares_other_things(reading, share)):
                yield share


def _bare(reading: Reading, spans: Sequence[Span]) -> Iterator[Span]:
    """Yield the numbers without a currency that their place makes amounts."""
    text = reading.document.text
    for match in _CENTS.finditer(text):
        if not reading.is_silent(match.start()) and not _words().units.match(text, match.end()):
            yield _amount(match.group(), match.start())
    for match in _THOUSANDS.finditer(text):
        start, end = match.span()
        if reading.is_silent(start) or not _words().after.match(text, end):
            continue
        row = reading.sentence_at(start)
        beside = overlapping(spans, max(row.start, start - _ROW), min(row.end, end + _ROW))
        if any(isinstance(one.value, Money) for one in beside):
            yield _amount(match.group(), start)
    for block in reading.speaking_blocks():
        if block.kind in _CELLS and block.label and _words().labels.search(block.label):
            words = text[block.start : block.end]
            value = money_of(words)
            if value is not None and value.amount >= _LEAST:
                yield _amount(words, block.start)


def _amount(words: str, start: int) -> Span:
    return Span(
        start, start + len(words), words, Label.FUNDING, _BARE,
        value=money_of(words), source=SOURCE,
    )  # fmt: skip


@cache
def _words() -> _Words:
    table = tomllib.loads(files("ingest.mending").joinpath("mending.toml").read_text("utf-8"))
    money = table["amounts"]
    return _Words(
        phrase("|".join(money["labels"])),
        re.compile(rf"\s{{0,3}}(?:[;.)|,\n]|$|(?:{'|'.join(money['after'])})(?!\w))"),
        re.compile(rf"\s{{0,3}}(?:{'|'.join(money['units'])})(?!\w)", re.IGNORECASE),
    )
