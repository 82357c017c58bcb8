"""The filters of a search as a form: what can be ticked, with counts. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.web.in_force import Label
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


def boxes(
    results: SearchResults, chosen: Mapping[str, Sequence[str]], label: Label
) -> tuple[Box, ...]:
    """Return the form's boxes; `label(facet, value)` names a value that no result has."""
    return tuple(box for name in words().facets if (box := _box(name, results, chosen, label)))


def _box(
    name: FacetName,
    results: SearchResults,
    chosen: Mapping[str, Sequence[str]],
    label: Label,
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
