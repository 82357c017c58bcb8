"""The filters of a search as a form: what can be ticked, with counts, and what is ticked. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from api.web.environment import address
from api.web.words import words
from search.model import FacetName, SearchResults

#: Values shown at once; the others are one click away.
SHOWN = 6
#: Values behind the fold: hundreds of comuni help nobody, a distance does.
FOLDED = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """A value one may tick; `count` is None for a ticked value that leaves nothing."""

    value: str
    label: str
    count: int | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class Box:
    """The choices of one facet: those `shown` and those behind "mostra altri"."""

    name: FacetName
    title: str
    shown: tuple[Choice, ...]
    more: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A filter in force; the filters that are left, and the address, of the search without it."""

    title: str
    label: str
    rest: Mapping[str, Sequence[str]]
    without: str


def boxes(
    results: SearchResults, chosen: Mapping[str, Sequence[str]], label: Callable[[str, str], str]
) -> tuple[Box, ...]:
    """Return the form's boxes; `label(facet, value)` names a value that no result has."""
    return tuple(box for name in words().facets if (box := _box(name, results, chosen, label)))


def _box(
    name: FacetName,
    results: SearchResults,
    chosen: Mapping[str, Sequence[str]],
    label: Callable[[str, str], str],
) -> Box | None:
    ticked = chosen.get(name, ())
    counts = results.facets.get(name, ())
    choices = [Choice(c.value, c.label, c.count, c.value in ticked) for c in counts]
    counted = {choice.value for choice in choices}
    choices += [Choice(v, label(name, v), None, True) for v in ticked if v not in counted]
    if not choices:
        return None
    # What is ticked stays in sight; the engine's order (commonest first) holds otherwise.
    choices.sort(key=lambda choice: not choice.chosen)
    shown = max(SHOWN, sum(choice.chosen for choice in choices))
    if len(choices) == shown + 1:
        shown += 1  # a fold for a single value helps nobody
    return Box(
        name, words().facets[name], tuple(choices[:shown]), tuple(choices[shown : shown + FOLDED])
    )


def in_force(
    question: str,
    chosen: Mapping[str, Sequence[str]],
    label: Callable[[str, str], str],
    kept: Mapping[str, Sequence[str]] = MappingProxyType({}),
    path: str = "/cerca",
) -> tuple[Chosen, ...]:
    """Return the filters in force on the page at `path`, each with the way to take it off.

    `kept` are parameters of the page that are no filters, such as how results are shown.
    """

    def without(title: str, told: str, rest: Mapping[str, Sequence[str]]) -> Chosen:
        return Chosen(title, told, rest, address(path, {"q": question, **rest, **kept}))

    found = []
    for name, title in words().facets.items():
        for value in chosen.get(name, ()):
            rest = {**chosen, name: [other for other in chosen[name] if other != value]}
            found.append(without(title, label(name, value), _given(rest)))
    for names, title, told in (
        (("from",), "Dal", "{0}"),
        (("to",), "Fino al", "{0}"),
        (("near", "km"), "Vicino a", "{0}, {1} km"),
    ):
        if all(chosen.get(name) for name in names):
            said = [label(name, chosen[name][0]) for name in names]
            rest = {name: values for name, values in chosen.items() if name not in names}
            found.append(without(title, told.format(*said), rest))
    return tuple(found)


def _given(filters: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    return {name: values for name, values in filters.items() if values}
