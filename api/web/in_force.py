"""The filters in force on a page: how each is told, and the page without it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from api.web.words import words
from search.model import FACETS
from search.scope import Filters
from search.values import Values

Label = Callable[[str, str], str]
"""From a filter and one of its values to how the value is called."""


@dataclass(frozen=True, slots=True)
class InForce:
    """A filter in force; `rest` are the filters that are left, `without` is the page with them."""

    title: str
    label: str
    rest: Filters
    without: str


def labels_of(values: Values) -> Label:
    """Return how a value of a filter is called, itself where it has no name."""

    def label(name: str, value: str) -> str:
        for facet in FACETS:
            if facet == name:
                return values.label(facet, value)
        if name == "near":
            return values.label("comune", value)  # a code says of itself which territory it is
        return value.replace(".", ",") if name == "km" else value

    return label


def in_force(chosen: Filters, label: Label, there: Callable[[Filters], str]) -> tuple[InForce, ...]:
    """Return the filters in force, in the order of the form; `there` is the page with filters.

    What makes one filter is told, and taken off, together: a place and the distance from it.
    """
    found = []

    def add(title: str, told: str, rest: Mapping[str, Sequence[str]]) -> None:
        left = {name: values for name, values in rest.items() if values}
        found.append(InForce(title, told, left, there(left)))

    for name, title in words().facets.items():
        for value in chosen.get(name, ()):
            rest = {**chosen, name: [other for other in chosen[name] if other != value]}
            add(title, label(name, value), rest)
    for limit in words().limits:
        if all(chosen.get(name) for name in limit.names):
            said: dict[str, str] = {name: label(name, chosen[name][0]) for name in limit.names}
            rest = {name: values for name, values in chosen.items() if name not in limit.names}
            add(limit.title, limit.told.format_map(said), rest)
    return tuple(found)
