"""How values are written for an Italian reader: amounts, dates, numbers."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MONTHS = (
    *("gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno"),
    *("luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"),
)


def number(value: str) -> str:
    """Write a decimal as Italians do: ``1234567.5`` → ``1.234.567,5``; other text as it is."""
    try:
        exact = Decimal(value)
    except InvalidOperation:
        return value
    whole, _, cents = f"{exact.normalize():f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    return f"{grouped},{cents.ljust(2, '0') if len(cents) == 1 else cents}" if cents else grouped


def money(value: str, currency: str = "EUR") -> str:
    """Write an amount: ``12000`` → ``12.000 €``."""
    return f"{number(value)} {'€' if currency == 'EUR' else currency}"


def date(iso: str) -> str:
    """Write an ISO date: ``2017-05-23`` → ``23 maggio 2017``, ``2021-05`` → ``maggio 2021``."""
    year, *rest = iso.split("-")
    if not rest:
        return year
    month = MONTHS[int(rest[0]) - 1]
    return f"{int(rest[1])} {month} {year}" if len(rest) > 1 else f"{month} {year}"


def moment(iso: str) -> str:
    """Write a moment by the clocks of Italy: ``23 novembre 2026, ore 4.20``; other text as it is.

    A machine without the tables of time zones tells it in UTC, and says so.
    """
    try:
        when = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    zone = _clock()
    there = (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(zone)
    said = f"{date(there.date().isoformat())}, ore {there.hour}.{there.minute:02}"
    return f"{said} UTC" if zone is UTC else said


@cache
def _clock() -> tzinfo:
    try:
        return ZoneInfo("Europe/Rome")
    except ZoneInfoNotFoundError:
        return UTC


def period(start: str | None, end: str | None) -> str:
    """Write a period, either end of which may be open."""
    if start and end:
        return date(start) if start == end else f"{date(start)} – {date(end)}"
    if start:
        return f"dal {date(start)}"
    return f"fino al {date(end)}" if end else ""


def confidence(value: float) -> str:
    """Say in words how sure a statement is."""
    if value >= 0.85:
        return "molto probabile"
    return "probabile" if value >= 0.6 else "incerto"
