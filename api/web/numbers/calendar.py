"""When practices began, and which calls are open on a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from api.routers.naming import Naming
from corpus import italian
from corpus.registers.calls import CallEntry, CallStatus
from corpus.registers.practices import PracticeEntry
from corpus.views import Fact

#: A column of the drawing, in its units, the height of the tallest, the room for its year.
_STEP, _WIDE, _TALL, _BELOW = 28, 20, 120, 24
#: Years that are drawn; the table has them all.
_DRAWN = 25


@dataclass(frozen=True, slots=True)
class Column:
    """A year of the drawing: where it stands, how tall it is."""

    year: int
    count: int
    x: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """Practices by the year in which they began: `years` with any, the last of them as columns."""

    years: Mapping[int, int]
    undated: int
    columns: tuple[Column, ...] = ()
    wide: int = _WIDE
    tall: int = _TALL + _BELOW
    base: int = _TALL

    @property
    def width(self) -> int:
        """How wide the drawing is."""
        return _STEP * len(self.columns)

    @property
    def dated(self) -> int:
        """How many practices say when they began."""
        return sum(self.years.values())


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls on a day: the next to close first, the last closed first, those that say nothing."""

    on: date
    open: tuple[CallEntry, ...]
    closed: tuple[CallEntry, ...]
    unstated: tuple[CallEntry, ...]


def begun(practice: PracticeEntry) -> int | None:
    """Return the year in which a practice began, as its documents say it."""
    years = [year for start, _ in practice.periods if (year := year_of(start)) is not None]
    return min(years, default=None)


def begins_in(fact: Fact, year: int) -> bool:
    """Tell whether a period begins in a year."""
    return year_of(fact.detail.get("start")) == year


def year_of(day: str | None) -> int | None:
    """Return the year of a date as it is kept."""
    return int(day[:4]) if day and day[:4].isdecimal() else None


def timeline(practices: Iterable[PracticeEntry]) -> Timeline:
    """Count practices by the year in which they began."""
    counts = Counter(begun(one) for one in practices)
    undated = counts.pop(None, 0)
    years = {year: counts[year] for year in sorted(year for year in counts if year is not None)}
    if not years:
        return Timeline({}, undated)
    drawn = range(max(min(years), max(years) - _DRAWN + 1), max(years) + 1)
    most = max(years.get(year, 0) for year in drawn)
    columns = (_column(n, year, years.get(year, 0), most) for n, year in enumerate(drawn))
    return Timeline(years, undated, tuple(columns))


def _column(place: int, year: int, count: int, most: int) -> Column:
    height = round(_TALL * count / most, 1)
    return Column(year, count, place * _STEP + (_STEP - _WIDE) // 2, _TALL - height, height)


def calls_on(day: date, naming: Naming, passing: Collection[str] | None) -> Calls:
    """Sort the calls that some practices tell of (None: all calls) by what they are on a day."""
    told: Mapping[CallStatus, list[CallEntry]] = {status: [] for status in CallStatus}
    for one in naming.registers.calls.entries:
        if passing is None or any(practice in passing for practice in one.practices):
            told[one.status(day)].append(one)
    return Calls(
        day,
        tuple(told[CallStatus.OPEN]),
        tuple(reversed(told[CallStatus.CLOSED])),
        tuple(told[CallStatus.UNSTATED]),
    )


def deadline(call: CallEntry) -> str:
    """Return a deadline as people write it."""
    return italian.date(call.deadline) if call.deadline else "scadenza non dichiarata"
