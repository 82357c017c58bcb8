"""The money of a practice: its budget, its grants, and who gives them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from ingest.model import Label, Money, Practice, Span
from ingest.practices.cues import phrase, read_rules
from ingest.practices.reading import Reading, Stretch
from ingest.relations.scopes import SCOPE_CUES, Arithmetic, ScopedAmount, add_up, scoped_amounts
from ingest.roles import RoleFound

FUNDER = "role:finanziatore"
_FAR = 400  # characters of a sentence in which its fund and its funder are looked for
_NEAR = 60  # characters around an amount in which a word says what it is


@dataclass(frozen=True, slots=True)
class Grant:
    """Money given: an amount, a named fund (concept of `funding`), a funder, or several of them."""

    amount: Span | None = None
    fund: Span | None = None
    funder: RoleFound | None = None

    @property
    def stretch(self) -> Stretch:
        """Where the text speaks of it: from the first to the last of its words."""
        spans = [span for span in (self.amount, self.fund) if span is not None]
        starts = [span.start for span in spans] + ([self.funder.start] if self.funder else [])
        ends = [span.end for span in spans] + ([self.funder.end] if self.funder else [])
        return Stretch(min(starts), max(ends))


@dataclass(frozen=True, slots=True)
class Finances:
    """The one amount that is the budget of the practice, if any, and every grant.

    `amounts` are all of them with what they cover, `arithmetic` whether the parts make the budget.
    """

    budget: Span | None
    grants: tuple[Grant, ...]
    amounts: tuple[ScopedAmount, ...] = ()
    arithmetic: Arithmetic | None = None


NO_MONEY = Finances(None, ())


def find_finances(
    reading: Reading, practice: Practice, roles: Sequence[RoleFound] = ()
) -> Finances:
    """Return the budget and the grants of a practice.

    The budget is the largest amount that words call a total, else the only amount there is. Prices,
    caps and sums for one person are neither budget nor grant. A grant takes the named fund and the
    funder of its own sentence; a fund without an amount is a grant too.
    """
    every = [
        span
        for span in reading.spans_of(practice, Label.FUNDING)
        if isinstance(span.value, Money) and span.value.amount > 0
    ]
    said = {span: _all_said(reading, span) for span in every}
    amounts = [span for span in every if "unit" not in said[span]]
    distinct = {_worth(span) for span in amounts}
    totals = [span for span in amounts if "total" in said[span] and "share" not in said[span]]
    candidates = totals or (amounts if len(distinct) == 1 else [])
    budget = max(candidates, key=lambda span: (_worth(span), -span.start), default=None)
    scoped = scoped_amounts(reading, said)
    return Finances(
        budget,
        tuple(_grants(reading, practice, amounts, budget, roles)),
        scoped,
        add_up(reading, budget, scoped),
    )


def _grants(
    reading: Reading,
    practice: Practice,
    amounts: Sequence[Span],
    budget: Span | None,
    roles: Sequence[RoleFound],
) -> list[Grant]:
    grants: list[Grant] = []
    paid: set[int] = set()
    seen: set[object] = set()
    for amount in amounts:
        sentence = _around(reading, amount)
        fund = _nearest(amount, [s for s in _funds(reading, sentence) if s.start not in paid])
        first = bisect_left(roles, sentence.start, key=lambda role: role.span.start)
        last = bisect_left(roles, sentence.end, key=lambda role: role.span.start)
        givers = [role for role in roles[first:last] if role.role == FUNDER]
        funder = min(givers, key=lambda r: _distance(amount, r.span), default=None)
        is_budget = budget is not None and _worth(amount) == _worth(budget)
        told = (_worth(amount), fund and fund.concept, funder and funder.span.entity)
        if told in seen or (is_budget and fund is None and funder is None):
            continue
        seen.add(told)
        paid |= {fund.start} if fund else set()
        grants.append(Grant(amount, fund, funder))
    named = {grant.fund.concept for grant in grants if grant.fund}
    for fund in _funds(reading, Stretch(practice.start, practice.end)):
        if fund.concept not in named:
            named.add(fund.concept)
            grants.append(Grant(fund=fund))
    return grants


def _funds(reading: Reading, stretch: Stretch) -> list[Span]:
    spans = reading.spans_in(stretch.start, stretch.end, Label.FUNDING)
    return [
        s
        for s in spans
        if s.concept is not None
        and s.concept.startswith("funding:")
        and not isinstance(s.value, Money)
    ]


def _all_said(reading: Reading, span: Span) -> frozenset[str]:
    """Return every kind of words near an amount: what tells what it covers."""
    before, after, label = _near(reading, span)
    said = set()
    for kind in (*SCOPE_CUES, "unit"):
        # "fino a 500 euro, di cui 200": what is a part or a ceiling is said before it.
        pieces = (before, label) if kind in {"share", "cap"} else (before, after, label)
        if any(_any_of(kind).search(piece) for piece in pieces if piece):
            said.add(kind)
    return frozenset(said)


def _near(reading: Reading, span: Span) -> tuple[str, str, str]:
    """Return the words before and after an amount, up to the next ones, and its field's label."""
    sentence = _around(reading, span)
    others = [s for s in reading.spans_in(sentence.start, sentence.end, Label.FUNDING) if s != span]
    start = max(
        [sentence.start, span.start - _NEAR, *(s.end for s in others if s.end <= span.start)]
    )
    stops = [s.start for s in others if s.start >= span.end]
    end = min([sentence.end, span.end + _NEAR, *stops])
    text = reading.document.text
    block = reading.block_at(span.start)
    label = (block.label or "") if block is not None else ""
    return text[start : span.start], text[span.end : end], label


@cache
def _any_of(kind: str) -> re.Pattern[str]:
    return phrase("|".join(f"(?:{words})" for words in _rules()[kind]))


def _around(reading: Reading, span: Span) -> Stretch:
    """The sentence of an amount, as far as it concerns it."""
    start, end = reading.sentence_at(span.start)
    return Stretch(max(start, span.start - _FAR), min(end, span.end + _FAR))


def _nearest(span: Span, others: Sequence[Span]) -> Span | None:
    return min(others, key=lambda other: (_distance(span, other), other.start), default=None)


def _distance(one: Span, other: Span) -> int:
    return max(one.start, other.start) - min(one.end, other.end)


def _worth(span: Span) -> Any:
    return span.value.amount if isinstance(span.value, Money) else 0


def _rules() -> Any:
    return read_rules("ingest.relations", "relations.toml")["money"]
