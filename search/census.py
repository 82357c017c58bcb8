"""Looking passages up by their uncommon words, at a cost that does not grow with the index."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.lookup import SqliteLookup


class SqliteCensus(SqliteLookup):
    """A look at one state of the index for comparing practices, rather than answering questions."""

    def holders(self, stem: str, most: int) -> tuple[int, ...]:
        """Return up to `most` keys of passages that have a stem, as cheaply for a common one."""
        query = "SELECT DISTINCT doc FROM word_places WHERE term = ? LIMIT CAST(? AS INTEGER)"
        return tuple(key for (key,) in self._rows(query, stem, str(most)))

    def vectors_of(self, keys: Collection[int]) -> dict[int, NDArray[np.float32]]:
        """Return the vectors of passages by key; those without one are left out."""
        rows = self._rows(
            "SELECT key, vector FROM passages WHERE vector IS NOT NULL"
            " AND key IN (SELECT value FROM json_each(?))",
            json.dumps(list(keys)),
        )
        return {key: np.frombuffer(blob, "<f2").astype(np.float32) for key, blob in rows}

    def first_keys(self, count: int) -> tuple[int, ...]:
        """Return the keys of the oldest passages."""
        query = "SELECT key FROM passages ORDER BY key LIMIT CAST(? AS INTEGER)"
        return tuple(key for (key,) in self._rows(query, str(count)))


@contextmanager
def census(path: Path) -> Iterator[SqliteCensus]:
    """Look at one unchanging state of the index in this file, whatever is written meanwhile."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=30)
    try:
        connection.execute("BEGIN")
        yield SqliteCensus(connection)
    finally:
        connection.close()
