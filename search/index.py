"""The search index on disk: SQLite with its full-text engine, one transaction a document.

Any number of threads and processes read while one writes. Reading is the business of
`search.lookup`; here documents come and go.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.lookup import Lookup
from search.model import Passage, PracticeCard
from search.words import fold, stem_text

APPLICATION_ID = 0x50726173  # "Pras"
# Raise it, too, when passages are cut or read by the encoder in another way.
SCHEMA_VERSION = 2
_PATIENCE_MS = 30_000  # how long a writer waits for another process' transaction


class BrokenIndexError(RuntimeError):
    """The file is not a search index of ours, or it is damaged; the message is Italian."""


@dataclass(frozen=True, slots=True)
class PracticeEntry:
    """A practice as it enters the index: its card, the values it is filtered by, its passages.

    `vectors` holds one row a passage, or is None where no encoder was at hand.
    """

    card: PracticeCard
    values: frozenset[tuple[str, str]]
    passages: tuple[Passage, ...]
    vectors: NDArray[np.float32] | None


@dataclass(frozen=True, slots=True)
class Change:
    """What a write did: the revision it made, passage keys gone, keys come and their vectors."""

    revision: int
    removed: NDArray[np.int64]
    added: NDArray[np.int64]
    vectors: NDArray[np.float32] | None


class SearchIndex:
    """An index file, made if it is not there.

    Raises BrokenIndexError if the file is something else. An index of another schema version is
    emptied: it is a cache, and `versions()` then says that everything is missing.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._local = threading.local()
        self._writing = threading.RLock()
        self._connections: list[sqlite3.Connection] = []
        self._closed = False
        try:
            self._prepare()
        except sqlite3.DatabaseError as error:
            self.close()
            raise BrokenIndexError(_broken(path, str(error))) from error

    def versions(self) -> dict[str, str]:
        """Return the version of every document in the index, by document id."""
        rows = self._connection().execute("SELECT id, version FROM documents ORDER BY id")
        return dict(rows.fetchall())

    @property
    def generation(self) -> str:
        """A sha256 over the documents and their versions: equal for equal contents."""
        pairs = json.dumps(sorted(self.versions().items()), ensure_ascii=False)
        return hashlib.sha256(pairs.encode("utf-8", "surrogatepass")).hexdigest()

    @contextmanager
    def reading(self) -> Iterator[Lookup]:
        """Look things up in one unchanging state of the index, whatever is written meanwhile."""
        connection = self._connection()
        connection.execute("BEGIN")
        try:
            yield Lookup(connection)
        finally:
            connection.execute("ROLLBACK")

    def add(
        self, document: str, version: str, entries: Sequence[PracticeEntry], encoder: str | None
    ) -> Change:
        """Put a document in, instead of what it held before, in one transaction.

        `encoder` names the maker of the vectors. Raises ValueError for two practices of one id.
        """
        if len({entry.card.id for entry in entries}) != len(entries):
            raise ValueError(f"document {document!r} describes the same practice twice")
        with self._write() as connection:
            removed = _delete(connection, document)
            row = connection.execute(
                "INSERT INTO documents (id, version, encoder) VALUES (?, ?, ?)",
                (document, version, encoder),
            )
            added = [k for entry in entries for k in _insert(connection, row.lastrowid, entry)]
            revision = _raise_revision(connection)
        rows = [entry.vectors for entry in entries if entry.vectors is not None]
        # As they are read back: memory and disk must not differ by a rounding.
        vectors = np.concatenate(rows).astype("<f2").astype(np.float32) if rows else None
        return Change(revision, removed, np.asarray(added, np.int64), vectors)

    def remove(self, document: str) -> Change:
        """Take a document out, its words too; nothing happens where it is not in."""
        with self._write() as connection:
            removed = _delete(connection, document)
            # Merging all segments forgets the words that deletion only marks as gone.
            connection.execute("INSERT INTO words (words) VALUES ('optimize')")
            revision = _raise_revision(connection)
        self._connection().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return Change(revision, removed, np.empty(0, np.int64), None)

    def set_vectors(
        self, document: str, keys: Sequence[int], vectors: NDArray[np.float32], encoder: str
    ) -> None:
        """Give the passages of a document (its keys, one row each) the vectors of an encoder."""
        with self._write() as connection:
            connection.executemany(
                "UPDATE passages SET vector = ? WHERE key = ?",
                [(_blob(vector), int(key)) for key, vector in zip(keys, vectors, strict=True)],
            )
            connection.execute("UPDATE documents SET encoder = ? WHERE id = ?", (encoder, document))
            _raise_revision(connection)

    def close(self) -> None:
        """Close every connection; using the index afterwards raises ProgrammingError."""
        with self._writing:
            self._closed = True
            while self._connections:
                self._connections.pop().close()

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        with self._writing:
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def _connection(self) -> sqlite3.Connection:
        """The connection of this thread."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            with self._writing:
                if self._closed:
                    raise sqlite3.ProgrammingError("the search index is closed")
                connection = self._connect()
                self._connections.append(connection)
            self._local.connection = connection
        return connection

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, isolation_level=None, check_same_thread=False, timeout=_PATIENCE_MS / 1000
        )
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("PRAGMA secure_delete = ON")
        return connection

    def _prepare(self) -> None:
        with self._writing:
            probe = sqlite3.connect(self.path, isolation_level=None)
            try:
                (owner,) = probe.execute("PRAGMA application_id").fetchone()
                (version,) = probe.execute("PRAGMA user_version").fetchone()
                (tables,) = probe.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            finally:
                probe.close()
            if tables and owner != APPLICATION_ID:
                raise BrokenIndexError(_broken(self.path, "contiene altri dati"))
            if tables and version != SCHEMA_VERSION:
                for suffix in ("", "-wal", "-shm"):
                    self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
                tables = 0
            if not tables:
                _create(self._connection())


def _create(connection: sqlite3.Connection) -> None:
    schema = resources.files("search").joinpath("schema.sql").read_text(encoding="utf-8")
    connection.executescript(
        f"BEGIN IMMEDIATE;\n{schema}\n"
        f"PRAGMA application_id = {APPLICATION_ID};\n"
        f"PRAGMA user_version = {SCHEMA_VERSION};\nCOMMIT;"
    )


def _insert(
    connection: sqlite3.Connection, document: int | None, entry: PracticeEntry
) -> Iterator[int]:
    """Write a practice with its passages; yield the keys of the passages."""
    card = entry.card
    extra = {"summary": card.summary, "facets": {k: list(v) for k, v in card.facets.items()}}
    practice = connection.execute(
        "INSERT INTO practices (document, id, iri, title, sort_title, status, card)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            document,
            card.id,
            card.iri,
            card.title,
            fold(card.title),
            card.status,
            json.dumps(extra, ensure_ascii=False),
        ),
    ).lastrowid
    connection.executemany(
        "INSERT INTO facets (facet, value, practice) VALUES (?, ?, ?)",
        [(facet, value, practice) for facet, value in sorted(entry.values)],
    )
    title = stem_text(card.title)
    for place, passage in enumerate(entry.passages):
        stems = stem_text(passage.text)
        vector = None if entry.vectors is None else _blob(entry.vectors[place])
        key = connection.execute(
            'INSERT INTO passages (practice, id, start, "end", text, length, vector)'
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                practice,
                passage.id,
                passage.start,
                passage.end,
                passage.text,
                stems.count(" ") + bool(stems),
                vector,
            ),
        ).lastrowid
        connection.execute(
            "INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)", (key, title, stems)
        )
        if key is not None:
            yield key


def _delete(connection: sqlite3.Connection, document: str) -> NDArray[np.int64]:
    rows = connection.execute(
        "SELECT passages.key FROM passages JOIN practices ON practices.key = passages.practice"
        " JOIN documents ON documents.key = practices.document WHERE documents.id = ?",
        (document,),
    ).fetchall()
    connection.executemany("DELETE FROM words WHERE rowid = ?", rows)
    connection.execute("DELETE FROM documents WHERE id = ?", (document,))
    return np.asarray([key for (key,) in rows], np.int64)


def _raise_revision(connection: sqlite3.Connection) -> int:
    (revision,) = connection.execute(
        "UPDATE settings SET value = value + 1 WHERE name = 'revision' RETURNING value"
    ).fetchone()
    return int(revision)


def _blob(vector: NDArray[np.float32]) -> bytes:
    return vector.astype("<f2").tobytes()


def _broken(path: Path, reason: str) -> str:
    return (
        f"il file {path} non è un indice di ricerca leggibile ({reason}): se è l'indice di Prassi,"
        " cancellalo ed esegui «prassi rebuild», che lo rifà dai documenti"
    )
