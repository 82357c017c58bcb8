"""Which practices a question is asked of: the filters as typed, made exact."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from math import isfinite
from typing import TypeVar

from ontology.places import Place
from search.model import FACETS, LIMITS
from search.values import Held, UnknownValueError, Values

Filters = Mapping[str, Sequence[str]]
"""Facet or limit → values. A practice passes if it has one of the values of each facet."""

DEFAULT_KM = 20.0
MOST_KM = 500.0
_YEAR = re.compile(r"[0-9]{4}", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 1800, 2200

_T = TypeVar("_T")


class UnknownFacetError(ValueError):
    """A filter or a card names a facet that does not exist; the message is Italian."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Exact filters: values of facets, years (first, last), codes of the territories near a place.

    `years` and `places` are None where nothing was asked.
    """

    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    years: tuple[int, int] | None = None
    places: frozenset[str] | None = None

    def without(self, facet: str) -> Scope:
        """Return the same filters but those of one facet."""
        kept = {name: values for name, values in self.facets.items() if name != facet}
        return replace(self, facets=kept)


@dataclass(frozen=True, slots=True)
class Understood:
    """Filters as they are meant.

    `filters` are those that hold, by identifier; `scope` the same, ready for the index;
    `complaints` tell of the others, which nothing was narrowed by.
    """

    filters: Filters
    scope: Scope
    complaints: tuple[UnknownValueError, ...]


def understand(filters: Filters, values: Values, held: Held) -> Understood:
    """Read filters as typed; raises UnknownFacetError for a name that is no filter."""
    for name in filters:
        if name not in (*FACETS, *LIMITS):
            known = ", ".join((*FACETS, *LIMITS))
            raise UnknownFacetError(f"il filtro «{name}» non esiste: ci sono {known}")
    facets: dict[str, tuple[str, ...]] = {}
    complaints: list[UnknownValueError] = []
    for facet in FACETS:
        found: dict[str, None] = {}
        for typed in filters.get(facet, ()):
            value = _heard(partial(values.resolve, facet, typed, held), complaints)
            found.update({value: None} if value is not None else {})
        if found:
            facets[facet] = tuple(found)
    given = {name: filters[name][0].strip() for name in LIMITS if filters.get(name)}
    given = {name: typed for name, typed in given.items() if typed}
    years = _heard(lambda: _years(given.get("from"), given.get("to")), complaints)
    circle = _heard(lambda: _circle(given.get("near"), given.get("km"), values), complaints)
    kept: dict[str, Sequence[str]] = dict(facets)
    if years is not None:
        kept |= {name: [given[name]] for name in ("from", "to") if name in given}
    places = None
    if circle is not None:
        centre, km = circle
        places = values.territory.around(centre, km)
        kept |= {"near": [centre.code], "km": [f"{km:g}"]}
    return Understood(kept, Scope(facets, years, places), tuple(complaints))


def _heard(read: Callable[[], _T], complaints: list[UnknownValueError]) -> _T | None:
    try:
        return read()
    except UnknownValueError as error:
        complaints.append(error)
        return None


def _years(first: str | None, last: str | None) -> tuple[int, int] | None:
    if first is None and last is None:
        return None
    start = _FIRST_YEAR if first is None else _year("from", first)
    end = _LAST_YEAR if last is None else _year("to", last)
    if start > end:
        raise UnknownValueError(
            "from", f"«from»: il primo anno ({start}) viene dopo l'ultimo ({end}): scambiateli"
        )
    return start, end


def _year(name: str, typed: str) -> int:
    if _YEAR.fullmatch(typed) and _FIRST_YEAR <= int(typed) <= _LAST_YEAR:
        return int(typed)
    raise UnknownValueError(
        name, f"«{name}»: scrivete un anno di quattro cifre, per esempio 2021", ()
    )


def _circle(near: str | None, km: str | None, values: Values) -> tuple[Place, float] | None:
    if near is None:
        if km is not None:
            raise UnknownValueError("km", "«km»: dite anche da dove, con «near» (nome o codice)")
        return None
    try:
        distance = float(km.replace(",", ".")) if km else DEFAULT_KM
    except ValueError:
        distance = -1.0
    if not (isfinite(distance) and 0 < distance <= MOST_KM):
        raise UnknownValueError("km", f"«km»: scrivete un numero fra 1 e {MOST_KM:g}")
    centre = values.place(near)
    if centre.lat is None or centre.lon is None:
        raise UnknownValueError("near", f"«near»: di {centre.name} non sappiamo le coordinate")
    return centre, distance
