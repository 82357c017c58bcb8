"""Who may work at the desk: accounts and their sessions, in `accounts.sqlite`.

A session is 256 random bits in a cookie; here lies its SHA-256 alone. It ends after a time without
use, after a longer time in any case, when its password changes and when its account is disabled.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from api.desk import passwords
from corpus.desk.database import Database

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
#: Seconds between two notes that a session is in use: reading pages should not write each time.
_NOTE_EVERY = 30.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS account (
  name TEXT PRIMARY KEY, role TEXT NOT NULL, kept TEXT NOT NULL, must_change INTEGER NOT NULL,
  disabled INTEGER NOT NULL DEFAULT 0, added TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS session (
  sha256 TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES account (name),
  opened REAL NOT NULL, seen REAL NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS secret (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
"""


class BadAccount(ValueError):
    """An account that cannot be made or changed; the message is in Italian."""


class Role(StrEnum):
    """What an account may do: administrators also withdraw documents."""

    CURATOR = "curatore"
    ADMINISTRATOR = "amministratore"


@dataclass(frozen=True, slots=True)
class Account:
    """One who may sign in; `must_change` while the password is one that others have seen."""

    name: str
    role: Role
    must_change: bool
    disabled: bool
    added: str


@dataclass(frozen=True, slots=True)
class Session:
    """An account at work; `secret` is what its cookie holds."""

    account: Account
    secret: str

    def token(self) -> str:
        """Return a token for a form: another each time, so that compression tells nothing."""
        salt = secrets.token_hex(8)
        return f"{salt}.{_mark(self.secret, salt)}"

    def gave(self, token: str) -> bool:
        """Tell whether a form carries a token of this session."""
        salt, _, mark = token.partition(".")
        return hmac.compare_digest(_mark(self.secret, salt).encode(), mark.encode())


class Accounts:
    """The accounts of one library. Any number of processes may use them."""

    def __init__(
        self,
        path: Path,
        idle: float = 3600.0,
        longest: float = 43200.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Name the file, the seconds a session may rest and those it may last."""
        self._file = Database(path, _SCHEMA)
        self._idle = idle
        self._longest = longest
        self._clock = clock

    def add(self, name: str, role: Role, password: str, *, must_change: bool = False) -> None:
        """Make an account; raises BadAccount for its name, BadPassword for its password."""
        if not _NAME.fullmatch(name):
            raise BadAccount(
                f"«{name}» non va bene come nome: lettere minuscole, cifre, punti e trattini, "
                "al massimo 40"
            )
        passwords.check(password, name)
        row = (name, str(role), passwords.keep(password), must_change, _now())
        try:
            with self._file.change() as change:
                change.execute(
                    "INSERT INTO account (name, role, kept, must_change, added) "
                    "VALUES (?, ?, ?, ?, ?)",
                    row,
                )
        except sqlite3.IntegrityError:
            raise BadAccount(f"c'è già un account «{name}»") from None

    def all(self) -> tuple[Account, ...]:
        """Return every account, by name."""
        with self._file.look() as file:
            return tuple(map(_account, file.execute("SELECT * FROM account ORDER BY name")))

    def disable(self, name: str, *, disabled: bool = True) -> None:
        """Shut an account, or open it again; raises BadAccount where there is none."""
        with self._file.change() as change:
            done = change.execute(
                "UPDATE account SET disabled = ? WHERE name = ?", (disabled, name)
            )
            _must_be(done, name)
            change.execute("DELETE FROM session WHERE account = ?", (name,))

    def set_password(self, name: str, password: str, *, must_change: bool = False) -> None:
        """Change a password and end the sessions it opened; raises BadAccount, BadPassword."""
        passwords.check(password, name)
        kept = passwords.keep(password)
        with self._file.change() as change:
            done = change.execute(
                "UPDATE account SET kept = ?, must_change = ? WHERE name = ?",
                (kept, must_change, name),
            )
            _must_be(done, name)
            change.execute("DELETE FROM session WHERE account = ?", (name,))

    def knows(self, name: str, password: str) -> Account | None:
        """Return whose password it is; takes as long where nobody has the name."""
        with self._file.look() as file:
            row = file.execute(
                "SELECT * FROM account WHERE name = ? AND disabled = 0", (name,)
            ).fetchone()
        right = passwords.agrees(row["kept"] if row else None, password)
        return _account(row) if right else None

    def open(self, account: Account) -> Session:
        """Begin a session."""
        secret, now = secrets.token_urlsafe(32), self._clock()
        with self._file.change() as change:
            change.execute("DELETE FROM session WHERE opened < ?", (now - self._longest,))
            change.execute(
                "INSERT INTO session (sha256, account, opened, seen) VALUES (?, ?, ?, ?)",
                (_digest(secret), account.name, now, now),
            )
        return Session(account, secret)

    def session(self, secret: str) -> Session | None:
        """Return the session of a cookie, or None where it is over."""
        now, digest = self._clock(), _digest(secret)
        with self._file.look() as file:
            row = file.execute(
                "SELECT account.*, opened, seen FROM session "
                "JOIN account ON account.name = session.account "
                "WHERE sha256 = ? AND disabled = 0",
                (digest,),
            ).fetchone()
        if row is None or now - row["seen"] > self._idle or now - row["opened"] > self._longest:
            return None
        if now - row["seen"] > _NOTE_EVERY:
            with self._file.change() as change:
                change.execute("UPDATE session SET seen = ? WHERE sha256 = ?", (now, digest))
        return Session(_account(row), secret)

    def close(self, secret: str) -> None:
        """End a session."""
        with self._file.change() as change:
            change.execute("DELETE FROM session WHERE sha256 = ?", (_digest(secret),))

    def secret(self, name: str) -> bytes:
        """Return a secret of this installation, made the first time it is asked for."""
        with self._file.change() as change:
            change.execute(
                "INSERT OR IGNORE INTO secret (name, value) VALUES (?, ?)",
                (name, secrets.token_bytes(32)),
            )
            row = change.execute("SELECT value FROM secret WHERE name = ?", (name,)).fetchone()
        return bytes(row["value"])


def accounts_in(data: Path, idle: float = 3600.0, longest: float = 43200.0) -> Accounts:
    """Return the accounts of the library in a folder."""
    return Accounts(data / "accounts.sqlite", idle, longest)


def _account(row: sqlite3.Row) -> Account:
    return Account(
        row["name"],
        Role(row["role"]),
        bool(row["must_change"]),
        bool(row["disabled"]),
        row["added"],
    )


def _must_be(done: sqlite3.Cursor, name: str) -> None:
    if not done.rowcount:
        raise BadAccount(f"non c'è un account «{name}»: «prassi accounts list» li elenca")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _mark(secret: str, salt: str) -> str:
    return hmac.new(secret.encode(), salt.encode(), hashlib.sha256).hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
