"""How what one is typing may go on, from memory: concepts, places, bodies, practices, examples.

A label is found by any of its words, so «sociale» leads to «Trasporto sociale». All labels are kept
once a state of the library, in the order of their words: a look is two bisections. Pure.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from search.words import is_stop_word, key_of

MOST = 8
_SHORTEST = 2  # letters: fewer begin everything
_LOOKED_AT = 400  # labels weighed of those that begin so
_WORDS = 6  # of a label, from which it may be found
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A label, what it is in a word, and the page that it leads to."""

    label: str
    kind: str
    address: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A suggestion; `group` shares the room with the other groups, `weight` counts practices."""

    suggestion: Suggestion
    group: str
    weight: int = 0


class Suggester:
    """Finds labels by how one of their words begins."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self._candidates = tuple(candidates)
        self._groups = tuple(dict.fromkeys(one.group for one in self._candidates))
        rows = sorted(
            (key, number)
            for number, one in enumerate(self._candidates)
            for key in _keys(one.suggestion.label)
        )
        self._keys = [key for key, _ in rows]
        self._numbers = [number for _, number in rows]

    def suggest(self, typed: str, most: int = MOST) -> tuple[Suggestion, ...]:
        """Return up to `most` suggestions, of each group in turn, so that none hides the others."""
        key = key_of(typed)
        if len(key) < _SHORTEST:
            return ()
        first = bisect_left(self._keys, key)
        last = bisect_left(self._keys, key + _LAST)
        numbers = dict.fromkeys(self._numbers[first : min(last, first + _LOOKED_AT)])
        found = sorted(numbers, key=lambda number: self._rank(number, key))
        groups = [[n for n in found if self._candidates[n].group == one] for one in self._groups]
        in_turn = (n for row in zip_longest(*groups) for n in row if n is not None)
        shown = dict.fromkeys(self._candidates[number].suggestion for number in in_turn)
        return tuple(shown)[:most]

    def _rank(self, number: int, key: str) -> tuple[bool, int, int, str]:
        """What begins as typed comes first, then what more practices have, then what is short."""
        one = self._candidates[number]
        label = one.suggestion.label
        return not key_of(label).startswith(key), -one.weight, len(label), label


def _keys(label: str) -> Sequence[str]:
    """Return a label from each of its words on, the first and those that carry content."""
    parts = key_of(label).split()
    return [
        " ".join(parts[place:])
        for place, word in enumerate(parts[:_WORDS])
        if not place or not is_stop_word(word)
    ]
