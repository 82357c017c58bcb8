"""The filters of a page of numbers: read, told in words, and offered again as a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from api.routers.naming import Naming
from api.routers.parameters import Filters
from api.web.environment import address
from api.web.in_force import InForce, in_force, labels_of
from api.web.words import words
from corpus.registers import Registers
from corpus.registers.practices import PracticeEntry
from search.engine import SearchEngine
from search.model import FacetName

#: What one may choose on these pages; the other filters of the search hold, and can be taken off.
_OFFERED: tuple[FacetName, ...] = ("region", "beneficiary", "measure", "status")
_STATUS = "implementation-status"


@dataclass(frozen=True, slots=True)
class Option:
    """A value one may choose."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Select:
    """A list to choose one value from, or none."""

    name: FacetName
    title: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which practices a page counts. `complaints` tell what was asked for and does not exist.

    `kept` are the filters that the form does not offer: it carries them along.
    """

    path: str
    filters: Filters
    complaints: tuple[str, ...]
    selects: tuple[Select, ...]
    kept: Filters
    in_force: tuple[InForce, ...]

    def without(self, *facets: str) -> Filters:
        """Return the filters but those of some facets."""
        return {name: values for name, values in self.filters.items() if name not in facets}

    def found(self, values: Mapping[str, str]) -> str:
        """Return the address of the search for these values, with the other filters."""
        return address("/cerca", {**self.without(*values), **values})

    def page(self, **values: object) -> str:
        """Return the address of this page with the same filters and these values."""
        return address(self.path, {**self.filters, **values})

    def identifiers(self, engine: SearchEngine, *but: str) -> frozenset[str]:
        """Return the practices that pass the filters, but those of some facets."""
        return frozenset(one.id for one in engine.titled(self.without(*but)))

    def passing(self, engine: SearchEngine, naming: Naming) -> tuple[PracticeEntry, ...]:
        """Return the practices that pass the filters, with what is stated of them."""
        held = self.identifiers(engine)
        return tuple(one for one in naming.registers.practices.entries if one.id in held)


def narrowed(
    path: str, asked: Filters, engine: SearchEngine, naming: Naming, kept: Filters | None = None
) -> Narrowing:
    """Read the filters of a page; `kept` are parameters of its own that its links carry along.

    A list from which nothing is chosen sends an empty value, which is no filter.
    """
    typed = {name: [one for one in values if one.strip()] for name, values in asked.items()}
    meant = engine.understand({name: values for name, values in typed.items() if values})

    def without(rest: Filters) -> str:
        return address(path, {**rest, **(kept or {})})

    return Narrowing(
        path,
        meant.filters,
        tuple(map(str, meant.complaints)),
        tuple(_select(name, meant.filters.get(name, ()), engine, naming) for name in _OFFERED),
        {name: values for name, values in meant.filters.items() if name not in _OFFERED},
        in_force(meant.filters, labels_of(engine.values), without),
    )


def broadest(registers: Registers, scheme: str) -> tuple[str, ...]:
    """Return the concepts of a scheme that are part of no other, in its order."""
    entries = registers.concepts.entries
    return tuple(one.id for one in entries if one.scheme == scheme and not one.broader)


def regions(registers: Registers) -> tuple[str, ...]:
    """Return the codes of the regions, in the order of their names."""
    entries = [one for one in registers.places.entries if one.level == "regione"]
    return tuple(one.id for one in sorted(entries, key=lambda one: one.name))


def offered(facet: FacetName, registers: Registers) -> tuple[str, ...]:
    """Return the values of a facet that are worth a row of a table, or a line of a list."""
    if facet == "region":
        return regions(registers)
    if facet == "status":
        return tuple(one.partition(":")[2] for one in broadest(registers, _STATUS))
    return broadest(registers, facet)


def _select(name: FacetName, chosen: Sequence[str], engine: SearchEngine, naming: Naming) -> Select:
    values = _with(offered(name, naming.registers), chosen)
    options = tuple(
        Option(value, engine.values.label(name, value), value in chosen[:1]) for value in values
    )
    return Select(name, words().facets[name], options)


def _with(values: Iterable[str], chosen: Sequence[str]) -> Mapping[str, None]:
    """Return values with what is chosen among them: a narrower one is an option too."""
    return dict.fromkeys((*values, *chosen[:1]))
