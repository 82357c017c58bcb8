"""Money as stated: the grants of practices, added up by programme and by funder.

A sum adds up what documents say, once for each grant: two documents that tell of one grant under
two practices count twice, and most grants state no amount.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from corpus.registers.facts import Facts
from corpus.registers.register import Key, sort_key


@dataclass(frozen=True, slots=True)
class Grant:
    """A grant of a practice: under a programme, from a funder, of an amount, as far as is said.

    `programme` is ``funding:…``, `funder` the identifier of an organisation, `amount` in euros.
    """

    practice: str
    programme: str | None
    funder: str | None
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Sum:
    """The grants of one programme or funder; `stated` of the `grants` say how much, `total` all."""

    id: str
    name: str
    practices: tuple[str, ...]
    grants: int
    stated: int
    total: Decimal

    @property
    def key(self) -> Key:
        """Where it stands in the alphabet."""
        return sort_key(self.name, self.id)

    @property
    def names(self) -> tuple[str, ...]:
        """Its name."""
        return (self.name,)


def grants_of(facts: Facts, standing_for: Callable[[str], str]) -> Iterator[Grant]:
    """Yield every grant of every practice, in order."""
    amounts = facts.refs("schema:amount")
    for practice, nodes in sorted(facts.refs("schema:funding").items()):
        if not practice.startswith("practice/"):
            continue
        kept = standing_for(practice).removeprefix("practice/")
        for node in nodes:
            funder = facts.ref(node, "schema:funder")
            worth = [facts.text(one, "schema:value") for one in amounts.get(node, ())]
            stated = [value for one in worth if (value := _decimal(one)) is not None]
            yield Grant(
                kept,
                facts.ref(node, "wp:underProgramme"),
                standing_for(funder).removeprefix("organisation/") if funder else None,
                sum(stated, Decimal()) if stated else None,
            )


def added_up(
    grants: Iterable[Grant],
    under: Callable[[Grant], Collection[str]],
    name: Callable[[str], str],
) -> Iterator[Sum]:
    """Yield the sums of grants by what they are under: a grant may be under several, or none."""
    gathered: defaultdict[str, list[Grant]] = defaultdict(list)
    for grant in grants:
        for one in under(grant):
            gathered[one].append(grant)
    for identifier, those in gathered.items():
        stated = [grant.amount for grant in those if grant.amount is not None]
        yield Sum(
            identifier,
            name(identifier),
            tuple(sorted({grant.practice for grant in those})),
            len(those),
            len(stated),
            sum(stated, Decimal()),
        )


def _decimal(words: str | None) -> Decimal | None:
    try:
        return Decimal(words) if words else None
    except InvalidOperation:
        return None
