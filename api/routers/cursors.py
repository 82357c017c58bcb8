"""Cursors: where a list goes on, as an opaque word that belongs to one list and its filters.

A cursor holds the key of the last thing told, not a number, so that a list walked while the library
changes tells each thing once; and the generation the walk began in, so that a change is told.
"""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass

from api.errors import PrassiError

_VERSION = 1
_CHECK = 6  # bytes that tell a cursor of ours from a mutilated one; it is no secret
_DIGEST = 8
#: Characters of the longest cursor: keys are short (`corpus.registers.register`).
LONGEST_CURSOR = 1200


@dataclass(frozen=True, slots=True)
class Cursor:
    """The key of the last thing told, and the generation in which the list was begun."""

    key: tuple[str, ...]
    generation: str


def list_name(path: str, asked: Iterable[tuple[str, str]]) -> str:
    """Return what a list is known by: its address and what narrows it, in whatever order."""
    told = json.dumps([path, *sorted(asked)], ensure_ascii=False)
    return hashlib.blake2b(told.encode(), digest_size=_DIGEST).hexdigest()


def written(cursor: Cursor, name: str) -> str:
    """Return a cursor of a list as one word of letters, digits, ``-`` and ``_``."""
    told = json.dumps(
        [_VERSION, name, cursor.generation, *cursor.key],
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()
    return urlsafe_b64encode(_check(told) + told).decode().rstrip("=")


def read(word: str, name: str, parts: int) -> Cursor:
    """Return the cursor of a word; `parts` are those of a key of this list.

    Raises PrassiError 404 for what is no cursor of ours, or one of another list or other filters.
    """
    try:
        raw = urlsafe_b64decode(word.encode("ascii") + b"=" * (-len(word) % 4))
        check, told = raw[:_CHECK], raw[_CHECK:]
        version, of, generation, *key = json.loads(told)
    except (ValueError, TypeError, RecursionError) as error:
        raise _bad("non è un cursore: usate quello che la pagina precedente ha dato") from error
    if check != _check(told) or version != _VERSION:
        raise _bad("non è un cursore: usate quello che la pagina precedente ha dato")
    if of != name or len(key) != parts:
        raise _bad("è di un altro elenco o di altri filtri: ricominciate senza cursore")
    return Cursor(tuple(map(str, key)), str(generation))


def _check(told: bytes) -> bytes:
    return hashlib.blake2b(told, digest_size=_CHECK).digest()


def _bad(reason: str) -> PrassiError:
    return PrassiError(
        404,  # written as a cursor is, and of no page: `filtering` says why not 422
        "Cursore non valido",
        f"«cursor» {reason}.",
        "invalid-cursor",
        extra={"errors": [{"parameter": "cursor", "reason": reason}]},
    )
