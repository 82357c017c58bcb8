"""Finding names that are like one: the same, begun so, or sharing rare letters. Built once.

A name is compared letter by letter only with the few that share the most telling groups of three
letters with it, so that what a query costs hardly grows with the library. Words in another order,
accents, plurals and slips of the pen leave most groups as they are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from search.words import key_of

Mask = NDArray[np.bool_]


class NameIndex:
    """The names of a list of things, each thing by its place in the list. Thread-safe."""

    def __init__(self, names: Sequence[Sequence[str]]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer  # takes a second

        pairs = {(key_of(name), at): None for at, own in enumerate(names) for name in own}
        self._pairs = [(key, at) for key, at in pairs if key]
        self._same: dict[str, list[int]] = {}
        for key, at in self._pairs:
            self._same.setdefault(key, []).append(at)
        self._whole = sorted(self._pairs)
        self._inner = sorted(
            (key[place + 1 :], at)
            for key, at in self._pairs
            for place, sign in enumerate(key)
            if sign == " "
        )
        self._owners = np.asarray([at for _, at in self._pairs], np.int64)
        self._letters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 3), dtype=np.float32, lowercase=False
        )
        self._table = None
        if self._pairs:
            self._table = self._letters.fit_transform([key for key, _ in self._pairs]).T.tocsr()

    def same(self, name: str) -> tuple[int, ...]:
        """Return the things so named, but for case, accents and signs."""
        return tuple(self._same.get(key_of(name), ()))

    def nearest(self, name: str, most: int, allowed: Mask | None = None) -> tuple[int, ...]:
        """Return up to `most` of the allowed things whose names are most like one, likest first.

        Those of the same likeness are in the order of the list.
        """
        key = key_of(name)
        if self._table is None or not key:
            return ()
        found = (self._letters.transform([key]) @ self._table).tocoo()
        places, scores = found.coords[1], found.data
        owners = self._owners[places]
        if allowed is not None:
            kept = allowed[owners]
            owners, scores = owners[kept], scores[kept]
        if len(owners) == 0:
            return ()
        order = np.lexsort((owners, -scores))
        return tuple(dict.fromkeys(owners[order[: 4 * most]].tolist()))[:most]

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
