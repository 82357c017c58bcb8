"""The search index on disk: SQLite with its full-text engine, one transaction a document.

Any number of threads and processes read while one writes. Reading is the business of
`search.lookup`; here documents come and go.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.census import SqliteCensus, census
from search.forms import count_forms
from search.index_file import AwaitingIndexError as AwaitingIndexError
from search.index_file import BrokenIndexError as BrokenIndexError
from search.index_file import IndexFile
from search.lookup import SqliteLookup
from search.model import Passage, PracticeCard
from search.soundness import seal
from search.words import fold, key_of, stem_text

_AWAITING = "SELECT 1 FROM settings WHERE name = 'awaiting'"
_UNTIDY = "INSERT OR REPLACE INTO settings VALUES ('untidy', '1')"
_IS_UNTIDY = "SELECT 1 FROM settings WHERE name = 'untidy'"
_FEW_PAGES = 4096  # of 4 KB: up to here it takes no time to tidy up after each document
AWAITED = (
    "l'indice di ricerca si sta rifacendo dai documenti: fra qualche minuto si potrà cercare di "
    "nuovo; se non succede, eseguite «prassi rebuild»"
)


@dataclass(frozen=True, slots=True)
class PracticeEntry:
    """A practice as it enters the index: its card, the values it is filtered by, its passages.

    `vectors` holds one row a passage, or is None where no encoder was at hand.
    """

    card: PracticeCard
    values: frozenset[tuple[str, str]]
    passages: tuple[Passage, ...]
    vectors: NDArray[np.float32] | None

    @property
    def heading(self) -> tuple[str, ...]:
        """Identifier, IRI, title, title to sort by, title to look up, status."""
        card = self.card
        return card.id, card.iri, card.title, fold(card.title), key_of(card.title), card.status

    @property
    def stated(self) -> dict[str, list[str]]:
        """The facets as the card states them."""
        return {facet: list(values) for facet, values in self.card.facets.items()}

    def facets_of(self, practice: int) -> list[tuple[str, str, int]]:
        """Return (facet, value, key of the practice), all that it is filtered by."""
        return [(facet, value, practice) for facet, value in sorted(self.values)]

    def periods_of(self, practice: int) -> list[tuple[int, int, int]]:
        """Return (key of the practice, first year, last year)."""
        return [(practice, first, last) for first, last in sorted(set(self.card.years))]

    def organisations_of(self, practice: int) -> list[tuple[int, str, str, str]]:
        """Return (key of the practice, identifier, name, name to look up), each once."""
        named = dict(self.card.organisations).items()
        return [(practice, one, name, key_of(name)) for one, name in named]


def refuse_twice(document: str, entries: Sequence[PracticeEntry]) -> None:
    """Raise ValueError where a document describes two practices of one identifier."""
    if len({entry.card.id for entry in entries}) != len(entries):
        raise ValueError(f"document {document!r} describes the same practice twice")


@dataclass(frozen=True, slots=True)
class Change:
    """What a write did: the revision it made, the keys of passages gone and come."""

    revision: int
    removed: NDArray[np.int64]
    added: NDArray[np.int64]


def generation_of(versions: Mapping[str, str]) -> str:
    """Return a sha256 over documents and their versions."""
    pairs = json.dumps(sorted(versions.items()), ensure_ascii=False)
    return hashlib.sha256(pairs.encode("utf-8", "surrogatepass")).hexdigest()


class SearchIndex:
    """An index file, made if it is not there.

    An index of the former schema version is brought up to date, its documents marked as stale; one
    of another version is emptied: it is a cache, and `versions()` then says that everything is
    missing. `refillable` says whose turn it is when the file is no index of ours, or is damaged:
    see `search.index_file`. Every member may raise BrokenIndexError.
    """

    def __init__(self, path: Path, *, refillable: bool = False) -> None:
        self.path = path
        self._writing = threading.RLock()
        self._wrote = False
        self._file = IndexFile(path, refillable=refillable)

    @property
    def awaiting(self) -> bool:
        """Whether the index still waits for documents that its owner has."""
        with self._file.told():
            rows = self._file.connection().execute(_AWAITING).fetchall()
        return bool(rows)

    def filled(self) -> None:
        """Say that the index now holds all that its owner has."""
        if self.awaiting:
            with self._write() as connection:
                connection.execute("DELETE FROM settings WHERE name = 'awaiting'")
                _raise_revision(connection)

    def versions(self) -> dict[str, str]:
        """Return the version of every document in the index, by document id."""
        with self._file.told():
            rows = self._file.connection().execute("SELECT id, version FROM documents ORDER BY id")
            return dict(rows.fetchall())

    @property
    def generation(self) -> str:
        """A sha256 over the documents and their versions: equal for equal contents."""
        return generation_of(self.versions())

    @contextmanager
    def reading(self, *, whole: bool = False) -> Iterator[SqliteLookup]:
        """Look things up in one unchanging state of the index, whatever is written meanwhile.

        Who answers people asks for the `whole`: AwaitingIndexError while the index is being filled.
        """
        with self._file.told():
            connection = self._file.connection()
            connection.execute("BEGIN")
            try:
                if whole and connection.execute(_AWAITING).fetchall():
                    raise AwaitingIndexError(AWAITED)
                yield SqliteLookup(connection)
            finally:
                connection.execute("ROLLBACK")

    def census(self) -> AbstractContextManager[SqliteCensus]:
        """Compare practices in one unchanging state of the index, in a connection of its own."""
        return census(self.path)

    def add(
        self, document: str, version: str, entries: Sequence[PracticeEntry], encoder: str | None
    ) -> Change:
        """Put a document in, instead of what it held before, in one transaction.

        `encoder` names the maker of the vectors. Raises ValueError for two practices of one id.
        """
        refuse_twice(document, entries)
        with self._write() as connection:
            removed = _delete(connection, document)
            if len(removed):
                connection.execute(_UNTIDY)
            row = connection.execute(
                "INSERT INTO documents (id, version, encoder) VALUES (?, ?, ?)",
                (document, version, encoder),
            )
            added = [k for entry in entries for k in _insert(connection, row.lastrowid, entry)]
            seal(connection, document)
            revision = _raise_revision(connection)
        return Change(revision, removed, np.asarray(added, np.int64))

    def remove(self, document: str) -> Change:
        """Take a document out, its words too; nothing happens where it is not in."""
        with self._write() as connection:
            removed = _delete(connection, document)
            connection.execute(_UNTIDY)
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            if pages <= _FEW_PAGES:
                _tidy(connection)
            revision = _raise_revision(connection)
        self._file.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        self._file.written()
        return Change(revision, removed, np.empty(0, np.int64))

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
            seal(connection, document)
            _raise_revision(connection)

    def close(self) -> None:
        """Close every connection; using the index afterwards raises ProgrammingError.

        Who has written leaves nothing behind of what went: in a large index that takes seconds,
        so it is done once, here.
        """
        with self._writing:
            try:
                if self._wrote:
                    self._tidy_up()
            finally:
                self._wrote = False  # closing a second time does nothing
                self._file.close()

    def _tidy_up(self) -> None:
        with self._file.told():
            untidy = self._file.connection().execute(_IS_UNTIDY).fetchall()
        if untidy:
            with self._write() as connection:
                _tidy(connection)
        with self._file.told():
            self._file.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        self._file.written()

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        with self._writing, self._file.told():
            connection = self._file.connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
                self._wrote = True
            except BaseException:
                if connection.in_transaction:  # a full disk has undone it already
                    connection.execute("ROLLBACK")
                raise
            self._file.written()


def _insert(
    connection: sqlite3.Connection, document: int | None, entry: PracticeEntry
) -> Iterator[int]:
    """Write a practice with its passages; yield the keys of the passages."""
    card = entry.card
    extra = {"summary": card.summary, "facets": entry.stated}
    practice = (
        connection.execute(
            "INSERT INTO practices (document, id, iri, title, sort_title, title_key, status, card)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (document, *entry.heading, json.dumps(extra, ensure_ascii=False)),
        ).lastrowid
        or 0
    )  # an insertion always has one
    connection.executemany(
        "INSERT INTO facets (facet, value, practice) VALUES (?, ?, ?)",
        entry.facets_of(practice),
    )
    connection.executemany(
        "INSERT INTO periods (practice, first, last) VALUES (?, ?, ?)",
        entry.periods_of(practice),
    )
    connection.executemany(
        "INSERT INTO organisations (practice, id, name, name_key) VALUES (?, ?, ?, ?)",
        entry.organisations_of(practice),
    )
    count_forms(connection, [card.title, *(p.text for p in entry.passages)], 1)
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
    texts = connection.execute(
        "SELECT text FROM entries WHERE document = ? UNION ALL SELECT title FROM practices"
        " JOIN documents ON documents.key = practices.document WHERE documents.id = ?",
        (document, document),
    ).fetchall()
    count_forms(connection, (text for (text,) in texts), -1)
    connection.executemany("DELETE FROM words WHERE rowid = ?", rows)
    connection.execute("DELETE FROM documents WHERE id = ?", (document,))
    return np.asarray([key for (key,) in rows], np.int64)


def _tidy(connection: sqlite3.Connection) -> None:
    """Forget the words that deletion only marked as gone, by merging all segments."""
    connection.execute("INSERT INTO words (words) VALUES ('optimize')")
    connection.execute("DELETE FROM settings WHERE name = 'untidy'")


def _raise_revision(connection: sqlite3.Connection) -> int:
    (revision,) = connection.execute(
        "UPDATE settings SET value = value + 1 WHERE name = 'revision' RETURNING value"
    ).fetchone()
    return int(revision)


def _blob(vector: NDArray[np.float32]) -> bytes:
    return vector.astype("<f2").tobytes()
