"""What the engine keeps in memory of the index on disk: vectors and the catalogue of passages."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from search.encoder import Encoder
from search.index import Change, SearchIndex
from search.lookup import Catalogue, Lookup
from search.vectors import Stamp, Vectors


@dataclass(frozen=True, slots=True)
class Held:
    """Passages and their vectors; `vectors` is None where there is nobody to make the question's.

    The vectors may be one write ahead of the catalogue: keys it does not know are to be ignored.
    """

    catalogue: Catalogue
    vectors: Vectors | None


class Memory:
    """Follows the index: writes of this process one by one, those of others by reading again."""

    def __init__(self, index: SearchIndex, cache_dir: Path | None) -> None:
        self._index = index
        self._cache_dir = cache_dir
        self._lock = threading.RLock()
        self._catalogue: Catalogue | None = None
        self._vectors: Vectors | None = None
        self._encoder = ""
        self._revision = -1  # the write that the vectors are in step with
        self._saved = -1  # the one that their copy on disk is in step with

    @contextmanager
    def in_step(self, lookup: Lookup, encoder: Encoder | None) -> Iterator[Held]:
        """Hold catalogue and vectors, no older than `lookup`; nobody changes them meanwhile."""
        with self._lock:
            revision = lookup.revision()
            if self._catalogue is None or self._catalogue.revision != revision:
                self._catalogue = lookup.catalogue()
            if encoder is not None:
                if self._revision < revision or self._encoder != encoder.name:
                    self._read(lookup, encoder)
                yield Held(self._catalogue, self._vectors)
            else:
                yield Held(self._catalogue, None)

    def follow(self, change: Change) -> None:
        """Take over a write of this process; if one of another came between, read again later."""
        with self._lock:
            if self._vectors is None or self._revision != change.revision - 1:
                return
            self._vectors.remove(change.removed)
            if change.vectors is not None:
                self._vectors.add(change.added, change.vectors)
            self._revision = change.revision

    def save(self) -> bool:
        """Write the copy of the vectors; False where there is nothing new or nowhere to write."""
        with self._lock, self._index.reading() as lookup:
            if self._cache_dir is None or self._vectors is None:
                return False
            if self._revision != lookup.revision() or self._saved == self._revision:
                return False
            self._vectors.save(self._cache_dir, self._stamp(lookup, self._vectors.dimension))
            self._saved = self._revision
            return True

    def _read(self, lookup: Lookup, encoder: Encoder) -> None:
        self._encoder = encoder.name
        self._revision = lookup.revision()
        copy = None
        if self._cache_dir is not None:
            copy = Vectors.load(self._cache_dir, self._stamp(lookup, encoder.dimension))
        if copy is not None:
            self._saved = self._revision
        else:
            copy = Vectors(encoder.dimension)
            copy.add(*lookup.vectors(encoder.name))
        self._vectors = copy

    def _stamp(self, lookup: Lookup, dimension: int) -> Stamp:
        count, passages = lookup.fingerprint(self._encoder)
        return Stamp(self._index.generation, self._encoder, dimension, count, passages)
