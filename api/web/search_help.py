"""What helps who finds nothing, or not what was sought: what was understood, what to widen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.web.environment import address
from api.web.in_force import InForce
from api.web.words import words
from corpus.library import Library
from search.model import FACETS, FacetName, Hit, SearchResults

_FILTERS_TRIED = 5
_NEAREST = 3


@dataclass(frozen=True, slots=True)
class Understood:
    """A concept or a region that a question names, and the practices that have it."""

    title: str
    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Wider:
    """The same search without one filter: how many practices it finds."""

    title: str
    label: str
    address: str
    total: int


@dataclass(frozen=True, slots=True)
class Help:
    """What the page says beside few or doubtful results; `nearest` pass no filter."""

    understood: tuple[Understood, ...]
    wider: tuple[Wider, ...]
    nearest: tuple[Hit, ...]


def help_with(
    library: Library,
    question: str,
    chosen: Mapping[str, Sequence[str]],
    in_force: Sequence[InForce],
    results: SearchResults,
) -> Help | None:
    """Return what helps with these results, None where they need no help."""
    nothing = not results.total
    if not (nothing or results.doubted):
        return None
    nearest = library.search(question, {}, _NEAREST, 0).hits if nothing and chosen else ()
    return Help(understood(library, question), _wider(library, question, in_force), nearest)


def understood(library: Library, question: str) -> tuple[Understood, ...]:
    """Return what a question names, each once, in order."""
    found: dict[str, Understood] = {}
    for mention in library.engine.mentions(question):
        for value in sorted(mention.values):
            facet = _facet_of(value)
            label = library.engine.values.label(facet, value)
            where = address("/cerca", {facet: value})
            found.setdefault(value, Understood(words().facets[facet], label, where))
    return tuple(found.values())


def _facet_of(value: str) -> FacetName:
    """Return the facet of a concept or of the code of a region."""
    scheme = value.partition(":")[0]
    return next((facet for facet in FACETS if facet == scheme), "region")


def _wider(library: Library, question: str, in_force: Sequence[InForce]) -> tuple[Wider, ...]:
    tried = ((one, _count(library, question, one.rest)) for one in in_force[:_FILTERS_TRIED])
    return tuple(Wider(one.title, one.label, one.without, total) for one, total in tried if total)


def _count(library: Library, question: str, filters: Mapping[str, Sequence[str]]) -> int:
    """Return how many practices a search finds: by meaning, all that pass the filters."""
    if library.engine.by_meaning():
        return len(library.engine.titled(filters))  # which reads no question
    return library.search(question, filters, 0, 0).total
