"""The file of the search index: opened by each thread, checked, replaced where it is damaged."""

from __future__ import annotations

import fcntl
import logging
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import resources
from pathlib import Path

from search.soundness import fault, is_damage
from search.trust import Trust
from search.upgrade import FORMER, upgrade

APPLICATION_ID = 0x50726173  # "Pras"
# Raise it, too, when passages are cut or read by the encoder in another way.
SCHEMA_VERSION = 3
_PATIENCE_MS = 30_000  # how long a writer waits for another process' transaction
_COMPANIONS = ("", "-wal", "-shm")
_DAMAGED = ".danneggiato"
_log = logging.getLogger(__name__)


class BrokenIndexError(RuntimeError):
    """The file is not a search index of ours, or it is damaged; the message is Italian."""


class AwaitingIndexError(BrokenIndexError):
    """The index is new and waits for its documents: what it would answer is not true yet."""


class IndexFile:
    """The connections to one index file, one a thread, made if it is not there.

    A `refillable` file is one whose owner can fill it again: where it is missing, damaged or of
    another schema, a new one takes its place (what was there is kept beside it, with a name that
    says so) and is *awaiting* until `filled`; where another process replaces it, it is opened
    again. Any other file that is not ours, or damaged, raises BrokenIndexError and stays.
    """

    def __init__(self, path: Path, *, refillable: bool) -> None:
        self.path = path
        self.refillable = refillable
        path.parent.mkdir(parents=True, exist_ok=True)
        self._local = threading.local()
        self._opening = threading.RLock()
        self._connections: list[sqlite3.Connection] = []
        self._closed = False
        self._inode: int | None = None
        self._trust = Trust(path)
        self._prepare()

    def connection(self) -> sqlite3.Connection:
        """Return the connection of this thread to the file that lies there now."""
        held: tuple[sqlite3.Connection, int | None] | None = getattr(self._local, "held", None)
        if held and (held[0].in_transaction or not self.refillable or held[1] == self._lies()):
            return held[0]
        with self._opening:
            if self._closed:
                raise sqlite3.ProgrammingError("the search index is closed")
            if held:
                self._connections.remove(held[0])
                held[0].close()
                self._local.held = None
            if self.refillable and self._inode != self._lies():
                self._prepare()
            connection = _connect(self.path)
            self._connections.append(connection)
            self._local.held = connection, self._lies()
        return connection

    @contextmanager
    def told(self) -> Iterator[None]:
        """Name damage that is met on the way: BrokenIndexError instead of SQLite's own."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            if is_damage(error):
                raise BrokenIndexError(_broken(self.path, str(error))) from error
            raise

    def written(self) -> None:
        """Say that this process has written: the file lies otherwise, and as sound as before."""
        if self.refillable:
            self._trust.note(checked=False)

    def close(self) -> None:
        """Close every connection; asking for one afterwards raises ProgrammingError."""
        with self._opening:
            self._closed = True
            while self._connections:
                self._connections.pop().close()

    def _prepare(self) -> None:
        """Bring the file to the present schema, or put a new one in its place."""
        wrong = self._wrong(sound=self.refillable)
        if wrong is not None:
            with self._turn():
                wrong = self._wrong(sound=self.refillable)  # or another process was quicker
                if wrong and not self.refillable:
                    raise BrokenIndexError(_broken(self.path, wrong))
                if wrong:
                    aside = self._set_aside()
                    _log.warning(
                        "l'indice di ricerca era danneggiato (%s): è in %s, se ne rifà uno",
                        wrong,
                        aside,
                    )
                if wrong is not None:
                    with closing(_connect(self.path)) as connection:
                        _create(connection, awaiting=self.refillable)
        self._inode = self._lies()

    def _wrong(self, *, sound: bool) -> str | None:
        """Return what is wrong with the file, "" where there is none yet, None where all is well.

        One of the former schema is brought up to date, one of another is emptied.
        """
        try:
            with closing(sqlite3.connect(self.path, timeout=_PATIENCE_MS / 1000)) as probe:
                probe.isolation_level = None
                (owner,) = probe.execute("PRAGMA application_id").fetchone()
                (version,) = probe.execute("PRAGMA user_version").fetchone()
                (tables,) = probe.execute("SELECT count(*) FROM sqlite_schema").fetchone()
                if not tables:
                    return ""
                if owner != APPLICATION_ID:
                    return "contiene altri dati"
                if version == FORMER:
                    probe.execute("PRAGMA foreign_keys = ON")
                    upgrade(probe, _schema(), SCHEMA_VERSION)
                elif version != SCHEMA_VERSION:
                    return self._emptied()
                if not sound or self._trust.holds():
                    return None
                wrong = fault(probe)
            if wrong is None:
                self._trust.note(checked=True)
            return wrong
        except sqlite3.DatabaseError as error:
            if is_damage(error) or _lacks_a_table(error):
                return " ".join(str(error).split())
            raise

    def _emptied(self) -> str:
        for suffix in _COMPANIONS:
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        return ""

    def _set_aside(self) -> Path:
        for suffix in _COMPANIONS:
            present = self.path.with_name(self.path.name + suffix)
            aside = self.path.with_name(self.path.name + _DAMAGED + suffix)
            aside.unlink(missing_ok=True)
            if present.exists():
                present.rename(aside)
        return self.path.with_name(self.path.name + _DAMAGED)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Let one process at a time make or replace the file."""
        with self.path.with_name(f".{self.path.name}.lock").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            yield

    def _lies(self) -> int | None:
        try:
            return self.path.stat().st_ino
        except FileNotFoundError:
            return None


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, isolation_level=None, check_same_thread=False, timeout=_PATIENCE_MS / 1000
    )
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("PRAGMA secure_delete = ON")
    return connection


def _create(connection: sqlite3.Connection, *, awaiting: bool) -> None:
    # Revisions go on from the clock: who remembers one of a former file must not take it for ours.
    revision = time.time_ns() // 1000
    connection.executescript(f"BEGIN IMMEDIATE;\n{_schema()}")
    connection.execute("UPDATE settings SET value = ? WHERE name = 'revision'", (str(revision),))
    # And keys begin anew: who follows the index by its keys must notice.
    connection.execute("INSERT INTO settings VALUES ('birth', ?)", (str(revision),))
    if awaiting:
        connection.execute("INSERT INTO settings VALUES ('awaiting', '1')")
    # Not a script: that would commit what is under way first.
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID:d}")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION:d}")
    connection.execute("COMMIT")


def _schema() -> str:
    return resources.files("search").joinpath("schema.sql").read_text(encoding="utf-8")


def _lacks_a_table(error: sqlite3.DatabaseError) -> bool:
    return str(error).startswith(("no such table", "no such column", "vtable constructor failed"))


def _broken(path: Path, reason: str) -> str:
    return (
        f"il file {path} non è un indice di ricerca leggibile ({reason}): se è l'indice di Prassi,"
        " cancellatelo ed eseguite «prassi rebuild», che lo rifà dai documenti"
    )
