"""Finding names that are like one: the same, begun so, or sharing rare letters. Built once.

A name is compared letter by letter only with the few that share the most telling groups of three
letters with it (cosine of TF-IDF), so that what a query costs hardly grows with the library. Words
in another order, accents, plurals and slips of the pen leave most groups as they are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from search.words import key_of

Mask = NDArray[np.bool_]
_SIZE = 3  # letters of a group


@dataclass(frozen=True, slots=True)
class _Group:
    """The names that have a group of letters, with its weight in each, and how rare it is."""

    names: NDArray[np.int64]
    weights: NDArray[np.float64]
    rarity: float


class NameIndex:
    """The names of a list of things, each thing by its place in the list. Thread-safe."""

    def __init__(self, names: Sequence[Sequence[str]]) -> None:
        pairs = {(key_of(name), at): None for at, own in enumerate(names) for name in own}
        keys = [(key, at) for key, at in pairs if key]
        self._same: dict[str, list[int]] = {}
        for key, at in keys:
            self._same.setdefault(key, []).append(at)
        self._whole = sorted(keys)
        self._inner = sorted(
            (key[place + 1 :], at)
            for key, at in keys
            for place, sign in enumerate(key)
            if sign == " "
        )
        self._owners = np.asarray([at for _, at in keys], np.int64)
        self._groups = _groups([key for key, _ in keys])

    def same(self, name: str) -> tuple[int, ...]:
        """Return the things so named, but for case, accents and signs."""
        return tuple(self._same.get(key_of(name), ()))

    def nearest(self, name: str, most: int, allowed: Mask | None = None) -> tuple[int, ...]:
        """Return up to `most` of the allowed things whose names are most like one, likest first.

        Those of the same likeness are in the order of the list.
        """
        scores = np.zeros(len(self._owners))
        for letters, count in _letters(key_of(name)).items():
            if group := self._groups.get(letters):
                scores[group.names] += count * group.rarity * group.weights
        if allowed is not None:
            scores[~allowed[self._owners]] = 0
        found = np.flatnonzero(scores)
        if len(found) > 4 * most:  # a thing may have several names
            found = found[np.argpartition(-scores[found], 4 * most)[: 4 * most]]
        owners = self._owners[found]
        order = np.lexsort((owners, -scores[found]))
        return tuple(dict.fromkeys(owners[order].tolist()))[:most]

    def beginning(self, typed: str) -> Iterator[int]:
        """Yield the things one of whose names begins so, then those one of whose words does."""
        key = key_of(typed)
        seen: set[int] = set()
        for table in (self._whole, self._inner):
            at = bisect_left(table, (key, -1))
            while at < len(table) and table[at][0].startswith(key):
                owner = table[at][1]
                if owner not in seen:
                    seen.add(owner)
                    yield owner
                at += 1


def _letters(key: str) -> Counter[str]:
    """Count the groups of letters of a name; a blank stands at both ends of each word."""
    padded = (f" {word} " for word in key.split())
    return Counter(
        word[at : at + _SIZE] for word in padded for at in range(max(1, len(word) - _SIZE + 1))
    )


def _groups(keys: Sequence[str]) -> Mapping[str, _Group]:
    held: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for place, key in enumerate(keys):
        for letters, count in _letters(key).items():
            held[letters].append((place, count))
    rarity = {one: 1 + log((1 + len(keys)) / (1 + len(rows))) for one, rows in held.items()}
    squares = np.zeros(len(keys))
    for letters, rows in held.items():
        for place, count in rows:
            squares[place] += (count * rarity[letters]) ** 2
    return {
        letters: _Group(
            np.asarray([place for place, _ in rows], np.int64),
            np.asarray([n * rarity[letters] / sqrt(squares[place]) for place, n in rows]),
            rarity[letters],
        )
        for letters, rows in held.items()
    }
