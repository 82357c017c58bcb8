"""What the engine keeps in memory of the index on disk: practices, passages, words, vectors."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.concordance import Concordance
from search.contract import Comparison, Index, Lookup
from search.encoder import Encoder
from search.holdings import Holdings
from search.lookup import Catalogue
from search.question import Question
from search.vectors import Matrix, Stamp, Vectors, spread_of

_BATCH = 20_000  # vectors that are read at once


class Overtaken(Exception):
    """Memory is in step with a later write than this look at the index: look again."""


class Nearness:
    """How near every passage is to a question; NaN where it has no vector."""

    def __init__(self, vectors: Comparison, catalogue: Catalogue, query: Matrix) -> None:
        keys, scores = vectors.compared(query)
        self.spread = spread_of(scores)
        if len(keys) == len(catalogue.keys):  # in step, so these are the same keys
            self.scores = scores
        else:
            self.scores = np.full(len(catalogue.keys), np.nan, np.float32)
            self.scores[catalogue.places(keys)] = scores


@dataclass(frozen=True)
class Held:
    """Practices and passages, words and vectors of one revision.

    `vectors` is None where no question can be compared with them.
    """

    holdings: Holdings
    concordance: Concordance
    vectors: Comparison | None

    @cached_property
    def catalogue(self) -> Catalogue:
        """The passages."""
        return self.holdings.catalogue

    def knows(self, question: Question, lookup: Lookup) -> bool:
        """Tell whether any passage has a term of a question."""
        found = (self.concordance.of(term, self.catalogue, lookup) for term in question.terms)
        return any(len(one.places) for one in found)

    def nearness(self, query: Matrix) -> Nearness | None:
        """Compare a question with all passages; None where it cannot be compared."""
        return None if self.vectors is None else Nearness(self.vectors, self.catalogue, query)


class Memory:
    """Follows the index, whoever writes: looks at the documents that went and those that came."""

    def __init__(self, index: Index, cache_dir: Path | None) -> None:
        self._index = index
        self._cache_dir = cache_dir
        self._lock = threading.RLock()
        self._birth: str | None = None
        self._revision = -1  # the write that all is in step with
        self._documents = np.empty(0, np.int64)
        self._holdings = Holdings()
        self._concordance = Concordance()
        self._vectors: Vectors | None = None
        self._encoder = ""  # who made the vectors
        self._encoded = np.empty(0, np.int64)  # the documents whose vectors are here
        self._looked = (-1, "")  # revision and encoder that the next was found for
        self._comparable = False
        self._saved = -1  # the write that the copy of the vectors on disk is in step with

    @contextmanager
    def in_step(self, lookup: Lookup, encoder: Encoder | None) -> Iterator[Held]:
        """Hold what `lookup` sees; nobody changes it meanwhile. Raises Overtaken: look again."""
        with self._lock:
            comparable = encoder is not None and self.comparable(lookup, encoder)
            there = lookup.comparison()  # where the vectors lie, which need not be here
            self._catch_up(lookup, encoder if comparable and there is None else None)
            vectors = self._vectors if there is None else there
            yield Held(self._holdings, self._concordance, vectors if comparable else None)

    def comparable(self, lookup: Lookup, encoder: Encoder) -> bool:
        """Tell whether this encoder's questions can be compared with the passages.

        Not while vectors of another are among them: they are replaced document by document, and
        the last one makes all of them comparable at once.
        """
        with self._lock:
            state = lookup.revision(), encoder.name
            if self._looked != state:
                self._comparable = lookup.encoded_by(encoder.name)
                self._looked = state
            return self._comparable

    def forget(self) -> None:
        """Hold nothing, as at the beginning."""
        with self._lock:
            self._forget("")

    def save(self) -> bool:
        """Write the copy of the vectors; False where there is nothing new or nowhere to write."""
        with self._lock, self._index.reading() as lookup:
            if self._cache_dir is None or self._vectors is None:
                return False
            if self._revision != lookup.revision() or self._saved == self._revision:
                return False
            self._vectors.save(self._cache_dir, self._stamp(self._vectors.dimension))
            self._saved = self._revision
            return True

    def _catch_up(self, lookup: Lookup, encoder: Encoder | None) -> None:
        birth, revision = lookup.birth(), lookup.revision()
        if birth != self._birth:
            self._forget(birth)
        if revision < self._revision:
            raise Overtaken
        wanted = encoder.name if encoder is not None else None
        if revision == self._revision and wanted in (None, self._encoder):
            return
        keys, encoded = lookup.documents(wanted or self._encoder)
        try:
            gone, come = self._follow(lookup, keys)
            if encoder is not None and self._encoder != encoder.name:
                self._vectors = None
            if self._vectors is not None:
                stay = self._encoded[np.isin(self._encoded, keys)]
                if np.array_equal(keys[encoded & np.isin(keys, self._documents)], stay):
                    self._vectors.remove(gone)
                    self._vectors.add(*lookup.vectors(self._encoder, come))
                else:  # documents got other vectors where they stand
                    self._vectors = None
            self._documents, self._revision = keys, revision
            if encoder is not None and self._vectors is None:
                self._read_vectors(lookup, encoder)
            self._encoded = keys[encoded] if self._vectors is not None else self._encoded[:0]
        except BaseException:
            self._forget(birth)  # half of a write would be worse than none
            raise

    def _follow(self, lookup: Lookup, keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], int]:
        """Bring practices and words up to date; return passages gone, the last known before."""
        former = self._holdings.catalogue
        last = int(former.keys[-1]) if len(former.keys) else 0
        gone = former.keys[:0]
        lost = np.setdiff1d(self._documents, keys, assume_unique=True)
        if len(lost):
            rest = self._holdings.without(lost)
            alive = np.isin(former.keys, rest.catalogue.keys, assume_unique=True)
            gone = former.keys[~alive]
            if len(gone):
                self._concordance.without(alive)
            self._holdings = rest
        known = len(self._holdings.catalogue.keys)
        self._holdings = self._holdings.followed(lookup, last)
        self._concordance.followed(self._holdings.catalogue, lookup, known)
        return gone, last

    def _read_vectors(self, lookup: Lookup, encoder: Encoder) -> None:
        self._encoder = encoder.name
        vectors = None
        if self._cache_dir is not None:
            vectors = Vectors.load(self._cache_dir, self._stamp(encoder.dimension))
        if vectors is not None:
            self._saved = self._revision
        else:
            vectors, last = Vectors(encoder.dimension), 0
            while True:
                keys, matrix = lookup.vectors(encoder.name, last, _BATCH)
                vectors.add(keys, matrix)
                if len(keys) < _BATCH:
                    break
                last = int(keys[-1])
        self._vectors = vectors

    def _forget(self, birth: str) -> None:
        self._looked = (-1, "")
        self._birth, self._revision = birth, -1
        self._documents = self._encoded = np.empty(0, np.int64)
        self._holdings, self._vectors = Holdings(), None
        self._concordance.forget()

    def _stamp(self, dimension: int) -> Stamp:
        keys = self._holdings.catalogue.keys
        passages = hashlib.sha256(f"{self._birth} {self._revision} ".encode() + keys.tobytes())
        return Stamp(
            self._index.generation, self._encoder, dimension, len(keys), passages.hexdigest()
        )
