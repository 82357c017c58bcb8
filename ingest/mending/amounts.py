"""Amounts of money that cannot be missed, shares of something else, laws that are only cited.

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
from ingest.model import BlockKind, Label, Money, Span
from ingest.practices.cues import phrase
from ingest.practices.reading import Reading

SOURCE = "amounts"
_SURE = 0.95  # an amount that names its currency
_BARE = 0.9  # a number that its place makes one
_LEAST = 100  # below, a bare number in a column may count anything
_ROW = 300  # characters on each side of a number in which its row has amounts
_NEXT = 40  # characters after a share in which what it is a share of is named
# "264.300,00": points between thousands and two decimals.
_CENTS = re.compile(r"(?<![\w.,/+-])\d{1,3}(?:\.\d{3}){1,4}+,\d{2}(?![\d,%])")
_THOUSANDS = re.compile(r"(?<![\w.,/+-])\d{1,3}(?:\.\d{3}){1,4}+(?![\d,.]\d)")
_CELLS = frozenset({BlockKind.TABLE_CELL, BlockKind.FIELD})
_OF = re.compile(
    r"\W{0,3}(?:d[ei]l(?:l[aoe])?|de[ig]|degli|d[ei]ll?['’])\s{0,3}(?P<what>[^\W\d_]+)"
)
_PART = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{1,2})?\s{0,3}(?:%|per\s{1,3}cento)")


_LAW = re.compile(
    r"(?:l\.|legge|d\.|decreto|dgr|delibera)[\w. °-]{0,40}\d{1,4}\s?/\s?\d{2,4}", re.IGNORECASE
)
# Specific objectives, policy objectives and investment priorities of European programmes.
_POLICY = re.compile(r"\W{0,3}(?:OS|OP|PI|Annex)\s{0,2}(?:[ivx]{1,4}|\d{1,2}|[A-Z])(?!\w)")
_BEFORE = 40


@dataclass(frozen=True, slots=True)
class _Words:
    labels: re.Pattern[str]
    after: re.Pattern[str]
    units: re.Pattern[str]
    cited: re.Pattern[str]
    divided: frozenset[str]


def known_amounts(
    reading: Reading, spans: Sequence[Span], candidates: Sequence[Span]
) -> tuple[Span, ...]:
    """Return spans with the amounts that nobody marked; a count of euros becomes an amount."""
    certain = [one for one in candidates if isinstance(one.value, Money)]
    kept = tuple(span for span in spans if not _counts_money(span, certain))
    found = put_among(kept, certain)
    found = put_among(found, _shares_beside_shares(reading, found))
    return put_among(found, _bare(reading, found))


def without_what_pays_nothing(reading: Reading, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return spans without shares of what is no money, laws cited and codes of policies.

    "20% dei posti", "di cui alla L.R. 8/2013", "OS ix".
    """
    return tuple(
        span
        for span in spans
        if span.label is not Label.FUNDING
        or not (
            _shares_other_things(reading, span)
            or _is_cited(reading, span)
            or _POLICY.match(span.text)
        )
    )


def _counts_money(span: Span, certain: Sequence[Span]) -> bool:
    """Whether what was taken for a result is an amount: most of its words say one."""
    if span.label is not Label.RESULT:
        return False
    return any(
        2 * (min(span.end, one.end) - max(span.start, one.start)) > span.end - span.start
        for one in overlapping(certain, span.start, span.end)
    )


def _shares_other_things(reading: Reading, span: Span) -> bool:
    if not _PART.fullmatch(span.text):
        return False
    text = reading.document.text
    what = _OF.match(text, span.end, span.end + _NEXT)
    return what is not None and not what["what"].lower().startswith(tuple(_words().divided))


def _is_cited(reading: Reading, span: Span) -> bool:
    """Whether it is a law that the text leans on: "di cui alla L.R. 8/2013"."""
    before = reading.document.text[max(0, span.start - _BEFORE) : span.start]
    return _LAW.fullmatch(span.text) is not None and _words().cited.search(before) is not None


def _shares_beside_shares(reading: Reading, spans: Sequence[Span]) -> Iterator[Span]:
    """Yield the shares in one sentence with a share of money: "60% Ministero, 40% Regione"."""
    text = reading.document.text
    known = [s.start for s in spans if s.label is Label.FUNDING and _PART.match(s.text)]
    for match in _PART.finditer(text) if known else ():
        start, end = match.span()
        row = reading.sentence_at(start)
        first = bisect_left(known, max(row.start, start - _ROW))
        if first < len(known) and known[first] < min(row.end, end + _ROW):
            share = Span(start, end, match.group(), Label.FUNDING, _BARE, source=SOURCE)
            if not _shares_other_things(reading, share):
                yield share


def _bare(reading: Reading, spans: Sequence[Span]) -> Iterator[Span]:
    """Yield the numbers without a currency that their place makes amounts."""
    text = reading.document.text
    for match in _CENTS.finditer(text):
        if not reading.is_silent(match.start()) and not _words().units.match(text, match.end()):
            yield _amount(match.group(), match.start(), _BARE)
    for match in _THOUSANDS.finditer(text):
        start, end = match.span()
        if reading.is_silent(start) or not _words().after.match(text, end):
            continue
        row = reading.sentence_at(start)
        beside = overlapping(spans, max(row.start, start - _ROW), min(row.end, end + _ROW))
        if any(isinstance(one.value, Money) for one in beside):
            yield _amount(match.group(), start, _BARE)
    for block in reading.speaking_blocks():
        if block.kind in _CELLS and block.label and _words().labels.search(block.label):
            words = text[block.start : block.end]
            value = money_of(words)
            if value is not None and value.amount >= _LEAST:
                yield _amount(words, block.start, _BARE)


def _amount(words: str, start: int, confidence: float) -> Span:
    return Span(
        start, start + len(words), words, Label.FUNDING, confidence,
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
        re.compile(rf"(?:{'|'.join(money['cited'])})\s{{1,3}}$", re.IGNORECASE),
        frozenset(money["divided"]),
    )
