"""Nearest passages by exact inner product, computed by pgvector where the vectors lie.

Vectors are kept in half precision and compared in single, as in memory (`search.vectors`): the
scores of both are the same but for the order in which products are added up.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from search.contract import Keys, Matrix
from search.postgres.connections import Connection

_SCORED = "SELECT passage, -(vector::vector <#> %s::vector) FROM prassi.vectors ORDER BY passage"
#: How `halfvec_send` writes a vector: two numbers, then the values.
_HEAD = 4


class Nearness:
    """Compares vectors in one state of the index."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def compared(self, query: Matrix) -> tuple[Keys, Matrix]:
        """Return the keys of all passages that have a vector, in order, and the score of each."""
        rows = self._connection.execute(_SCORED, (as_text(query),)).fetchall()
        table = np.asarray(rows, np.float64).reshape(-1, 2)
        return table[:, 0].astype(np.int64), table[:, 1].astype(np.float32)


def as_text(vector: NDArray[np.floating]) -> str:
    """Return a vector as pgvector reads it, every digit kept."""
    return "[" + ",".join(map(repr, vector.tolist())) + "]"


def from_bytes(sent: bytes) -> Matrix:
    """Return a vector that `halfvec_send` wrote."""
    return np.frombuffer(sent, ">f2", offset=_HEAD).astype(np.float32)
