"""Where practices are, as a tree of territories and as points of a map. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.registers.places import PlaceEntry
from ontology.places import Level

#: Comuni drawn at most, those with more practices first; regions and provinces count them all.
MOST_POINTS = 700
#: Practices told by title in a point; with more, a point leads to the search.
_TOLD = 3
#: Titles in all: the answer stays within 100 KB whatever the library holds.
_MOST_TITLES = 250
_DIGITS = 3  # of a degree: a hundred metres


@dataclass(frozen=True, slots=True)
class Spot:
    """A territory with practices: `stated` are those that name it and not only a part of it."""

    place: PlaceEntry
    practices: tuple[str, ...]
    stated: tuple[str, ...]
    parts: tuple[Spot, ...] = ()


def spots(places: Sequence[PlaceEntry], found: Container[str]) -> tuple[Spot, ...]:
    """Return the regions where some of the practices found are, each with its parts.

    `places` are in the order of their keys: what contains comes before what is in it.
    """
    inside: defaultdict[str, list[Spot]] = defaultdict(list)
    for place in reversed(places):
        practices = tuple(one for one in place.practices if one in found)
        if not practices:
            continue
        stated = tuple(one for one in place.stated if one in found)
        parts = tuple(reversed(inside.pop(place.id, [])))
        above = place.within[0] if place.within else ""
        inside[above].append(Spot(place, practices, stated, parts))
    return tuple(reversed(inside[""]))


def of_level(regions: Sequence[Spot], level: Level) -> Iterator[Spot]:
    """Yield the territories of a level."""
    for spot in regions:
        if spot.place.level == level:
            yield spot
        else:
            yield from of_level(spot.parts, level)


def placed(regions: Sequence[Spot]) -> frozenset[str]:
    """Return the practices that are somewhere."""
    return frozenset(one for spot in regions for one in spot.practices)


def points(regions: Sequence[Spot], title: Callable[[str], str]) -> dict[str, Any]:
    """Return the points for three scales of a map, and the titles of the practices they tell.

    The closest scale has the comuni, and the provinces and regions that practices name as a whole.
    """
    provinces = list(of_level(regions, "provincia"))
    comuni = list(of_level(regions, "comune"))
    comuni.sort(key=lambda spot: -len(spot.practices))
    whole = [spot for spot in (*regions, *provinces) if spot.stated]
    titles: dict[str, str] = {}

    def point(spot: Spot, practices: tuple[str, ...]) -> dict[str, Any]:
        place = spot.place
        told = [one for one in practices if one in titles or len(titles) < _MOST_TITLES]
        if len(practices) > _TOLD or len(told) < len(practices):
            told = []
        titles.update((one, title(one)) for one in told)
        return {
            "code": place.id,
            "name": place.name,
            "at": [round(place.lat or 0, _DIGITS), round(place.lon or 0, _DIGITS)],
            "count": len(practices),
            "practices": told,
        }

    def layer(those: Sequence[Spot], stated: bool) -> list[dict[str, Any]]:
        drawn = [spot for spot in those if spot.place.lat is not None]
        return [point(spot, spot.stated if stated else spot.practices) for spot in drawn]

    near = layer(comuni[:MOST_POINTS], False) + layer(whole, True)
    return {
        "far": layer(regions, False),
        "middle": layer(provinces, False),
        "near": near,
        "titles": titles,
    }
