"""Passwords: kept as argon2id, never as they are; what makes a bad one is told in Italian."""

from __future__ import annotations

import secrets
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 200
_INVITATION_BYTES = 15
#: Each check takes 64 MiB: who tries many at once must not take the memory of the readers.
_AT_ONCE = BoundedSemaphore(2)
_HASHER = PasswordHasher()


class BadPassword(ValueError):
    """A password that cannot be taken; the message is in Italian."""


def check(password: str, name: str) -> None:
    """Raise BadPassword for one that is too short, too long, or easily guessed."""
    if len(password) < SHORTEST:
        raise BadPassword(f"La password è troppo corta: servono almeno {SHORTEST} caratteri.")
    if len(password) > LONGEST:
        raise BadPassword(f"La password è troppo lunga: al massimo {LONGEST} caratteri.")
    if len(set(password)) < SHORTEST // 2 or (name and name.casefold() in password.casefold()):
        raise BadPassword(
            "La password si indovina: non usate il vostro nome né sempre gli stessi segni. "
            "Tre o quattro parole a caso vanno bene."
        )


def keep(password: str) -> str:
    """Return what is kept of a password."""
    with _AT_ONCE:
        return _HASHER.hash(password)


def agrees(kept: str | None, password: str) -> bool:
    """Tell whether a password is the one kept; where none is kept it takes the same time."""
    with _AT_ONCE:
        try:
            said = _HASHER.verify(kept or _nobody(), password[: LONGEST + 1])
        except (VerificationError, InvalidHashError):
            return False
    return said and kept is not None


def invitation() -> str:
    """Return a password to be used once and changed."""
    return secrets.token_urlsafe(_INVITATION_BYTES)


@cache
def _nobody() -> str:
    return _HASHER.hash(secrets.token_urlsafe())
