"""The archive in numbers: what there is, by place, by what is done, for whom, how far, when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from api.routers.days import today
from api.routers.desk import Desk
from api.routers.naming import Naming
from api.web.environment import address
from api.web.numbers.bars import Chart, Row, drawn
from api.web.numbers.narrowing import Narrowing, offered
from api.web.numbers.words import ChartWords, words
from corpus.registers.practices import PracticeEntry
from search.model import FacetName

#: Years told one by one; what is before is told together.
_YEARS = 15
#: Before any practice: who begins after this year begins in some year.
_EVER = "1800"
#: What is counted from the largest down; places and states have an order of their own.
_RANKED: tuple[FacetName, ...] = ("measure", "beneficiary")


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is of the things that pass the filters."""

    practices: int
    documents: int
    organisations: int
    regions: int
    comuni: int


def charts(desk: Desk, naming: Naming, narrowing: Narrowing) -> tuple[Chart, ...]:
    """Return every table of the page."""
    by_facet = [
        _of_facet(one.facet, one, desk, naming, narrowing)
        for one in words().charts
        if one.facet is not None
    ]
    return (*by_facet, _by_year(desk, naming, narrowing))


def size(naming: Naming, passing: Sequence[PracticeEntry]) -> Size:
    """Count what the practices have between them."""
    codes = {code for one in passing for code in one.places}
    places = [place for code in codes if (place := naming.registers.places.get(code))]
    return Size(
        len(passing),
        len({document for one in passing for document in one.documents}),
        len({who for one in passing for who in one.organisations}),
        len({(place.id, *place.within)[-1] for place in places}),
        sum(place.level == "comune" for place in places),
    )


def _of_facet(
    facet: FacetName, told: ChartWords, desk: Desk, naming: Naming, narrowing: Narrowing
) -> Chart:
    """Count a facet without its own filter, so that each number is what its link finds."""
    engine = desk.library.engine
    tally = engine.tally(narrowing.without(facet))
    rows = [
        Row(
            value,
            engine.values.label(facet, value),
            tally.get((facet, value), 0),
            narrowing.found({facet: value}),
        )
        for value in offered(facet, naming.registers)
    ]
    if facet in _RANKED:
        rows.sort(key=lambda row: -row.count)
    return _chart(told, rows, narrowing)


def _by_year(desk: Desk, naming: Naming, narrowing: Narrowing) -> Chart:
    engine, others = desk.library.engine, narrowing.without("from", "to")

    def active(first: int | None, last: int) -> Row:
        limits = {"to": [str(last)]} | ({} if first is None else {"from": [str(first)]})
        label = f"fino al {last}" if first is None else str(last)
        count = len(engine.titled({**others, **limits}))
        return Row(label, label, count, address("/cerca", {**others, **limits}))

    told = sorted(_years(naming.registers.practices.entries))
    rows: list[Row] = []
    if told:
        last = min(told[-1], today().year + 1)
        begin = max(told[0], last - _YEARS + 1)
        rows += [active(None, begin - 1)] if told[0] < begin else []
        rows += [active(year, year) for year in range(begin, last + 1)]
    return _chart(words().years, rows, narrowing)


def undated(desk: Desk, narrowing: Narrowing) -> int:
    """Return of how many practices no document says when."""
    engine, others = desk.library.engine, narrowing.without("from", "to")
    return len(engine.titled(others)) - len(engine.titled({**others, "from": [_EVER]}))


def _years(entries: Sequence[PracticeEntry]) -> Iterator[int]:
    for day in chain.from_iterable(period for one in entries for period in one.periods):
        if day and day[:4].isdigit():
            yield int(day[:4])


def _chart(told: ChartWords, rows: Sequence[Row], narrowing: Narrowing) -> Chart:
    csv = address(f"{narrowing.path}/{told.name}.csv", narrowing.filters)
    return Chart(told.name, told.title, told.head, told.note, drawn(rows), csv)
