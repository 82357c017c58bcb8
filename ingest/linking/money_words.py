"""How an amount is written in Italian."""

from __future__ import annotations

from decimal import Decimal


def italian_amount(value: Decimal) -> str:
    """Return a sum with dots at the thousands and a comma before the cents, if any."""
    cents = value.quantize(Decimal("0.01"))
    words = f"{cents:,.2f}".replace(",", " ").replace(".", ",").replace(" ", ".")
    return words.removesuffix(",00")
