"""Reading the search index: what is in it, which practices pass a filter, where a word stands.

No query syntax is ever made from what people type: stems reach SQLite as values, and a phrase as
a quoted string of letters and digits.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.model import Passage, PracticeCard

Filters = Mapping[str, Sequence[str]]
"""Facet → values. A practice passes if it has one of the values of each facet."""


Postings = NDArray[np.int64]
"""Rows (passage key, times in the title of its practice, times in its text), one a passage."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All passages at one revision, as aligned arrays in the order of their keys.

    A practice has a passage at least; `lengths` are in words.
    """

    revision: int
    keys: NDArray[np.int64]
    practices: NDArray[np.int64]
    lengths: NDArray[np.float64]
    practice_keys: NDArray[np.int64] = field(init=False)
    """Each practice once, in order of key."""
    practice_places: NDArray[np.int64] = field(init=False)
    """For each passage, where its practice stands in `practice_keys`."""

    def __post_init__(self) -> None:
        keys, places = np.unique(self.practices, return_inverse=True)
        object.__setattr__(self, "practice_keys", keys)
        object.__setattr__(self, "practice_places", places.astype(np.int64))

    @property
    def practice_count(self) -> int:
        """How many practices there are."""
        return len(self.practice_keys)

    def places(self, keys: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
        """Return where these keys stand in the arrays; keys that are not there are left out."""
        wanted = np.asarray(keys, np.int64)
        found = np.searchsorted(self.keys, wanted)
        inside = found < len(self.keys)
        inside[inside] = self.keys[found[inside]] == wanted[inside]
        return found[inside].astype(np.int64)


@dataclass(frozen=True, slots=True)
class FoundPractice:
    """A practice's key, its identifier, the title it is sorted by."""

    key: int
    id: str
    sort_title: str


class Lookup:
    """Questions to one state of the index; lives as long as `SearchIndex.reading`.

    Lists and filters travel as JSON in one parameter, so every query is a constant.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def revision(self) -> int:
        """Return the number of the last write."""
        ((value,),) = self._rows("SELECT value FROM settings WHERE name = 'revision'")
        return int(value)

    def catalogue(self) -> Catalogue:
        """Return all passages: keys, practices, lengths in words."""
        rows = self._rows("SELECT key, practice, length FROM passages ORDER BY key")
        table = np.asarray(rows, np.int64).reshape(-1, 3)
        return Catalogue(
            self.revision(),
            np.ascontiguousarray(table[:, 0]),
            np.ascontiguousarray(table[:, 1]),
            table[:, 2].astype(np.float64),
        )

    def vectors(self, encoder: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the keys and vectors (n, d) of the passages that this encoder has encoded."""
        rows = self._rows(
            "SELECT key, vector FROM entries WHERE encoder = ? AND vector IS NOT NULL ORDER BY key",
            encoder,
        )
        if not rows:
            return np.empty(0, np.int64), np.empty((0, 0), np.float32)
        matrix = np.frombuffer(b"".join(blob for _, blob in rows), "<f2").reshape(len(rows), -1)
        return np.asarray([key for key, _ in rows], np.int64), matrix.astype(np.float32)

    def fingerprint(self, encoder: str) -> tuple[int, str]:
        """Return how many passages an encoder has encoded and a sha256 of their keys and ids."""
        rows = self._rows(
            "SELECT key, id FROM entries WHERE encoder = ? AND vector IS NOT NULL ORDER BY key",
            encoder,
        )
        return len(rows), hashlib.sha256(json.dumps(rows).encode()).hexdigest()

    def not_encoded(self, encoder: str) -> tuple[str, ...]:
        """Return the ids of the documents whose vectors are of another encoder or missing."""
        rows = self._rows("SELECT id FROM documents WHERE encoder IS NOT ? ORDER BY id", encoder)
        return tuple(document for (document,) in rows)

    def texts(self, document: str) -> list[tuple[int, str, str]]:
        """Return (key, practice title, text) of the passages of a document, in order."""
        return self._rows(
            "SELECT key, title, text FROM entries WHERE document = ? ORDER BY key", document
        )

    def postings(self, term: Sequence[str]) -> Postings:
        """Return where a stem stands, or several stems one after the other."""
        if len(term) == 1:
            rows = self._rows(
                "SELECT doc, sum(col = 'title'), sum(col = 'text') FROM word_places"
                " WHERE term = ? GROUP BY doc",
                term[0],
            )
        else:
            phrase = '"' + " ".join(term) + '"'
            rows = self._rows("SELECT rowid, 0, 1 FROM words WHERE words MATCH ?", phrase)
        return np.asarray(rows, np.int64).reshape(-1, 3)

    def practices(self, filters: Filters) -> list[FoundPractice]:
        """Return the practices that pass, in alphabetical order of title."""
        rows = self._rows(
            "SELECT key, id, sort_title FROM practices WHERE NOT EXISTS ("
            "  SELECT 1 FROM json_each(?) AS filter WHERE NOT EXISTS ("
            "    SELECT 1 FROM json_each(filter.value) AS wanted JOIN facets"
            "    ON facets.facet = filter.key AND facets.value = wanted.value"
            "    AND facets.practice = practices.key))"
            " ORDER BY sort_title, id, key",
            json.dumps({facet: list(values) for facet, values in filters.items()}),
        )
        return [FoundPractice(*row) for row in rows]

    def facet_counts(self, facet: str, practices: Collection[int]) -> list[tuple[str, int]]:
        """Return each value that these practices have of a facet, and how many have it."""
        return self._rows(
            "SELECT value, count(DISTINCT id) FROM facets"
            " JOIN practices ON practices.key = practice"
            " WHERE facet = ? AND practice IN (SELECT value FROM json_each(?))"
            " GROUP BY facets.value",
            facet,
            json.dumps(list(practices)),
        )

    def practices_with(self, values: Collection[str]) -> frozenset[int]:
        """Return the keys of the practices that have one of these facet values."""
        rows = self._rows(
            "SELECT DISTINCT practice FROM facets WHERE value IN (SELECT value FROM json_each(?))",
            json.dumps(sorted(values)),
        )
        return frozenset(key for (key,) in rows)

    def cards(self, practices: Collection[int]) -> dict[int, PracticeCard]:
        """Return the cards of practices by key."""
        rows = self._rows(
            "SELECT practices.key, practices.id, iri, title, documents.id, status, card"
            " FROM practices JOIN documents ON documents.key = document"
            " WHERE practices.key IN (SELECT value FROM json_each(?))",
            json.dumps(list(practices)),
        )
        return {key: _card(*rest) for key, *rest in rows}

    def passages(self, keys: Collection[int]) -> dict[int, Passage]:
        """Return passages by key."""
        rows = self._rows(
            'SELECT key, id, document, practice_id, start, "end", text FROM entries'
            " WHERE key IN (SELECT value FROM json_each(?))",
            json.dumps(list(keys)),
        )
        return {key: Passage(*rest) for key, *rest in rows}

    def _rows(self, query: str, *values: str) -> list[Any]:
        return self._connection.execute(query, values).fetchall()


def _card(
    identifier: str, iri: str, title: str, document: str, status: str, extra: str
) -> PracticeCard:
    content = json.loads(extra)
    return PracticeCard(
        id=identifier,
        iri=iri,
        title=title,
        document=document,
        status=status,
        summary=content["summary"],
        facets={facet: tuple(values) for facet, values in content["facets"].items()},
    )
