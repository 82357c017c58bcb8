"""A territory's name becomes one ISTAT code, or none where the text leaves it open."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from ontology.places import Gazetteer, Place

_ADMINISTRATION = re.compile(
    r"(?:comune|città)\s{1,3}d(?:i|el|ella|ell['’])\s{0,3}(.{2,60})$", re.IGNORECASE
)
_ORDER = {"regione": 0, "comune": 1, "provincia": 2}


def choose_place(
    candidates: Iterable[Place], *, level: str | None = None, mentioned: Collection[str] = ()
) -> Place | None:
    """Return the place a name means.

    `level` ("comune", "provincia", "regione") is what the words around it say; `mentioned` are the
    codes of regions and provinces that the document names. Without a level a region goes before a
    comune and a comune before the province named after it; among comuni of the same name the one
    in a mentioned territory wins, then the larger.
    """
    places = [place for place in candidates if level is None or place.level == level]
    if not places:
        return None

    def rank(place: Place) -> tuple[int, bool, int, str]:
        near = place.region_code in mentioned or (place.province_code or "") in mentioned
        return (_ORDER[place.level], not near, -(place.population or 0), place.code)

    return min(places, key=rank)


def mentioned_territories(names: Iterable[str], gazetteer: Gazetteer) -> frozenset[str]:
    """Return the codes of the regions and provinces among some names of a document."""
    return frozenset(
        place.code
        for name in names
        for place in gazetteer.named(name)
        if place.level in {"regione", "provincia"}
    )


def administered_comune(words: str, gazetteer: Gazetteer) -> Place | None:
    """Return the comune in the name of its administration: "Città di Bra"."""
    match = _ADMINISTRATION.match(words)
    named = gazetteer.named(match[1]) if match else ()
    comuni = [place for place in named if place.level == "comune"]
    return comuni[0] if len(comuni) == 1 else None
