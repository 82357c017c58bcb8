"""What an amount is the amount of: the whole, a part, one person, a ceiling, one year, a measure.

And whether the parts that a text gives sum to the total that it gives. Nothing is corrected: the
sum is a reason to believe the total, or a note for whoever curates it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from ingest.linking.money_words import italian_amount
from ingest.model import BlockKind, Money, Span
from ingest.practices.reading import Reading
from ingest.relations.payments import measure_paid

_MOST_PARTS = 40
_SLIP = Decimal("0.05")  # of the total: parts that miss it by less were meant to make it
_ROUNDING = Decimal("0.005")


class Scope(StrEnum):
    """What an amount covers."""

    TOTAL = "totale"
    SHARE = "parte di un totale"
    PER_HEAD = "a persona o a unità"
    CAP = "tetto"
    PER_YEAR = "all’anno"
    MEASURE = "di una misura"
    UNSAID = ""


#: The words of `relations.toml` that tell a scope, strongest first: "fino a 500 euro a testa" is
#: a ceiling before it is a price.
SCOPE_CUES: Mapping[str, Scope] = {
    "cap": Scope.CAP,
    "per_head": Scope.PER_HEAD,
    "per_year": Scope.PER_YEAR,
    "share": Scope.SHARE,
    "total": Scope.TOTAL,
}


@dataclass(frozen=True, slots=True)
class ScopedAmount:
    """An amount with its scope, and the measure that it pays where the text says which."""

    span: Span
    scope: Scope
    measure: Span | None = None

    @property
    def worth(self) -> Decimal:
        """The euros."""
        assert isinstance(self.span.value, Money)  # noqa: S101 - made of amounts only
        return self.span.value.amount


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """How the parts of a total add up: `agrees`, or a note in Italian that says how they do not."""

    total: Span
    parts: tuple[Span, ...]
    agrees: bool
    note: str = ""


def scoped_amounts(
    reading: Reading, said: Mapping[Span, Collection[str]]
) -> tuple[ScopedAmount, ...]:
    """Return some amounts with their scope; `said` holds the SCOPE_CUES near each of them."""
    found: list[ScopedAmount] = []
    for span, cues in said.items():
        measure = measure_paid(reading, span)
        scope = next((one for cue, one in SCOPE_CUES.items() if cue in cues), Scope.UNSAID)
        if scope is Scope.UNSAID and measure is not None:
            scope = Scope.MEASURE
        found.append(ScopedAmount(span, scope, measure))
    return tuple(found)


def add_up(
    reading: Reading, total: Span | None, amounts: Sequence[ScopedAmount]
) -> Arithmetic | None:
    """Compare a total with its parts: those of its sentence, then of the table or list after it.

    None where the text gives fewer than two parts, or parts that nothing says to be all.
    """
    if total is None or not isinstance(total.value, Money):
        return None
    worth = total.value.amount
    parts = [
        amount
        for amount in amounts
        if amount.worth < worth and amount.scope not in {Scope.CAP, Scope.PER_HEAD, Scope.TOTAL}
    ][:_MOST_PARTS]
    start, end = reading.sentence_at(total.start)
    groups = (
        [part for part in parts if start <= part.span.start < end],
        [part for part in parts if _in_rows(reading, part.span)],
        parts,
    )
    missed: Arithmetic | None = None
    for group in groups:
        if len(group) < 2:
            continue
        spans = tuple(part.span for part in group)
        gap = sum((part.worth for part in group), Decimal()) - worth
        if abs(gap) <= worth * _ROUNDING:
            return Arithmetic(total, spans, agrees=True)
        meant = group is not parts and (gap > 0 or abs(gap) <= worth * _SLIP)
        if meant and missed is None:
            missed = Arithmetic(total, spans, agrees=False, note=_note(gap + worth, worth))
    return missed


def _note(sum_of_parts: Decimal, worth: Decimal) -> str:
    return (
        f"le parti indicate sommano a {italian_amount(sum_of_parts)} euro, "
        f"il totale dichiarato è {italian_amount(worth)} euro"
    )


def _in_rows(reading: Reading, span: Span) -> bool:
    block = reading.block_at(span.start)
    return block is not None and block.kind in {BlockKind.TABLE_CELL, BlockKind.LIST_ITEM}
