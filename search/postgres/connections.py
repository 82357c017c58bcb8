"""Connections to the server: lent to one reader or writer at a time, kept for the next.

A connection that died while nobody used it (the server was restarted) is noticed at the first
statement and replaced; one that dies in use is the user's trouble, and raises.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import IsolationLevel
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import TupleRow

Connection = psycopg.Connection[TupleRow]

_MOST_IDLE = 8
_PATIENCE = "30s"  # how long a writer waits for another's transaction
#: Unless the address says otherwise.
_DEFAULTS = {"application_name": "prassi", "connect_timeout": "10"}


class Connections:
    """Readers' and writers' connections to the servers that an address names."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._idle: dict[bool, list[Connection]] = {False: [], True: []}
        self._lock = threading.Lock()
        self._closed = False

    @contextmanager
    def reading(self, first: str) -> Iterator[tuple[Connection, list[Any]]]:
        """Begin a transaction that sees one state and cannot write; roll it back in the end.

        Also gives the rows of its `first` statement, which fixes the state.
        """
        connection, rows = self._begin(first, writing=False)
        try:
            yield connection, rows
        finally:
            self._end(connection, writing=False)

    @contextmanager
    def writing(self, first: str) -> Iterator[tuple[Connection, list[Any]]]:
        """Begin a transaction that is committed in the end, rolled back on error."""
        connection, rows = self._begin(first, writing=True)
        try:
            yield connection, rows
            connection.commit()
        finally:
            self._end(connection, writing=True)

    def close(self) -> None:
        """Close what is idle, and what is lent when it comes back; nothing is lent any more."""
        with self._lock:
            self._closed = True
            for kept in self._idle.values():
                while kept:
                    kept.pop().close()

    def _begin(self, first: str, *, writing: bool) -> tuple[Connection, list[Any]]:
        while True:
            with self._lock:
                if self._closed:
                    raise psycopg.ProgrammingError("the search index is closed")
                kept = self._idle[writing].pop() if self._idle[writing] else None
            connection = kept or self._open(writing=writing)
            try:
                return connection, connection.execute(first).fetchall()
            except psycopg.OperationalError:
                self._end(connection, writing=writing)
                if not (kept and connection.closed):
                    raise
            except BaseException:
                self._end(connection, writing=writing)
                raise

    def _end(self, connection: Connection, *, writing: bool) -> None:
        if not connection.closed:
            try:
                connection.rollback()
            except psycopg.OperationalError:
                connection.close()
        with self._lock:
            if not (connection.closed or self._closed or len(self._idle[writing]) >= _MOST_IDLE):
                self._idle[writing].append(connection)
                return
        connection.close()

    def _open(self, *, writing: bool) -> Connection:
        given = conninfo_to_dict(self._url)
        several = "," in str(given.get("host") or given.get("hostaddr") or "")
        # Of several servers, who writes wants the one that can be written to.
        chosen = {"target_session_attrs": "primary"} if writing and several else {}
        unsaid = {name: value for name, value in _DEFAULTS.items() if name not in given}
        connection = psycopg.connect(make_conninfo(self._url, **unsaid, **chosen))
        connection.isolation_level = (
            IsolationLevel.READ_COMMITTED if writing else IsolationLevel.REPEATABLE_READ
        )
        # Not False for writers: a standby would refuse that before it knows what is to be written.
        connection.read_only = None if writing else True
        connection.autocommit = True
        connection.execute(f"SET lock_timeout = '{_PATIENCE}'")
        connection.autocommit = False
        return connection
