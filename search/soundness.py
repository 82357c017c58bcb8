"""Is what an index says what was written in it? SQLite alone would not notice a flipped bit.

Its pages carry no checksums, so each document is sealed when it is written: the sum of a checksum
of each of its rows, whatever their order. The seals are compared when the index is opened.
"""

from __future__ import annotations

import marshal
import sqlite3
import zlib
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

_OF_PRACTICE = ("facets", "periods", "organisations", "passages")
_ROWS = (
    "SELECT key AS document, id, version, encoder FROM documents",
    "SELECT document, practices.* FROM practices",
    *(
        f"SELECT document, {table}.* FROM {table} JOIN practices ON practices.key = practice"  # noqa: S608
        for table in _OF_PRACTICE
    ),
)
_OF_ONE = tuple(
    query + (" WHERE key = ?" if "FROM documents" in query else " WHERE document = ?")
    for query in _ROWS
)
_WHOLE = 1 << 62  # what SQLite keeps in an integer
_UNSEARCHABLE = (
    "SELECT count(*) FROM passages LEFT JOIN words_content ON words_content.id = passages.key"
    " WHERE words_content.id IS NULL"
)


def seal(connection: sqlite3.Connection, document: str) -> None:
    """Seal a document as its rows are now; part of the transaction that wrote them."""
    for (key,) in connection.execute("SELECT key FROM documents WHERE id = ?", (document,)):
        sums = _sums(row for query in _OF_ONE for row in connection.execute(query, (key,)))
        connection.execute("INSERT OR REPLACE INTO seals VALUES (?, ?)", (key, sums[key]))


def fault(connection: sqlite3.Connection) -> str | None:
    """Return what is wrong with an index (Italian), None where it is as it was written.

    Reads all of it. Raises sqlite3.DatabaseError where it cannot even be read.
    """
    (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if said != "ok":
        return str(said)
    connection.execute("BEGIN")
    try:
        if wrong := _broken_seals(connection):
            return f"il contenuto di {wrong} documenti è cambiato da solo"
        ((lost,),) = connection.execute(_UNSEARCHABLE)
        if lost:
            return f"{lost} brani non hanno le loro parole"
    finally:
        connection.execute("ROLLBACK")
    return _fault_of_words(connection)


def is_damage(error: sqlite3.Error) -> bool:
    """Tell a damaged file from a full disk, a lock or a fault of ours."""
    code = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or (
        code == sqlite3.SQLITE_IOERR_SHORT_READ
    )


def _broken_seals(connection: sqlite3.Connection) -> int:
    revision = connection.execute("SELECT value FROM settings WHERE name = 'revision'").fetchone()
    if revision is None or not str(revision[0]).isdecimal():
        return 1
    found = _sums(row for query in _ROWS for row in connection.execute(query))
    # An index brought up from a former schema has documents that nobody sealed: they are stale.
    sealed: dict[int, int] = dict(connection.execute("SELECT document, seal FROM seals"))
    return sum(found.get(key) != value for key, value in sealed.items())


def _fault_of_words(connection: sqlite3.Connection) -> str | None:
    """Compare the full-text index with the words it was made of; FTS5 asks for that as a write."""
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:  # who is writing looked when it opened the index
        return None
    try:
        connection.execute("INSERT INTO words (words) VALUES ('integrity-check')")
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return "le parole non sono quelle dei brani"
    finally:
        connection.execute("ROLLBACK")
    return None


def _sums(rows: Iterable[tuple[Any, ...]]) -> dict[int, int]:
    sums = defaultdict[int, int](int)
    for document, *values in rows:
        # Version 0 of marshal writes equal values as equal bytes, whoever made them.
        sums[document] += zlib.crc32(marshal.dumps(values, 0))
    return {document: total % _WHOLE for document, total in sums.items()}
