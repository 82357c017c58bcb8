"""The search index on a PostgreSQL server: documents come and go, each in one transaction.

Who writes holds the row that counts the writes until the end, so writers wait for each other;
readers wait for nobody and see the state they began with (REPEATABLE READ, READ ONLY), on the
primary server or on a standby.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from search.index import (
    AWAITED,
    AwaitingIndexError,
    Change,
    PracticeEntry,
    generation_of,
    refuse_twice,
)
from search.postgres.complaints import told, where
from search.postgres.connections import Connection, Connections
from search.postgres.lookup import PostgresCensus, PostgresLookup
from search.postgres.opening import prepare
from search.postgres.shelving import put, put_vectors, take_out

_AWAITING = "SELECT 1 FROM prassi.settings WHERE name = 'awaiting'"
_VERSIONS = "SELECT id, version FROM prassi.documents ORDER BY id"
_RAISE_REVISION = (
    "UPDATE prassi.settings SET value = (value::bigint + 1)::text WHERE name = 'revision'"
    " RETURNING value::bigint"
)


class PostgresIndex:
    """The index in the schema `prassi` of a database, made if it is not there.

    An index of another schema version is emptied: it is a cache. One that is made new is *awaiting*
    where `refillable`: its owner can fill it again, and says when it is `filled`. The server keeps
    checksums of its pages, so nothing here is sealed. Every member may raise BrokenIndexError.
    """

    def __init__(self, url: str, *, refillable: bool = False) -> None:
        self._place = where(url)
        self._connections = Connections(url)
        with told(self._place):
            prepare(self._connections, self._place, awaiting=refillable)

    @property
    def awaiting(self) -> bool:
        """Whether the index still waits for documents that its owner has."""
        with told(self._place), self._connections.reading(_AWAITING) as (_, rows):
            return bool(rows)

    def filled(self) -> None:
        """Say that the index now holds all that its owner has."""
        if self.awaiting:
            with self._writing() as (connection, _):
                connection.execute("DELETE FROM prassi.settings WHERE name = 'awaiting'")

    def versions(self) -> dict[str, str]:
        """Return the version of every document in the index, by document id."""
        with told(self._place), self._connections.reading(_VERSIONS) as (_, rows):
            return dict(rows)

    @property
    def generation(self) -> str:
        """A sha256 over the documents and their versions: equal for equal contents."""
        return generation_of(self.versions())

    @contextmanager
    def reading(self, *, whole: bool = False) -> Iterator[PostgresLookup]:
        """Look things up in one unchanging state of the index, whatever is written meanwhile.

        Who answers people asks for the `whole`: AwaitingIndexError while the index is being filled.
        """
        with told(self._place), self._connections.reading(_AWAITING) as (connection, awaiting):
            if whole and awaiting:
                raise AwaitingIndexError(AWAITED)
            yield PostgresLookup(connection)

    @contextmanager
    def census(self) -> Iterator[PostgresCensus]:
        """Compare practices in one unchanging state of the index."""
        with told(self._place), self._connections.reading(_AWAITING) as (connection, _):
            yield PostgresCensus(connection)

    def add(
        self, document: str, version: str, entries: Sequence[PracticeEntry], encoder: str | None
    ) -> Change:
        """Put a document in, instead of what it held before, in one transaction.

        `encoder` names the maker of the vectors. Raises ValueError for two practices of one id.
        """
        refuse_twice(document, entries)
        with self._writing() as (connection, revision):
            removed = take_out(connection, document)
            added = put(connection, document, version, entries, encoder)
        return Change(revision, np.asarray(removed, np.int64), np.asarray(added, np.int64))

    def remove(self, document: str) -> Change:
        """Take a document out, its words too; nothing happens where it is not in."""
        with self._writing() as (connection, revision):
            removed = take_out(connection, document)
        return Change(revision, np.asarray(removed, np.int64), np.empty(0, np.int64))

    def set_vectors(
        self, document: str, keys: Sequence[int], vectors: NDArray[np.float32], encoder: str
    ) -> None:
        """Give the passages of a document (its keys, one row each) the vectors of an encoder."""
        with self._writing() as (connection, _):
            put_vectors(connection, keys, vectors)
            connection.execute(
                "UPDATE prassi.documents SET encoder = %s WHERE id = %s", (encoder, document)
            )

    def close(self) -> None:
        """Close every connection; using the index afterwards raises ProgrammingError."""
        self._connections.close()

    @contextmanager
    def _writing(self) -> Iterator[tuple[Connection, int]]:
        with (
            told(self._place),
            self._connections.writing(_RAISE_REVISION) as (connection, ((revision,),)),
        ):
            yield connection, revision
