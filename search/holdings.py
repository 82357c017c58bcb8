"""All practices and passages at one revision of the index, as arrays.

What does not change between two writes is read once and kept: filters, facet counts and the order
of titles are arithmetic on arrays. After a write only what went and what came is looked at.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from search.contract import Lookup
from search.facets import FacetTable, Mask, Places
from search.lookup import Catalogue, FoundPractice, stand
from search.scope import Scope

_PLACE = "place"  # the facet of the territories as stated
_FEW = 64  # practices that are put into the alphabet one by one


@dataclass(frozen=True, slots=True)
class Periods:
    """First and last years of practices, one row a period."""

    places: Places
    first: NDArray[np.int64]
    last: NDArray[np.int64]


def _no_periods() -> Periods:
    return Periods(*(np.empty(0, np.int64) for _ in range(3)))


def _no_passages() -> Catalogue:
    return Catalogue(-1, np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))


@dataclass(frozen=True)
class Holdings:
    """Practices in the order of their keys; a *place* is where one stands in that order.

    All are in step with `catalogue.practice_keys`. `alphabet` lists the places in the order
    of title, identifier, key. `documents` are the keys of their documents, `marks` hashes of their
    identifiers.
    """

    catalogue: Catalogue = field(default_factory=_no_passages)
    practices: tuple[FoundPractice, ...] = ()
    alphabet: Places = field(default_factory=lambda: np.empty(0, np.int64))
    facets: FacetTable = field(default_factory=FacetTable)
    periods: Periods = field(default_factory=_no_periods)
    documents: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    marks: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))

    def __len__(self) -> int:
        return len(self.practices)

    @cached_property
    def rank(self) -> NDArray[np.int64]:
        """For each practice, where it stands in the alphabet."""
        ranks = np.empty(len(self.alphabet), np.int64)
        ranks[self.alphabet] = np.arange(len(self.alphabet))
        return ranks

    @cached_property
    def twins(self) -> tuple[Places, NDArray[np.int64]]:
        """The practices told by several documents, and for each a number that its twins share."""
        ordered = np.sort(self.marks)
        doubtful = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
        groups: dict[str, list[int]] = {}
        for place in np.flatnonzero(np.isin(self.marks, doubtful)).tolist():
            groups.setdefault(self.practices[place].id, []).append(place)
        several = [places for places in groups.values() if len(places) > 1]
        rows = sorted((place, n) for n, places in enumerate(several) for place in places)
        table = np.asarray(rows, np.int64).reshape(-1, 2)
        return table[:, 0], table[:, 1]

    def places(self, keys: Sequence[int] | NDArray[np.int64]) -> Places:
        """Return where the practices of these keys stand; unknown keys are left out."""
        places, there = stand(self.catalogue.practice_keys, keys)
        return places[there]

    def passing(self, scope: Scope) -> Mask:
        """Tell which practices pass exact filters."""
        mask = np.ones(len(self), bool)
        for facet, values in scope.facets.items():
            mask &= self.facets.having(facet, values, len(self))
        if scope.years is not None:
            first, last = scope.years
            then = (self.periods.first <= last) & (self.periods.last >= first)
            during = np.zeros(len(self), bool)
            during[self.periods.places[then]] = True
            mask &= during
        if scope.places is not None:
            mask &= self.facets.having(_PLACE, scope.places, len(self))
        return mask

    def counts(self, mask: Mask) -> NDArray[np.int64]:
        """Return for each of `facets.names` how many practices of a mask have it, twins as one."""
        return self._counts_of_all.copy() if mask.all() else self._count(mask)

    @cached_property
    def _counts_of_all(self) -> NDArray[np.int64]:
        return self._count(np.ones(len(self), bool))

    def _count(self, mask: Mask) -> NDArray[np.int64]:
        found = self.facets.counts(mask)
        places, groups = self.twins
        here = mask[places]
        if here.sum() > 1:
            of, numbers = self.facets.numbers_of(places[here])
            shared = groups[np.searchsorted(places, of)]
            told, times = np.unique(np.stack([numbers, shared]), axis=1, return_counts=True)
            np.subtract.at(found, told[0], times - 1)
        return found

    def without(self, documents: NDArray[np.int64]) -> Holdings:
        """Return the holdings without the practices of some documents."""
        alive = ~np.isin(self.documents, documents)
        if alive.all():
            return self
        moved = np.cumsum(alive) - 1
        held, catalogue = alive[self.catalogue.practice_places], self.catalogue
        then = alive[self.periods.places]
        return Holdings(
            Catalogue(
                catalogue.revision,
                catalogue.keys[held],
                catalogue.practices[held],
                catalogue.lengths[held],
            ),
            tuple(compress(self.practices, alive.tolist())),
            moved[self.alphabet[alive[self.alphabet]]],
            self.facets.kept(alive),
            Periods(
                moved[self.periods.places[then]], self.periods.first[then], self.periods.last[then]
            ),
            self.documents[alive],
            self.marks[alive],
        )

    def followed(self, lookup: Lookup, last: int) -> Holdings:
        """Return the holdings with what the index has after the passage of key `last`."""
        former = self.catalogue
        come = lookup.catalogue(last)
        if not len(come.keys):
            return self if former.revision == come.revision else self._at(come.revision)
        last = int(come.practices.min()) - 1 if len(self) else 0
        catalogue = Catalogue(
            come.revision,
            np.concatenate([former.keys, come.keys]),
            np.concatenate([former.practices, come.practices]),
            np.concatenate([former.lengths, come.lengths]),
        )
        fresh = lookup.practices(last)
        told = np.isin([practice.key for practice in fresh], come.practice_keys)
        fresh = [practice for practice, has_text in zip(fresh, told, strict=True) if has_text]
        new = replace(
            self,
            catalogue=catalogue,
            practices=(*self.practices, *fresh),
            documents=np.append(self.documents, [practice.document for practice in fresh]),
            marks=np.append(self.marks, [hash(practice.id) for practice in fresh]),
        )
        rows = lookup.facet_holders(last)
        facets = self.facets.added((facet, value, new.places(keys)) for facet, value, keys in rows)
        table = np.asarray(lookup.periods(last), np.int64).reshape(-1, 3)
        table = table[np.isin(table[:, 0], catalogue.practice_keys)]
        periods = Periods(
            np.concatenate([self.periods.places, new.places(table[:, 0])]),
            np.concatenate([self.periods.first, table[:, 1]]),
            np.concatenate([self.periods.last, table[:, 2]]),
        )
        return replace(new, alphabet=new._alphabet(len(self)), facets=facets, periods=periods)

    def _at(self, revision: int) -> Holdings:
        """Return the same at another revision: nothing of it went or came."""
        return replace(self, catalogue=replace(self.catalogue, revision=revision))

    def _alphabet(self, known: int) -> Places:
        """Return the alphabet with the practices after the first `known`, which it lacks."""

        def title(place: int) -> tuple[str, str, int]:
            practice = self.practices[place]
            return practice.sort_title, practice.id, practice.key

        if len(self) - known > _FEW:
            return np.asarray(sorted(range(len(self)), key=title), np.int64)
        fresh = sorted(range(known, len(self)), key=title)
        at = [bisect_left(self.alphabet, title(p), key=lambda n: title(int(n))) for p in fresh]
        return np.insert(self.alphabet, at, fresh)
