"""The order in which results are shown, and the page of them that it gives.

A question ranks everything, down to what has nothing to do with it: put in another order, only the
nearest `NEAREST` are worth a look. Without a question, all that passes the filters is ordered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache

from corpus.library import Library
from corpus.registers.practices import PracticeEntry
from corpus.registers.registry import Registers
from search.model import Hit, SearchResults

NEAREST = 50


class Order(StrEnum):
    """How results may be ordered; the values stand in addresses."""

    RELEVANCE = "pertinenza"
    NEWEST = "recenti"
    TITLE = "titolo"
    MONEY = "finanziamento"


@dataclass(frozen=True, slots=True)
class Found:
    """A page of results in an order; `total` counts what is put in it."""

    results: SearchResults
    order: Order
    total: int


def find(
    library: Library,
    question: str,
    chosen: Mapping[str, Sequence[str]],
    wanted: Order | None,
    limit: int,
    offset: int,
) -> Found:
    """Search, and return a page in the order wanted; by nearness, or by title, if None."""
    usual = Order.RELEVANCE if question else Order.TITLE
    order = usual if wanted is None or (wanted is Order.RELEVANCE and not question) else wanted
    if order is usual:
        results = library.search(question, chosen, limit, offset)
        return Found(results, order, results.total)
    if question:
        results = library.search(question, chosen, NEAREST, 0)
        by_id = {hit.id: hit for hit in results.hits}
        ranked = [(hit.title.casefold(), hit.id) for hit in results.hits]
        shown = [by_id[one] for one in _ordered(library.registers, ranked, order)]
    else:
        results = library.search("", chosen, 0, 0)
        titles = [(one.sort_title, one.id) for one in library.engine.titled(chosen)]
        ordered = _ordered(library.registers, titles, order)
        places = {identifier: place for place, (_, identifier) in enumerate(titles)}
        page = ordered[offset : offset + limit]
        hits = _at(library, chosen, [places[one] for one in page])
        return Found(replace(results, hits=hits), order, len(ordered))
    hits = tuple(shown[offset : offset + limit])
    return Found(replace(results, hits=hits), order, len(shown))


def _at(
    library: Library, chosen: Mapping[str, Sequence[str]], places: Sequence[int]
) -> tuple[Hit, ...]:
    """Return the practices that stand at places of the list by title."""
    return tuple(hit for place in places for hit in library.browse(chosen, 1, place).hits)


def _ordered(
    registers: Registers, titles: Sequence[tuple[str, str]], order: Order
) -> tuple[str, ...]:
    """Return identifiers in an order; what says nothing of it comes last, by title."""
    by_title = sorted(titles)
    if order is Order.TITLE:
        return tuple(identifier for _, identifier in by_title)
    key = _KEYS[order](registers)
    told = [(key(identifier), identifier) for _, identifier in by_title]
    said = [(value, identifier) for value, identifier in told if value is not None]
    said.sort(key=lambda one: one[0], reverse=True)  # stable, so titles settle ties
    return (*(one for _, one in said), *(one for value, one in told if value is None))


def _by_year(registers: Registers) -> Callable[[str], Decimal | None]:
    def last_year(identifier: str) -> Decimal | None:
        entry = registers.practices.get(identifier)
        days = [day for one in (entry.periods if entry else ()) for day in one if day]
        return Decimal(max(day[:4] for day in days)) if days else None

    return last_year


def _by_money(registers: Registers) -> Callable[[str], Decimal | None]:
    amounts = _grants(registers)

    def most(identifier: str) -> Decimal | None:
        found = [*_budgets(registers.practices.get(identifier)), *amounts.get(identifier, ())]
        return max(found, default=None)

    return most


_KEYS: Mapping[Order, Callable[[Registers], Callable[[str], Decimal | None]]] = {
    Order.NEWEST: _by_year,
    Order.MONEY: _by_money,
}


def _budgets(entry: PracticeEntry | None) -> list[Decimal]:
    found = []
    for written in entry.budgets if entry else ():
        try:
            found.append(Decimal(written))
        except InvalidOperation:
            continue  # the store keeps what was read, and an amount that is none orders nothing
    return found


@lru_cache(maxsize=1)
def _grants(registers: Registers) -> Mapping[str, Sequence[Decimal]]:
    """Return the amounts granted to each practice, once a state of the library."""
    found: dict[str, list[Decimal]] = {}
    for grant in registers.grants:
        if grant.amount is not None:
            found.setdefault(grant.practice, []).append(grant.amount)
    return found
