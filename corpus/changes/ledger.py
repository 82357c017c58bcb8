"""The ledger of changes, `changes.sqlite`: written when the library is published, read by feeds.

A change bears the time from which it is told, a little after it was written: by then every process
reads the snapshot that the change speaks of, and a later question can never bring changes of an
earlier time. The number of a change is never used again. What a later change of the same thing
supersedes is forgotten after a while, withdrawals never.

The file is truth about the past alone: lost or damaged, it begins anew with a *refresh*, after
which everything held is told as created.
"""

from __future__ import annotations

import logging
import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from corpus.changes.model import Act, Change, Standing, changes
from corpus.changes.present import present
from corpus.reference import ReferenceWorks
from corpus.store import GraphStore

_LOG = logging.getLogger(__name__)
#: Seconds from writing to telling: more than readers take to look for a newer snapshot.
TOLD_AFTER = 2.0
#: How many numbers back a superseded change is remembered.
_REMEMBERED = 200_000
_BUSY = 10.0  # seconds that a reader waits for a writer, and the other way round
_SCHEMA = """
CREATE TABLE changes (
  number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, act TEXT NOT NULL,
  name TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, goes_to TEXT NOT NULL,
  documents TEXT NOT NULL, regions TEXT NOT NULL, latest INTEGER NOT NULL
);
CREATE INDEX changes_name ON changes (name, number);
CREATE INDEX changes_latest ON changes (latest, kind, number);
CREATE INDEX changes_at ON changes (at);
CREATE TABLE editions (generation TEXT PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE ledger (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
_VERSION = 1
_COLUMNS = "number, at, act, name, state, goes_to, documents, regions"


class NoLedger(RuntimeError):
    """There is no ledger yet, or it cannot be read; the message says in Italian what to do."""


def now() -> datetime:
    """Return the time by the clock."""
    return datetime.now(UTC)


def stamp(at: datetime) -> str:
    """Write a time as feeds do: UTC, whole seconds, ``2026-11-22T10:00:00Z``."""
    return at.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def read_stamp(text: str) -> datetime:
    """Read what `stamp` wrote; raises ValueError."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


class LedgerWriter:
    """Writes the ledger of one library: its only writer."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._before: dict[str, Standing] | None = None

    def follow(
        self,
        store: GraphStore,
        reference: ReferenceWorks,
        merged: Mapping[str, str],
        generation: str,
    ) -> int:
        """Write what differs from what the ledger knew, in one transaction; return how much.

        Raises sqlite3.OperationalError when the disk refuses; the ledger is then as before.
        """
        with self._open() as database:
            before = self._before if self._before is not None else _standings(database)
            after = present(store, reference, merged, before).standings()
            found = changes(before, after)
            self._before = None  # until it is on the disk
            with database:
                database.execute("BEGIN IMMEDIATE")
                _write(database, found, _next_time(database), generation)
        self._before = after
        return len(found)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            database = self._connected()
        except sqlite3.OperationalError:
            raise  # the disk says no
        except sqlite3.DatabaseError as error:
            damaged = self._path.with_name(f"{self._path.name}.danneggiato")
            _LOG.error("il registro dei cambiamenti è danneggiato, ricomincia: %s", error)
            self._path.replace(damaged)
            self._before = None
            database = self._connected()
        with closing(database):
            yield database

    def _connected(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(self._path, timeout=_BUSY, isolation_level=None)
        try:
            (version,) = database.execute("PRAGMA user_version").fetchone()
            if version != _VERSION:
                self._before = None
                _make(database)
        except BaseException:
            database.close()
            raise
        return database


@dataclass(frozen=True, slots=True)
class Extent:
    """How far the ledger goes at one moment: numbers and times of first and last change told.

    `epoch` names this ledger: another one after the file was lost. None where nothing is told.
    """

    epoch: str
    total: int = 0
    first: int = 0
    last: int = 0
    since: datetime | None = None
    until: datetime | None = None


class Ledger:
    """Reads the ledger, from any process: what is told by now, and nothing of later."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def exists(self) -> bool:
        """Tell whether a writer has begun it."""
        return self._path.is_file()

    def extent(self) -> Extent:
        """Return how far it goes; raises NoLedger."""
        with self._reading() as database:
            epoch = _value(database, "epoch")
            row = database.execute(
                "SELECT count(*), min(number), max(number), min(at), max(at) FROM changes"
                " WHERE at <= ?",
                (stamp(now()),),
            ).fetchone()
        if not row[0]:
            return Extent(epoch)
        total, first, last, since, until = row
        return Extent(epoch, total, first, last, read_stamp(since), read_stamp(until))

    def between(self, first: int, last: int) -> tuple[Change, ...]:
        """Return the changes from one number to another, both included; raises NoLedger."""
        return self._changes("number BETWEEN ? AND ?", (first, last))

    def beside(self, first: int, last: int) -> tuple[int | None, int | None]:
        """Return the nearest numbers before and after a stretch of numbers; raises NoLedger."""
        with self._reading() as database:
            before, after = database.execute(
                "SELECT (SELECT max(number) FROM changes WHERE number < ? AND at <= ?),"
                " (SELECT min(number) FROM changes WHERE number > ? AND at <= ?)",
                (first, stamp(now()), last, stamp(now())),
            ).fetchone()
        return before, after

    def latest(self, name: str) -> Change | None:
        """Return the last change of a thing, or None; raises NoLedger."""
        found = self._changes("name = ?", (name,), "number DESC LIMIT 1")
        return found[0] if found else None

    def standing(
        self,
        kind: str,
        *,
        after: int = 0,
        since: datetime | None = None,
        until: datetime | None = None,
        region: str | None = None,
        limit: int,
    ) -> tuple[Change, ...]:
        """Return the last change of each thing of a kind, by number, above `after`.

        `since` and `until` are included; `region` is an ISTAT code, empty for any region at
        all. Raises NoLedger.
        """
        where, values = _chosen(kind, since, until, region)
        return self._changes(f"{where} AND number > ?", (*values, after), f"number LIMIT {limit:d}")

    def count(
        self,
        kind: str,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        region: str | None = None,
    ) -> int:
        """Return how many `standing` would give without a limit; raises NoLedger."""
        where, values = _chosen(kind, since, until, region)
        with self._reading() as database:
            (number,) = database.execute(
                f"SELECT count(*) FROM changes WHERE {where} AND at <= ?",  # noqa: S608 - our words
                (*values, stamp(now())),
            ).fetchone()
        return int(number)

    def edition(self, generation: str) -> datetime | None:
        """Return when a generation was first published, or None; raises NoLedger."""
        with self._reading() as database:
            row = database.execute(
                "SELECT at FROM editions WHERE generation = ?", (generation,)
            ).fetchone()
        return read_stamp(row[0]) if row else None

    def _changes(
        self, where: str, values: Iterable[object], order: str = "number"
    ) -> tuple[Change, ...]:
        with self._reading() as database:
            rows = database.execute(
                f"SELECT {_COLUMNS} FROM changes WHERE {where} AND at <= ? ORDER BY {order}",  # noqa: S608
                (*values, stamp(now())),
            ).fetchall()
        return tuple(map(_change, rows))

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        try:
            where = f"{self._path.absolute().as_uri()}?mode=ro"
            with closing(sqlite3.connect(where, uri=True, timeout=_BUSY)) as database:
                yield database
        except sqlite3.Error as error:
            raise NoLedger(
                f"il registro dei cambiamenti non si può leggere ({error}): lo comincia il "
                "prossimo «prassi ingest», o «prassi rebuild»"
            ) from error


def _chosen(
    kind: str, since: datetime | None, until: datetime | None, region: str | None
) -> tuple[str, tuple[object, ...]]:
    # The last change of a thing may not be told yet: then it is not there for a moment, and comes
    # with a time that no earlier question covered.
    where, values = ["latest = 1 AND kind = ?"], [kind]
    if since:
        where.append("at >= ?")
        values.append(stamp(since))
    if until:
        where.append("at <= ?")
        values.append(stamp(until))
    if region is not None:
        where.append("instr(' ' || regions || ' ', ?) > 0" if region else "regions != ?")
        values.append(f" {region} " if region else "")
    return " AND ".join(where), tuple(values)


def _make(database: sqlite3.Connection) -> None:
    with database:
        database.execute("BEGIN IMMEDIATE")
        for table in ("changes", "editions", "ledger"):
            database.execute(f"DROP TABLE IF EXISTS {table}")
        for statement in _SCHEMA.split(";"):
            database.execute(statement)
        database.execute("INSERT INTO ledger VALUES ('epoch', ?)", (uuid.uuid4().hex[:12],))
        database.execute(f"PRAGMA user_version = {_VERSION}")


def _standings(database: sqlite3.Connection) -> dict[str, Standing]:
    rows = database.execute(
        f"SELECT {_COLUMNS} FROM changes WHERE latest = 1 AND act NOT IN (?, ?)",  # noqa: S608
        (Act.DELETED, Act.REFRESHED),
    )
    return {change.name: change.standing for change in map(_change, rows)}


def _next_time(database: sqlite3.Connection) -> datetime:
    """Return when what is written now will be told: whole seconds, never before what there is."""
    soon = now() + timedelta(seconds=TOLD_AFTER)
    if soon.microsecond:
        soon = soon.replace(microsecond=0) + timedelta(seconds=1)
    (last,) = database.execute("SELECT max(at) FROM changes").fetchone()
    return max(soon, read_stamp(last)) if last else soon


def _write(
    database: sqlite3.Connection,
    found: list[tuple[Act, str, Standing]],
    at: datetime,
    generation: str,
) -> None:
    told = stamp(at)
    database.execute("INSERT OR IGNORE INTO editions VALUES (?, ?)", (generation, told))
    if not found:
        return
    (last,) = database.execute("SELECT max(number) FROM changes").fetchone()
    if last is None:
        _add(database, told, Act.REFRESHED, "", Standing(""))
    for act, name, standing in found:
        database.execute("UPDATE changes SET latest = 0 WHERE name = ? AND latest = 1", (name,))
        _add(database, told, act, name, standing)
    (last,) = database.execute("SELECT max(number) FROM changes").fetchone()
    database.execute("DELETE FROM changes WHERE latest = 0 AND number < ?", (last - _REMEMBERED,))


def _add(database: sqlite3.Connection, told: str, act: Act, name: str, standing: Standing) -> None:
    database.execute(
        "INSERT INTO changes (at, act, name, kind, state, goes_to, documents, regions, latest)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)",
        (
            told,
            act,
            name,
            name.partition("/")[0],
            standing.state,
            standing.into,
            " ".join(standing.documents),
            " ".join(standing.regions),
        ),
    )


def _change(row: tuple[int, str, str, str, str, str, str, str]) -> Change:
    number, at, act, name, state, goes_to, documents, regions = row
    standing = Standing(state, goes_to, tuple(documents.split()), tuple(regions.split()))
    return Change(number, read_stamp(at), Act(act), name, standing)


def _value(database: sqlite3.Connection, name: str) -> str:
    row = database.execute("SELECT value FROM ledger WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else ""
