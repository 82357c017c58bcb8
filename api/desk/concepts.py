"""Finding the concept that a curator means: by its identifier, its name or some of its words."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.library import Library

MOST = 30


@dataclass(frozen=True, slots=True)
class Choice:
    """A concept or a territory that may be meant; `above` says under which it stands."""

    id: str
    label: str
    above: str


def choices(library: Library, scheme: str, words: str) -> tuple[Choice, ...]:
    """Return the concepts of a scheme that some words may mean, the one so called alone if any."""
    asked = words.strip().casefold()
    if scheme == "place":
        return _places(library, words)
    concepts = [one for one in library.reference.schemes if one.scheme == scheme]
    exact = [
        one for one in concepts if asked in (one.id, one.notation, *map(str.casefold, one.labels))
    ]
    parts = asked.split()
    found = exact or [
        one
        for one in concepts
        if parts and all(any(part in name.casefold() for name in one.labels) for part in parts)
    ]
    known = library.reference.schemes
    return tuple(
        Choice(one.id, one.label, known[one.broader].label if one.broader else "")
        for one in found[:MOST]
    )


def _places(library: Library, words: str) -> tuple[Choice, ...]:
    gazetteer = library.reference.gazetteer
    code = words.strip().removeprefix("place:")
    if place := gazetteer.get(code):
        return (Choice(f"place:{place.code}", place.name, place.sigla or ""),)
    return tuple(
        Choice(f"place:{one.code}", one.name, f"{one.level}, {one.sigla or ''}".strip(", "))
        for one in gazetteer.named(words.strip())[:MOST]
    )
