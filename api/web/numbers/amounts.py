"""Amounts as documents state them: how many, the middle one, the smallest and the largest. Pure.

They are never added up: one grant may be told under two practices, what a practice costs holds
what its parts cost, and most documents state no amount.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from statistics import median


@dataclass(frozen=True, slots=True)
class Spread:
    """Amounts of one kind, in euros."""

    stated: int
    middle: Decimal
    least: Decimal
    most: Decimal


def spread(amounts: Iterable[Decimal | None]) -> Spread | None:
    """Return how amounts are spread; None where none is stated."""
    known = [one for one in amounts if one is not None]
    if not known:
        return None
    middle = median(known).quantize(Decimal(1)) if len(known) > 1 else known[0]
    return Spread(len(known), middle, min(known), max(known))


def amount(words: str | None) -> Decimal | None:
    """Return an amount as it is kept; None for what is no number."""
    try:
        found = Decimal(words) if words else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() else None
