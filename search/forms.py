"""The words of the index as written, and in how many titles and passages each stands."""

from __future__ import annotations

import sqlite3
import unicodedata
from collections import Counter
from collections.abc import Iterable

from search.words import words

_SHORTEST, _LONGEST = 3, 32
_BATCH = 1000  # texts whose counts are summed before they are written


def count_forms(connection: sqlite3.Connection, texts: Iterable[str], sign: int) -> None:
    """Count the words of texts that came (`sign` 1) or went (-1); what nobody has is forgotten."""
    counts: Counter[str] = Counter()
    for number, text in enumerate(texts, 1):
        counts.update(forms_of(text))
        if number % _BATCH == 0:
            _write(connection, counts, sign)
            counts.clear()
    _write(connection, counts, sign)


def forms_of(text: str) -> frozenset[str]:
    """Return the distinct words of a text, in small letters, that spelling can go by."""
    found = (unicodedata.normalize("NFC", word.text.casefold()) for word in words(text))
    return frozenset(f for f in found if _SHORTEST <= len(f) <= _LONGEST and f.isalpha())


def _write(connection: sqlite3.Connection, counts: Counter[str], sign: int) -> None:
    connection.executemany(
        "INSERT INTO forms (form, texts) VALUES (?, ?)"
        " ON CONFLICT (form) DO UPDATE SET texts = texts + excluded.texts",
        [(form, sign * count) for form, count in counts.items()],
    )
    if sign < 0:
        connection.executemany(
            "DELETE FROM forms WHERE form = ? AND texts <= 0", [(form,) for form in counts]
        )
