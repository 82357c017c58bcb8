"""Every amount behind a row of money: which practices, and which of their facts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from api.errors import NotFoundError
from api.routers.desk import Desk
from api.routers.naming import Naming
from api.routers.parameters import clean_question
from api.web.numbers.amounts import amount
from corpus.registers.money import Grant
from corpus.views import Fact

_SHOWN = 80  # characters of an identifier that is of nothing


class Whose(StrEnum):
    """What a row of money is of, as its address has it."""

    PROGRAMME = "fondi"
    FUNDER = "enti"
    MEASURE = "misure"


@dataclass(frozen=True, slots=True)
class Source:
    """What a row is called, its practices, the largest amounts first, and its facts of them."""

    label: str
    practices: tuple[str, ...]
    wanted: Callable[[Fact], bool]


def source(
    whose: Whose, identifier: str, desk: Desk, naming: Naming, passing: Collection[str]
) -> Source:
    """Return what is behind a row; PrassiError 404 where there is no such thing."""
    grants = [one for one in naming.registers.grants if one.practice in passing]
    if whose is Whose.FUNDER:
        return _of_funder(identifier, desk, naming, grants)
    scheme = "funding" if whose is Whose.PROGRAMME else "measure"
    if identifier not in desk.library.reference.schemes.concepts or (
        identifier.partition(":")[0] != scheme
    ):
        raise NotFoundError(f"la voce «{clean_question(identifier)[:_SHOWN]}»")
    meant = desk.library.reference.schemes.descendants(identifier)
    label = naming.registers.label(identifier)
    if whose is Whose.PROGRAMME:
        those = [one for one in grants if one.programme in meant]
        amounts = [(one.practice, one.amount) for one in those]
        return Source(label, _largest_first(amounts), lambda fact: fact.concept in meant)
    practices = [
        one
        for one in naming.registers.practices.entries
        if one.id in passing and not meant.isdisjoint(one.measures)
    ]
    held = {one.id for one in practices}
    amounts = [(one.practice, one.amount) for one in grants if one.practice in held and one.amount]
    amounts += [(one.id, amount(words)) for one in practices for words in one.budgets]
    return Source(label, _largest_first(amounts), lambda fact: "value" in fact.detail)


def _of_funder(identifier: str, desk: Desk, naming: Naming, grants: Iterable[Grant]) -> Source:
    found = naming.registers.organisations.get(identifier)
    if found is None:
        raise NotFoundError(f"l’organizzazione «{clean_question(identifier)[:_SHOWN]}»")
    funder = f"organisation/{identifier}"
    amounts = [(one.practice, one.amount) for one in grants if one.funder == identifier]
    return Source(
        found.name,
        _largest_first(amounts),
        lambda fact: desk.library.standing_for(fact.detail.get("funder", "")) == funder,
    )


def _largest_first(amounts: Iterable[tuple[str, Decimal | None]]) -> tuple[str, ...]:
    most: dict[str, Decimal] = {}
    for practice, value in amounts:
        most[practice] = max(most.get(practice, Decimal()), value or Decimal())
    return tuple(sorted(most, key=lambda practice: (-most[practice], practice)))
