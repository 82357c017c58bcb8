"""The keys of heavy users: shown once, kept as their hash, revoked by name.

A key is 256 random bits. Its plain SHA-256 is enough to keep it: a slow hash with salt protects
words that people choose, of which there are few; nobody tries 2^256. The log only grows, so who had
which quota, and until when, can be told afterwards. A service that is running reads it again when
it changes.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
import re
import secrets
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from api.errors import UnavailableError
from corpus.growing_log import GrowingLog

PREFIX = "prassi_"  # so that who finds one in a repository knows what it opens
_BITS = 256
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
#: Seconds between two looks at the file of keys.
_LOOK_EVERY = 1.0

_log = logging.getLogger(__name__)


class BadKey(ValueError):
    """A key cannot be added or revoked, or the log cannot be read; the message is in Italian."""


class KeyAct(StrEnum):
    """What may happen to a key."""

    ADDED = "added"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is kept: requests allowed `per_minute`, and `per_day` counted in UTC."""

    name: str
    sha256: str
    per_minute: int
    per_day: int
    added: str


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """One line of the log; a revocation repeats the key that it ends."""

    act: KeyAct
    at: str
    key: Key


class KeyFile:
    """The log of keys, `keys.jsonl` in the folder of the library; nobody else may read it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._log = GrowingLog(path, _write, _read, BadKey, "non è una riga del registro di chiavi")

    def add(self, name: str, per_minute: int, per_day: int) -> str:
        """Make a key and return it: this is the only time anybody sees it.

        Raises BadKey for a name that is taken or cannot be one, OSError when the disk refuses.
        """
        if not _NAME.fullmatch(name):
            raise BadKey(
                f"«{name}» non va bene come nome: lettere minuscole, cifre, punti e trattini, "
                "al massimo 64"
            )
        secret = PREFIX + secrets.token_urlsafe(_BITS // 8)
        key = Key(name, digest(secret), per_minute, per_day, _now())

        def free(held: Iterator[KeyEntry]) -> None:
            if name in _standing(held):
                raise BadKey(f"c'è già una chiave «{name}»: revocatela, o scegliete un altro nome")

        self._private()
        self._log.add([KeyEntry(KeyAct.ADDED, key.added, key)], free)
        return secret

    def revoke(self, name: str) -> Key:
        """End a key and return what it was; raises BadKey where there is none of that name."""
        key = _standing(iter(self._log.entries())).get(name)
        if key is None:
            raise BadKey(f"non c'è una chiave «{name}»: «prassi keys list» le elenca")
        self._log.add([KeyEntry(KeyAct.REVOKED, _now(), key)])
        return key

    def standing(self) -> Mapping[str, Key]:
        """Return the keys that open, by name; raises BadKey where the log cannot be read."""
        return _standing(iter(self._log.entries()))

    def _private(self) -> None:
        """Make the file before anything is in it, closed to others whatever the umask."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))
        self.path.chmod(0o600)


def key_file(data: Path) -> KeyFile:
    """Return the log of keys of the library in a folder."""
    return KeyFile(data / "keys.jsonl")


class KeyRing:
    """The keys that a running service knows; follows the file. Lives in the event loop."""

    def __init__(self, file: KeyFile) -> None:
        self._file = file
        self._known: tuple[Key, ...] | None = None
        self._seen: tuple[int, int, int] | None = None
        self._looked = -_LOOK_EVERY

    def find(self, secret: str) -> Key | None:
        """Return what a key opens, or None; takes the same time whichever it is.

        Raises UnavailableError while the file of keys was never readable.
        """
        if time.monotonic() - self._looked >= _LOOK_EVERY:
            self._look()
        if self._known is None:
            raise UnavailableError(
                "Le chiavi ora non si possono controllare. Senza chiave si legge tutto.", 60
            )
        told = digest(secret)
        found = [key for key in self._known if hmac.compare_digest(key.sha256, told)]
        return found[0] if found else None

    def _look(self) -> None:
        self._looked = time.monotonic()
        try:
            state = self._file.path.stat()
            seen = (state.st_ino, state.st_size, state.st_mtime_ns)
            if seen != self._seen:
                self._seen = seen
                self._known = tuple(self._file.standing().values())
        except FileNotFoundError:
            self._known, self._seen = (), None
        except (BadKey, OSError) as error:
            # The keys known so far go on: a slip of the pen must not lock everybody out.
            _log.error("the keys were not read again: %s", error)


def digest(secret: str) -> str:
    """Return what is kept of a key: its SHA-256, in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _standing(entries: Iterator[KeyEntry]) -> dict[str, Key]:
    standing: dict[str, Key] = {}
    for entry in entries:
        if entry.act is KeyAct.ADDED:
            standing[entry.key.name] = entry.key
        else:
            standing.pop(entry.key.name, None)
    return standing


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _write(entry: KeyEntry) -> Mapping[str, Any]:
    return {"act": str(entry.act), "at": entry.at, **asdict(entry.key)}


def _read(row: Mapping[str, Any]) -> KeyEntry:
    key = Key(
        name=str(row["name"]),
        sha256=bytes.fromhex(row["sha256"]).hex(),
        per_minute=max(1, int(row["per_minute"])),
        per_day=max(1, int(row["per_day"])),
        added=str(row["added"]),
    )
    return KeyEntry(KeyAct(row["act"]), str(row["at"]), key)
