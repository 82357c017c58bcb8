"""The territories of Italy, and how many practices are in each, what it contains included."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.registers.practices import PracticeEntry
from corpus.registers.register import Key
from ontology.places import Gazetteer, Level

_LEVELS = 3  # regione, provincia, comune


@dataclass(frozen=True, slots=True)
class PlaceEntry:
    """A territory; `within` are the codes of what contains it, nearest first.

    `practices` are those somewhere in it; `stated` those that name the territory itself.
    """

    id: str
    iri: str
    name: str
    other_name: str | None
    level: Level
    within: tuple[str, ...]
    lat: float | None
    lon: float | None
    population: int | None
    practices: tuple[str, ...] = ()
    stated: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        """Where it stands: each region with its provinces, each province with its comuni."""
        above = (*reversed(self.within), self.id)
        return (*above, *("" for _ in range(_LEVELS - len(above))))

    @property
    def names(self) -> tuple[str, ...]:
        """Its names in either language."""
        return (self.name, *((self.other_name,) if self.other_name else ()))


def place_entries(gazetteer: Gazetteer, practices: Iterable[PracticeEntry]) -> Iterator[PlaceEntry]:
    """Yield every territory."""
    stated: defaultdict[str, set[str]] = defaultdict(set)
    there: defaultdict[str, set[str]] = defaultdict(set)
    for practice in practices:
        for code in practice.places:
            stated[code].add(practice.id)
            for one in (code, *(place.code for place in gazetteer.containing(code))):
                there[one].add(practice.id)
    for place in gazetteer:
        yield PlaceEntry(
            id=place.code,
            iri=place.iri,
            name=place.name,
            other_name=place.other_name,
            level=place.level,
            within=tuple(above.code for above in gazetteer.containing(place.code)),
            lat=place.lat,
            lon=place.lon,
            population=place.population,
            practices=tuple(sorted(there[place.code])) if place.code in there else (),
            stated=tuple(sorted(stated[place.code])) if place.code in stated else (),
        )
