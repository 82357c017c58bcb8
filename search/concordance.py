"""Where words stand: what was looked up is remembered, and follows what comes and goes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.contract import Lookup
from search.lookup import Catalogue, stand

Term = tuple[str, ...]
_MOST = 20_000_000  # occurrences that are remembered: eight bytes each
_MANY = 2_000  # passages that come at once: from so many on, looking up again is quicker


@dataclass(frozen=True, slots=True)
class Occurrences:
    """The passages that have a term, one a row: where each stands in the catalogue, in order.

    `titled` counts it in the title of the practice, `told` in the text.
    """

    places: NDArray[np.int32]
    titled: NDArray[np.uint16]
    told: NDArray[np.uint16]


class Concordance:
    """Occurrences of the terms asked for lately, in step with a catalogue. Not safe for threads."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._held = 0
        self._terms: OrderedDict[Term, Occurrences] = OrderedDict()

    def of(self, term: Sequence[str], catalogue: Catalogue, lookup: Lookup) -> Occurrences:
        """Return where a term stands; catalogue and `lookup` are of the same revision."""
        key = tuple(term)
        found = self._terms.get(key)
        if found is None:
            rows = lookup.postings(key)
            found = located(rows, catalogue)
            self._keep(key, found)
        self._terms.move_to_end(key)
        return found

    def forget(self) -> None:
        """Remember nothing."""
        self._terms.clear()
        self._held = 0

    def without(self, alive: NDArray[np.bool_]) -> None:
        """Follow a catalogue that lost passages: `alive` tells which of its former ones stay."""
        moved = (np.cumsum(alive) - 1).astype(np.int32)
        former, self._terms = self._terms, OrderedDict()
        self._held = 0
        for term, found in former.items():
            stays = alive[found.places]
            kept = Occurrences(moved[found.places[stays]], found.titled[stays], found.told[stays])
            self._keep(term, kept)

    def followed(self, catalogue: Catalogue, lookup: Lookup, known: int) -> None:
        """Follow a catalogue that got passages, after the first `known`."""
        if not self._terms or len(catalogue.keys) == known:
            return
        if len(catalogue.keys) - known > _MANY:
            self.forget()
            return
        come: dict[Term, list[tuple[int, int, int]]] = {}
        # Phrases, and letters that the tokenizer of the index may see otherwise than we: rare.
        odd = [term for term in self._terms if len(term) > 1 or not term[0].isascii()]
        for term in odd:
            self._held -= len(self._terms.pop(term).places)
        after = int(catalogue.keys[known - 1]) if known else 0
        found_in = [row for row in lookup.stems(after) if (row[1],) in self._terms]
        places = catalogue.places([key for key, *_ in found_in]).tolist()
        for place, (_, stem, titled, told) in zip(places, found_in, strict=True):
            come.setdefault((stem,), []).append((place, titled, told))
        for term, rows in come.items():
            found, new = self._terms[term], _occurrences(np.asarray(rows, np.int64))
            self._terms[term] = Occurrences(
                np.concatenate([found.places, new.places]),
                np.concatenate([found.titled, new.titled]),
                np.concatenate([found.told, new.told]),
            )
            self._held += len(rows)

    def _keep(self, term: Term, found: Occurrences) -> None:
        self._terms[term] = found
        self._held += len(found.places)
        while self._held > self._most and len(self._terms) > 1:
            _, oldest = self._terms.popitem(last=False)
            self._held -= len(oldest.places)


def located(postings: NDArray[np.int64], catalogue: Catalogue) -> Occurrences:
    """Return postings by their places in a catalogue; those of passages it lacks are left out."""
    places, there = stand(catalogue.keys, postings[:, 0])
    return _occurrences(np.column_stack([places[there], postings[there, 1:]]))


def _occurrences(rows: NDArray[np.int64]) -> Occurrences:
    counts = np.minimum(rows[:, 1:], np.iinfo(np.uint16).max).astype(np.uint16)
    order = np.argsort(rows[:, 0], kind="stable")
    return Occurrences(rows[order, 0].astype(np.int32), counts[order, 0], counts[order, 1])
