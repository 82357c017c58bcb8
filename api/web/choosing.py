"""A short form of filters for pages that are not the search: a few lists to choose from. Pure.

What the form does not show is carried along unseen, so that a map or a network keeps every filter
of the search it comes from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from api.web.facet_form import Choice
from api.web.in_force import Label
from api.web.words import words
from search.model import FacetCount, FacetName
from search.scope import Filters

#: Values of a list: beyond, one searches by words.
_MOST = 60


@dataclass(frozen=True, slots=True)
class Select:
    """The values of one facet, of which one is chosen at most."""

    name: FacetName
    title: str
    choices: tuple[Choice, ...]


def selects(
    names: Iterable[FacetName],
    facets: Mapping[str, Sequence[FacetCount]],
    chosen: Filters,
    label: Label,
) -> tuple[Select, ...]:
    """Return the lists for these facets; a facet with several values chosen is only carried."""
    return tuple(
        Select(name, words().facets[name], _choices(name, facets.get(name, ()), chosen, label))
        for name in names
        if len(chosen.get(name, ())) <= 1
    )


def carried(shown: Iterable[Select], chosen: Filters) -> dict[str, Sequence[str]]:
    """Return the filters that the form must repeat because no list of it shows them."""
    seen = {select.name for select in shown}
    return {name: values for name, values in chosen.items() if name not in seen}


def _choices(
    name: FacetName, counts: Sequence[FacetCount], chosen: Filters, label: Label
) -> tuple[Choice, ...]:
    ticked = chosen.get(name, ())
    found = [Choice(c.value, c.label, c.count, c.value in ticked) for c in counts[:_MOST]]
    counted = {choice.value for choice in found}
    found += [
        Choice(value, label(name, value), None, True) for value in ticked if value not in counted
    ]
    return tuple(sorted(found, key=lambda choice: choice.label.casefold()))
