"""How what one is typing may go on: only what would find something now."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from search.contract import Lookup
from search.model import FACETS, Completion
from search.values import LEVELS, Values
from search.words import key_of

_SHORTEST = 2  # letters: fewer begin everything


def complete(typed: str, lookup: Lookup, values: Values, limit: int) -> tuple[Completion, ...]:
    """Return completions of each kind in turn, so that no kind hides the others; ≤ `limit`."""
    key = key_of(typed)
    if len(key) < _SHORTEST or limit < 1:
        return ()
    concepts = _named(key, lookup, values, places=False)
    places = _named(key, lookup, values, places=True)
    titles = [Completion("practice", t, i) for i, t in lookup.titles_beginning(key, limit)]
    bodies = [
        Completion("organisation", name, identifier)
        for identifier, name in lookup.organisations_beginning(key, limit)
    ]
    in_turn = zip_longest(concepts, places, titles, bodies)
    found = dict.fromkeys(one for row in in_turn for one in row if one is not None)
    return tuple(found)[:limit]


def _named(key: str, lookup: Lookup, values: Values, *, places: bool) -> Iterator[Completion]:
    """Yield the values so called that some practice has, those with the shortest names first."""
    found = []
    for facet in FACETS:
        if (facet in LEVELS) is places:
            for value, name in values.beginning(facet, key):
                if lookup.has_value(facet, value):
                    found.append((len(name), name, facet, value))
    for _, _, facet, value in sorted(found):
        yield Completion("place" if places else "concept", values.label(facet, value), value, facet)
