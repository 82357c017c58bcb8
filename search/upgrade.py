"""An index of the former schema is brought up to date where it lies, vectors and all.

What it cannot know (provinces, years, organisations…) stays out until its documents are indexed
again: their versions are marked, so `SearchEngine.versions` tells that they are stale. Meanwhile
they are found as before.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

from search.forms import count_forms
from search.words import key_of

FORMER = 2
_NAME = re.compile(r"^CREATE (?:VIRTUAL )?(?:TABLE|INDEX|VIEW) (\w+)", re.MULTILINE)
_STALE = " (schema 2)"


def upgrade(connection: sqlite3.Connection, schema: str, version: int) -> None:
    """Bring an index of version `FORMER` to `version`, in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        if found == FORMER:  # else another process was quicker
            _add_what_lacks(connection, schema)
            connection.execute("UPDATE documents SET version = version || ?", (_STALE,))
            connection.execute(f"PRAGMA user_version = {version:d}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _add_what_lacks(connection: sqlite3.Connection, schema: str) -> None:
    connection.execute("ALTER TABLE practices ADD COLUMN title_key TEXT NOT NULL DEFAULT ''")
    present = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
    for name, statement in _statements(schema):
        if name not in present:
            connection.execute(statement)
    titles = connection.execute("SELECT key, title FROM practices").fetchall()
    connection.executemany(
        "UPDATE practices SET title_key = ? WHERE key = ?",
        [(key_of(title), key) for key, title in titles],
    )
    count_forms(connection, (title for _, title in titles), 1)
    texts = connection.execute("SELECT text FROM passages").fetchall()
    count_forms(connection, (text for (text,) in texts), 1)


def _statements(schema: str) -> Iterator[tuple[str, str]]:
    for statement in schema.split(";\n"):
        if found := _NAME.search(statement):
            yield found.group(1), statement
