"""Whose money, under what programme, for what measure: amounts in rows, never added up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from api.routers.desk import Desk
from api.routers.naming import Naming
from api.web.environment import address
from api.web.numbers.amounts import Spread, amount, spread
from api.web.numbers.narrowing import Narrowing, broadest
from corpus.registers import Registers
from corpus.registers.money import Grant


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """Whose money, or for what: `depth` in its tree, the practices, the spread of its grants.

    `cost` is what whole practices cost, where the row is of a measure. `address` leads to every
    amount with its sentence, `found` to the practices, None where no filter finds them.
    """

    id: str
    label: str
    depth: int
    practices: int
    grants: Spread | None
    cost: Spread | None
    address: str
    found: str | None = None


def chosen_grants(naming: Naming, passing: Collection[str]) -> tuple[Grant, ...]:
    """Return the grants of some practices."""
    return tuple(one for one in naming.registers.grants if one.practice in passing)


def by_programme(
    desk: Desk, naming: Naming, narrowing: Narrowing, grants: Iterable[Grant]
) -> tuple[MoneyRow, ...]:
    """Return a row a fund that is named, each broad one before what is under it."""
    schemes = desk.library.reference.schemes
    tally = desk.library.engine.tally(narrowing.without("funding"))

    def under(grant: Grant) -> Collection[str]:
        return (grant.programme, *schemes.ancestors(grant.programme)) if grant.programme else ()

    gathered = _gathered(grants, under)
    rows = []
    for depth, one in _tree(naming.registers, "funding"):
        practices = tally.get(("funding", one), 0)
        if practices:
            amounts = spread(grant.amount for grant in gathered.get(one, ()))
            found = narrowing.found({"funding": one})
            rows.append(
                MoneyRow(
                    one,
                    naming.registers.label(one),
                    depth,
                    practices,
                    amounts,
                    None,
                    _detail("fondi", one, narrowing),
                    found,
                )
            )
    return tuple(rows)


def by_funder(
    naming: Naming, narrowing: Narrowing, grants: Iterable[Grant]
) -> tuple[MoneyRow, ...]:
    """Return a row an organisation that gives money, those with most practices first."""
    gathered = _gathered(grants, lambda grant: (grant.funder,) if grant.funder else ())
    rows = [
        MoneyRow(
            one,
            naming.organisation(one)["name"],
            0,
            len({grant.practice for grant in those}),
            spread(grant.amount for grant in those),
            None,
            _detail("enti", one, narrowing),
        )
        for one, those in gathered.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.practices, row.label.casefold())))


def by_measure(
    desk: Desk,
    naming: Naming,
    narrowing: Narrowing,
    grants: Iterable[Grant],
    passing: Collection[str],
) -> tuple[MoneyRow, ...]:
    """Return a row a broad measure: what its practices cost whole, and what they were given."""
    schemes = desk.library.reference.schemes
    tally = desk.library.engine.tally(narrowing.without("measure"))
    given = _gathered(grants, lambda grant: (grant.practice,))
    rows = []
    for measure in broadest(naming.registers, "measure"):
        meant = schemes.descendants(measure)
        those = [
            one
            for one in naming.registers.practices.entries
            if one.id in passing and not meant.isdisjoint(one.measures)
        ]
        rows.append(
            MoneyRow(
                measure,
                naming.registers.label(measure),
                0,
                tally.get(("measure", measure), 0),
                spread(grant.amount for one in those for grant in given.get(one.id, ())),
                spread(amount(words) for one in those for words in one.budgets),
                _detail("misure", measure, narrowing),
                narrowing.found({"measure": measure}),
            )
        )
    return tuple(sorted(rows, key=lambda row: -row.practices))


def _gathered(
    grants: Iterable[Grant], under: Callable[[Grant], Collection[str]]
) -> dict[str, list[Grant]]:
    found: defaultdict[str, list[Grant]] = defaultdict(list)
    for grant in grants:
        for one in under(grant):
            found[one].append(grant)
    return found


def _tree(registers: Registers, scheme: str) -> Iterator[tuple[int, str]]:
    """Yield every concept of a scheme after what it is part of, with its depth."""

    def below(concepts: Sequence[str], depth: int) -> Iterator[tuple[int, str]]:
        for one in concepts:
            yield depth, one
            entry = registers.concepts.get(one)
            yield from below(entry.narrower if entry else (), depth + 1)

    return below(broadest(registers, scheme), 0)


def _detail(kind: str, identifier: str, narrowing: Narrowing) -> str:
    return address(f"{narrowing.path}/{kind}", {"voce": identifier, **narrowing.filters})
