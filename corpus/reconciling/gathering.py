"""From the registers of a library to the practices and organisations that names may mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from corpus.library import Library
from corpus.reconciling.things import Thing
from corpus.reconciling.vocabulary import Vocabulary
from corpus.registers import Registers
from corpus.registers.organisations import OrganisationEntry
from corpus.registers.practices import PracticeEntry
from search.words import key_of

_SHOWN = 3  # places and practices in a description
_LONGEST_PERIOD = 60  # years: longer ones are a misreading, and would fill the memory
_YEAR = 4  # digits

Traits = dict[str, frozenset[str]]


class Gatherer:
    """Makes things of the entries of one library."""

    def __init__(self, library: Library, registers: Registers, vocabulary: Vocabulary) -> None:
        self._library = library
        self._registers = registers
        self._vocabulary = vocabulary
        self._schemes = library.reference.schemes
        self._gazetteer = library.reference.gazetteer
        self._label = library.reference.portraitist.label

    def practices(self) -> Iterator[Thing]:
        """Yield every practice, with the titles of those that were merged into it."""
        for entry in self._registers.practices.entries:
            name = f"practice/{entry.id}"
            merged = (
                self._library.outlines.practice(other.removeprefix("practice/"))
                for other in self._library.merged(name)
            )
            titles = (entry.title, *(one.view.title for one in merged if one))
            yield Thing(
                name,
                "practice",
                named(titles, entry.id),
                ("practice",),
                told(self._label(entry.kind), self._where(entry.places)),
                self._practice_traits(entry),
            )

    def organisations(self) -> Iterator[Thing]:
        """Yield every organisation, with all the names it is called by."""
        practices = self._registers.practices
        for entry in self._registers.organisations.entries:
            taken = [found for one in entry.practices if (found := practices.get(one))]
            kind = self._vocabulary.above(entry.kind) if entry.kind else ()
            types = tuple(one.id for one in kind) or ("organisation",)
            yield Thing(
                f"organisation/{entry.id}",
                "organisation",
                named(entry.names, entry.id),
                types,
                told(
                    self._label(entry.kind) if entry.kind else "",
                    self._where(entry.places),
                    "" if not taken else f"in «{taken[0].title}»",
                ),
                self._organisation_traits(entry, taken, types),
            )

    def _practice_traits(self, entry: PracticeEntry) -> Traits:
        kinds = [part.kind for part in entry.parts if part.kind]
        return filled(
            {
                **self._place_codes(entry.places),
                "measure": self._with_broader(entry.measures),
                "beneficiary": self._with_broader(entry.beneficiaries),
                "need": self._with_broader(entry.needs),
                "funding": self._with_broader(entry.programmes),
                "actor": self._with_broader(kinds),
                "kind": self._with_broader((entry.kind,)),
                "status": frozenset({f"implementation-status:{entry.status}"}),
                "organisation": frozenset(f"organisation/{one}" for one in entry.organisations),
                "year": frozenset(_years(entry.periods)),
            }
        )

    def _organisation_traits(
        self, entry: OrganisationEntry, taken: Iterable[PracticeEntry], types: tuple[str, ...]
    ) -> Traits:
        places = (*entry.places, *((entry.place,) if entry.place else ()))
        measures, beneficiaries = set[str](), set[str]()
        for practice in taken:
            measures.update(practice.measures)
            beneficiaries.update(practice.beneficiaries)
        return filled(
            {
                **self._place_codes(places),
                "measure": self._with_broader(measures),
                "beneficiary": self._with_broader(beneficiaries),
                "actor": frozenset(one for one in types if ":" in one),
            }
        )

    def _place_codes(self, codes: Iterable[str]) -> Traits:
        """Return what ``place``, ``comune``, ``province`` and ``region`` are compared with."""
        known = [code for code in codes if self._gazetteer.get(code)]
        every = {one for code in known for one in (code, *self._containing(code))}
        return {"place": frozenset(every), **by_level(every)}

    def _containing(self, code: str) -> tuple[str, ...]:
        return tuple(place.code for place in self._gazetteer.containing(code))

    def _with_broader(self, concepts: Iterable[str]) -> frozenset[str]:
        known = {one for one in concepts if one in self._schemes}
        return frozenset(known.union(*(self._schemes.ancestors(one) for one in known)))

    def _where(self, codes: Iterable[str]) -> str:
        names = dict.fromkeys(self._label(f"place:{code}") for code in codes)
        return ", ".join(list(names)[:_SHOWN])


def by_level(codes: Iterable[str]) -> Traits:
    """Return codes apart, under the names of the properties: their digits tell the level."""
    every = tuple(codes)
    sizes = {"comune": 6, "province": 3, "region": 2}
    return {name: frozenset(c for c in every if len(c) == size) for name, size in sizes.items()}


def _years(periods: Iterable[tuple[str | None, str | None]]) -> Iterator[str]:
    for start, end in periods:
        first, last = (
            int(day[:_YEAR]) if day and day[:_YEAR].isdigit() else 0 for day in (start, end)
        )
        first, last = first or last, last or first
        if first and last - first < _LONGEST_PERIOD:
            yield from map(str, range(first, last + 1))


def named(names: Iterable[str], otherwise: str) -> tuple[str, ...]:
    """Return names each once, blank ones left out; the identifier for want of any."""
    return tuple(dict.fromkeys(name for name in names if key_of(name))) or (otherwise,)


def told(*parts: str) -> str:
    """Return a description of the parts that there are."""
    return " · ".join(part for part in parts if part)


def filled(traits: Traits) -> Traits:
    """Return the traits of which something is known."""
    return {name: values for name, values in traits.items() if values}
