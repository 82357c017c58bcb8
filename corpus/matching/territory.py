"""Which territories are alike, and how near: by their people, the people around, the distance.

The gazetteer holds neither heights nor coasts, so "inland" and "urban" are told by what it does
hold: how many people live in a comune and within 15 km of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import exp

import numpy as np

from corpus.italian import number
from corpus.matching.limits import Band, TerritoryLimits, load_limits
from corpus.matching.spelling import near_spellings
from ontology.distance import kilometres
from ontology.places import Gazetteer, Level, Place, normal_name

_LEVELS: dict[str, Level] = {
    "comune di ": "comune",
    "provincia di ": "provincia",
    "citta metropolitana di ": "provincia",
    "regione ": "regione",
}
_ITSELF: dict[Level, str] = {
    "comune": "{}, lo stesso comune",
    "provincia": "la stessa provincia di {}",
    "regione": "la stessa regione, {}",
}
_ALIKE = 0.75  # likeness of size and surroundings from which two comuni are called alike
_FIRST: tuple[Level, ...] = ("regione", "comune", "provincia")


class UnknownPlace(ValueError):
    """No territory, or more than one, is called so; `near` are names to choose from."""

    def __init__(self, message: str, near: Sequence[str]) -> None:
        super().__init__(message)
        self.near = tuple(near)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a comune is like: places in the bands of `limits.toml`, smallest first."""

    size: int
    surroundings: int | None


@dataclass(frozen=True, slots=True)
class Relation:
    """How a territory stands to the one asked about.

    `kind` and `nearness` are in [0, 1]; `same` is the smallest territory that holds both (None:
    not even the region); `text` says all of it in Italian.
    """

    place: Place
    same: Level | None
    kilometres: float | None
    kind: float
    nearness: float
    text: str


class Territories:
    """Looks territories up and compares them. Thread-safe: it only reads."""

    def __init__(self, gazetteer: Gazetteer, limits: TerritoryLimits | None = None) -> None:
        self._gazetteer = gazetteer
        self._limits = limits or load_limits().territory
        comuni = [p for p in gazetteer if p.level == "comune" and p.lat is not None]
        self._points = np.asarray([(p.lat, p.lon) for p in comuni], np.float64)
        self._people = np.asarray([p.population or 0 for p in comuni], np.int64)
        # Some hundreds of comuni have practices, and are compared again and again.
        self.kind = lru_cache(maxsize=4096)(self._kind)
        self.relation = lru_cache(maxsize=65_536)(self._relation)

    @cached_property
    def _names(self) -> dict[str, Place]:
        return {normal_name(place.name): place for place in self._gazetteer}

    def find(self, text: str) -> Place:
        """Return the territory of a code or a name; of one name, a region, then a comune.

        Raises UnknownPlace, with the near names, or with the codes of those of one name.
        """
        if place := self._gazetteer.get(text.strip()):
            return place
        name = normal_name(text)
        found = self._gazetteer.named(name)
        for words, level in _LEVELS.items():
            if not found and name.startswith(words):
                named = self._gazetteer.named(name.removeprefix(words))
                found = tuple(place for place in named if place.level == level)
        for level in _FIRST:  # few mean the comune of Molise, or the province of Lodi
            if meant := [place for place in found if place.level == level]:
                break
        else:
            meant = []
        if len(meant) == 1:
            return meant[0]
        shown = " ".join(text.split())[:60]
        if meant:
            near = [self.called(place) for place in meant]
            raise UnknownPlace(
                f"di «{shown}» ce n'è più d'uno: scrivete il codice. Sono {'; '.join(near)}", near
            )
        near = self._near(name)
        hint = f": forse {'; '.join(near)}" if near else ": scrivete un comune o una regione"
        raise UnknownPlace(f"il luogo «{shown}» non c'è tra quelli d'Italia{hint}", near)

    def called(self, place: Place) -> str:
        """Return a name that tells a territory from its namesakes: ``Livo (Como, 013130)``."""
        around = [above.name for above in self._gazetteer.containing(place.code)[:1]]
        return f"{place.name} ({', '.join([*around, place.code])})"

    def described(self, place: Place) -> str:
        """Say in Italian what a territory is like: ``un comune piccolo in una zona abitata``."""
        kind = self.kind(place)
        if kind is None:
            return _whole(place)
        words = [self._limits.size[kind.size].name]
        if kind.surroundings is not None:
            words.append(self._limits.surroundings[kind.surroundings].name)
        return " ".join(words)

    def _kind(self, place: Place) -> Kind | None:
        """Return what a comune is like; None for larger territories and unknown populations."""
        if place.level != "comune" or place.population is None:
            return None
        around = self._around(place)
        return Kind(
            _band(place.population, self._limits.size),
            None if around is None else _band(around, self._limits.surroundings),
        )

    def _relation(self, asked: Place, other: Place) -> Relation:
        """Compare another territory with the one asked about."""
        same = self._same(asked, other)
        apart = _apart(asked, other)
        near = 0.0 if apart is None else exp(-apart / self._limits.far_km)
        if same == asked.level:  # the same, or inside what was asked about
            near = 1.0
        elif same == other.level:  # a whole province or region is not next door
            near = self._limits.holding[other.level]
        kind = self._alike(asked, other)
        text = self._text(asked, other, same, apart, kind)
        return Relation(other, same, apart, kind, near, text)

    def closest(
        self, asked: Place, others: Iterable[Place], kind: float = 0.0, nearness: float = 1.0
    ) -> Relation | None:
        """Return the relation of the best of some territories, by these weights of likeness."""
        found = (self.relation(asked, other) for other in others)
        return max(
            found,
            key=lambda r: (kind * r.kind + nearness * r.nearness, len(r.place.code)),
            default=None,
        )

    def _alike(self, asked: Place, other: Place) -> float:
        ours, theirs = self.kind(asked), self.kind(other)
        if ours is None or theirs is None:
            return float(asked.code == other.code)
        size = max(0.0, 1 - abs(ours.size - theirs.size) / 2)
        if ours.surroundings is None or theirs.surroundings is None:
            return size
        return (size + max(0.0, 1 - abs(ours.surroundings - theirs.surroundings) / 2)) / 2

    def _same(self, one: Place, other: Place) -> Level | None:
        holders = [one, *self._gazetteer.containing(one.code)]
        theirs = {other.code, *(p.code for p in self._gazetteer.containing(other.code))}
        return next((place.level for place in holders if place.code in theirs), None)

    def _text(
        self, asked: Place, other: Place, same: Level | None, apart: float | None, kind: float
    ) -> str:
        if asked.code == other.code:
            return _ITSELF[other.level].format(other.name)
        where = {
            "comune": f"{other.name}, nello stesso comune",
            "provincia": f"{other.name}, nella stessa provincia",
            "regione": f"{other.name}, nella stessa regione",
        }.get(same or "", other.name)
        if same == other.level and other.level != "comune":
            where = f"tutta la {_whole(other)}"
        elif apart is not None and other.level == asked.level == "comune":
            where += f" (a circa {round(apart)} km)"
        if self.kind(other) is None:
            return where
        people = f"{number(str(other.population))} abitanti"
        like = f", come {asked.name}" if kind >= _ALIKE else ""
        return f"{where}: {self.described(other)}{like} ({people})"

    def _around(self, place: Place) -> int | None:
        if place.lat is None or place.lon is None:
            return None
        near = kilometres(place.lat, place.lon, self._points) <= self._limits.nearby_km
        return int(self._people[near].sum())

    def _near(self, name: str) -> list[str]:
        """Return the territories whose names are spelt like one, the likest first."""
        many = load_limits().input.suggestions
        found = near_spellings(name[:60], self._names, many, 75)
        return [self.called(self._names[one]) for one in found]


def _whole(place: Place) -> str:
    return {"provincia": f"provincia di {place.name}", "regione": f"regione {place.name}"}.get(
        place.level, place.name
    )


def _band(people: int, bands: Sequence[Band]) -> int:
    return next((n for n, band in enumerate(bands) if people < band.people), len(bands) - 1)


def _apart(one: Place, other: Place) -> float | None:
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    return float(kilometres(one.lat, one.lon, (other.lat, other.lon))[0])
