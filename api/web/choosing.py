"""A short form of filters for pages that are not the search: a few lists to choose from. Pure.

What the form does not show is carried along unseen, so that a map or a network keeps every filter
of the search it comes from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from api.routers.desk import Desk
from api.web.environment import address
from api.web.facet_form import Choice
from api.web.words import words
from search.model import FacetCount, FacetName

#: Values of a list: beyond, one searches by words.
_MOST = 60
#: What an identifier begins with where a filter's value does not say it.
_PREFIXES = dict.fromkeys(("region", "province", "comune", "near"), "place") | {
    "status": "implementation-status"
}
_LIMITS = {"from": "Dal", "to": "Fino al", "near": "Vicino a", "km": "Entro km"}

Chosen = Mapping[str, Sequence[str]]
Label = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Select:
    """The values of one facet, of which one is chosen at most."""

    name: FacetName
    title: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class InForce:
    """A filter in force and the address of the same page without it."""

    title: str
    label: str
    without: str


def labels_of(desk: Desk) -> Label:
    """Return how a value of a filter is called, itself where it has no name."""

    def label(facet: str, value: str) -> str:
        identifier = f"{_PREFIXES[facet]}:{value}" if facet in _PREFIXES else value
        found = desk.library.reference.portraitist.label(identifier)
        return found if found != identifier else value

    return label


def selects(
    names: Iterable[FacetName],
    facets: Mapping[str, Sequence[FacetCount]],
    chosen: Chosen,
    label: Label,
) -> tuple[Select, ...]:
    """Return the lists for these facets; a facet with several values chosen is only carried."""
    return tuple(
        Select(name, words().facets[name], _choices(name, facets.get(name, ()), chosen, label))
        for name in names
        if len(chosen.get(name, ())) <= 1
    )


def carried(shown: Iterable[Select], chosen: Chosen) -> dict[str, Sequence[str]]:
    """Return the filters that the form must repeat because no list of it shows them."""
    seen = {select.name for select in shown}
    return {name: values for name, values in chosen.items() if name not in seen}


def in_force(path: str, others: Chosen, chosen: Chosen, label: Label) -> tuple[InForce, ...]:
    """Return the filters in force on a page; `others` are what else its address carries."""
    titles: dict[str, str] = {**_LIMITS}
    titles.update((name, title) for name, title in words().facets.items())
    found = []
    for name, values in chosen.items():
        for value in values:
            rest = {**others, **chosen, name: [one for one in values if one != value]}
            found.append(InForce(titles[name], label(name, value), address(path, rest)))
    return tuple(found)


def _choices(
    name: FacetName, counts: Sequence[FacetCount], chosen: Chosen, label: Label
) -> tuple[Choice, ...]:
    ticked = chosen.get(name, ())
    found = [Choice(c.value, c.label, c.count, c.value in ticked) for c in counts[:_MOST]]
    counted = {choice.value for choice in found}
    found += [
        Choice(value, label(name, value), None, True) for value in ticked if value not in counted
    ]
    return tuple(sorted(found, key=lambda choice: choice.label.casefold()))
