"""Names for identifiers, and identifiers for what is typed, over one state of the library."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from api.routers.desk import Desk
from api.routers.filtering import understood
from api.routers.near import unknown
from api.routers.parameters import Filters
from corpus.registers import Registers
from search.model import FacetName
from search.values import UnknownValueError


class Naming:
    """Reads the registers of the desk's library: one generation, whatever is written meanwhile."""

    def __init__(self, desk: Desk) -> None:
        self._engine = desk.library.engine
        self.values = desk.library.engine.values
        self._schemes = desk.library.reference.schemes
        self.registers: Registers = desk.library.registers

    def concept(self, identifier: str) -> dict[str, str]:
        """Return a concept with its Italian name."""
        return {"concept": identifier, "label": self.registers.label(identifier)}

    def place(self, code: str) -> dict[str, str]:
        """Return a territory with its name."""
        found = self.registers.places.get(code)
        if found is None:
            return {"code": code, "name": code, "level": "comune"}
        return {"code": found.id, "name": found.name, "level": found.level}

    def practice(self, identifier: str) -> dict[str, Any]:
        """Return a practice with its title."""
        found = self.registers.practices.get(identifier)
        return {"id": identifier, "title": found.title if found else identifier}

    def organisation(self, identifier: str) -> dict[str, str]:
        """Return an organisation with its name."""
        found = self.registers.organisations.get(identifier)
        return {"id": identifier, "name": found.name if found else identifier}

    def above(self, parameter: str, facet: FacetName, typed: str) -> frozenset[str]:
        """Return the concept that is meant and those it is part of; 404 where there is none."""
        try:
            value = self.values.resolve(facet, typed, lambda _facet, _value: False)
        except UnknownValueError as error:
            raise unknown(parameter, typed, error.near) from error
        return frozenset((value, *self._schemes.ancestors(value)))

    def under(self, concepts: Iterable[str]) -> frozenset[str]:
        """Return concepts with all that are narrower."""
        return frozenset().union(*(self._schemes.descendants(one) for one in concepts))

    def passing(self, chosen: Filters) -> tuple[Mapping[str, Sequence[str]], frozenset[str] | None]:
        """Return the filters by identifier and the practices that pass them, None for all.

        Raises PrassiError 404 for a value that does not exist.
        """
        meant = understood(self._engine, chosen)
        if not meant:
            return meant, None
        return meant, frozenset(one.id for one in self._engine.titled(meant))


def euros(written: str | None) -> float | int | None:
    """Return an amount as documents have it as a number; None where there is none."""
    try:
        value = Decimal(written) if written else None
    except InvalidOperation:
        return None
    if value is None or not value.is_finite():
        return None
    return int(value) if value == value.to_integral_value() else float(value)
