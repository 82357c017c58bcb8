"""The territories that a document names: where a body has its seat whose name many bodies bear."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.linking.body_names import read_name
from ingest.linking.body_words import one_line
from ingest.model import Label, Span
from ontology.places import Gazetteer

_MOSTLY = 0.6  # of the territories a document names, the share that makes one region its own


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The territories that a document names, each with its position, and their names by level."""

    found: tuple[tuple[int, str, str], ...] = ()  # position, region, comune ("" where it is none)

    def of(self, level: str, at: int) -> str:
        """Return the name of the document's own region or comune, else of the nearest one."""
        named = [
            (at_place, region if level == "region" else comune)
            for at_place, region, comune in self.found
            if level == "region" or comune
        ]
        if not named:
            return ""
        name, count = Counter(name for _, name in named).most_common(1)[0]
        if count >= _MOSTLY * len(named):
            return name
        return min(named, key=lambda row: abs(row[0] - at))[1]


def surroundings_of(spans: Iterable[Span], gazetteer: Gazetteer | None) -> Surroundings:
    """Return the territories among the places and the administrations that spans name."""
    if gazetteer is None:
        return Surroundings()
    found: list[tuple[int, str, str]] = []
    for span in spans:
        place = None
        if span.label is Label.PLACE and span.concept:
            place = gazetteer.get(span.concept.removeprefix("place:"))
        elif span.label is Label.ACTOR:
            name = read_name(one_line(span.text), gazetteer)
            place = name.place if name.kind in {"comune", "provincia", "regione"} else None
        if place is not None:
            region = read_name(gazetteer.region_of(place.code).name).node
            comune = read_name(place.name).node if place.level == "comune" else ""
            found.append((span.start, region, comune))
    return Surroundings(tuple(found))
