"""Who has which facet value, as arrays: filters and counts without asking the index again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]
"""Where practices stand in the holdings, in ascending order, each once."""
Mask = NDArray[np.bool_]
"""One truth a practice of the holdings."""
FacetValue = tuple[str, str]
"""A facet and a value of it."""


class FacetTable:
    """For each facet value, the places of the practices that have it. Never changes.

    The places of all values stand in one array, one value after the other; those of value number
    n from `_starts[n]` to `_starts[n + 1]`.
    """

    def __init__(
        self,
        names: tuple[FacetValue, ...] = (),
        starts: NDArray[np.int64] | None = None,
        places: NDArray[np.int32] | None = None,
    ) -> None:
        self.names = names
        self._starts = np.zeros(1, np.int64) if starts is None else starts
        self._places = np.empty(0, np.int32) if places is None else places
        self._numbers = {name: number for number, name in enumerate(names)}
        self._of_value: dict[str, list[int]] = {}
        for number, (_, value) in enumerate(names):
            self._of_value.setdefault(value, []).append(number)

    def of_value(self, value: str) -> Places:
        """Return the places of those that have a value, of whatever facet."""
        found = [self._of(number) for number in self._of_value.get(value, ())]
        if len(found) == 1:
            return found[0].astype(np.int64)
        return np.unique(np.concatenate(found)).astype(np.int64) if found else np.empty(0, np.int64)

    def having(self, facet: str, values: Collection[str], count: int) -> Mask:
        """Tell which of `count` practices have one of the values of a facet."""
        mask = np.zeros(count, bool)
        for value in values:
            number = self._numbers.get((facet, value))
            if number is not None:
                mask[self._of(number)] = True
        return mask

    def counts(self, mask: Mask) -> NDArray[np.int64]:
        """Return for each of `names` how many of the practices told by a mask have it."""
        found = np.zeros(len(self.names), np.int64)
        some = np.flatnonzero(np.diff(self._starts))
        if len(some):
            flags = mask[self._places].view(np.uint8)
            found[some] = np.add.reduceat(flags, self._starts[some], dtype=np.int64)
        return found

    def numbers_of(self, places: Places) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return (place, number of a value it has) for each value of a few practices."""
        rows = np.flatnonzero(np.isin(self._places, places))
        numbers = np.searchsorted(self._starts, rows, side="right") - 1
        return self._places[rows].astype(np.int64), numbers

    def kept(self, alive: Mask) -> FacetTable:
        """Return the table without the practices that are not alive, the others moved up."""
        flags = alive[self._places]
        before = np.concatenate([[0], np.cumsum(flags, dtype=np.int64)])
        moved = (np.cumsum(alive) - 1).astype(np.int32)
        return FacetTable(self.names, before[self._starts], moved[self._places[flags]])

    def added(self, rows: Iterable[tuple[str, str, Sequence[int] | Places]]) -> FacetTable:
        """Return the table with rows (facet, value, places) more, all after those it has."""
        names, come = list(self.names), list[tuple[int, NDArray[np.int32]]]()
        numbers = dict(self._numbers)
        for facet, value, places in rows:
            number = numbers.setdefault((facet, value), len(names))
            if number == len(names):
                names.append((facet, value))
            come.append((number, np.asarray(places, np.int32)))
        come.sort(key=lambda one: one[0])
        starts = np.concatenate(
            [self._starts, np.full(len(names) - len(self.names), self._starts[-1])]
        )
        counts = np.zeros(len(names), np.int64)
        for number, those in come:
            counts[number] += len(those)
        at = np.repeat(starts[[number + 1 for number, _ in come]], [len(p) for _, p in come])
        values = np.concatenate([np.empty(0, np.int32), *(places for _, places in come)])
        starts = starts + np.concatenate([[0], np.cumsum(counts)])
        return FacetTable(tuple(names), starts, np.insert(self._places, at, values))

    def _of(self, number: int) -> NDArray[np.int32]:
        return self._places[self._starts[number] : self._starts[number + 1]]
