"""A small SQLite file of people's work, closed to others, each change a transaction."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from corpus.layout import Layout

#: Seconds that one who writes waits for another.
_PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Database:
    """A database in one file of a folder; `schema` makes its tables where they are missing."""

    path: Path
    schema: str

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """Open for writing: all that is done inside is kept, or nothing if it raises.

        Raises LibraryUnwritable when the disk refuses.
        """
        with Layout(self.path.parent).writing(), closing(self._open()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            with connection:
                yield connection

    @contextmanager
    def look(self) -> Iterator[sqlite3.Connection]:
        """Open for reading; raises LibraryUnwritable when the file cannot be used."""
        with Layout(self.path.parent).writing(), closing(self._open()) as connection:
            yield connection

    def _open(self) -> sqlite3.Connection:
        new = not self.path.exists()
        if new:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # Closed to others before anything is in it, whatever the umask.
            os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))
            if os.geteuid() == 0:  # root may make what the service must read
                owner = self.path.parent.stat()
                os.chown(self.path, owner.st_uid, owner.st_gid)
        connection = sqlite3.connect(self.path, timeout=_PATIENCE, isolation_level=None)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        connection.executescript(self.schema)
        return connection
