"""Reading the search index: what is in it, which practices pass a filter, where a word stands.

No query syntax is ever made from what people type: stems reach SQLite as values, and a phrase as
a quoted string of letters and digits.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.model import Passage, PracticeCard
from search.words import key_of

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
    practice_lengths: NDArray[np.float64] = field(init=False)

    def __post_init__(self) -> None:
        steps = np.diff(self.practices, prepend=self.practices[:1] - 1)
        if (steps >= 0).all():  # as a writer leaves them: no need to sort
            keys, places = self.practices[steps > 0], np.cumsum(steps > 0) - 1
        else:
            keys, places = np.unique(self.practices, return_inverse=True)
        object.__setattr__(self, "practice_keys", keys)
        object.__setattr__(self, "practice_places", places.astype(np.int64))
        lengths = np.bincount(places, weights=self.lengths, minlength=len(keys))
        object.__setattr__(self, "practice_lengths", lengths)

    @classmethod
    def of(cls, revision: int, rows: Sequence[tuple[int, int, int]]) -> Catalogue:
        """Return the catalogue of rows (passage, practice, length), in order of passage."""
        table = np.asarray(rows, np.int64).reshape(-1, 3)
        keys, practices = (np.ascontiguousarray(table[:, n]) for n in (0, 1))
        return cls(revision, keys, practices, table[:, 2].astype(np.float64))

    @property
    def practice_count(self) -> int:
        """How many practices there are."""
        return len(self.practice_keys)

    def places(self, keys: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
        """Return where these keys stand in the arrays; keys that are not there are left out."""
        places, there = stand(self.keys, keys)
        return places[there]


def stand(
    ordered: NDArray[np.int64], keys: Sequence[int] | NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return where keys stand among ordered ones, and which of them do."""
    wanted = np.asarray(keys, np.int64)
    found = np.searchsorted(ordered, wanted)
    there = found < len(ordered)
    there[there] = ordered[found[there]] == wanted[there]
    return found.astype(np.int64), there


@dataclass(frozen=True, slots=True)
class FoundPractice:
    """A practice's key, that of its document, its identifier, the title it is sorted by."""

    key: int
    document: int
    id: str
    sort_title: str


class SqliteLookup:
    """Questions to one state of an index file; lives as long as `SearchIndex.reading`.

    Lists and filters travel as JSON in one parameter, so every query is a constant.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def revision(self) -> int:
        """Return the number of the last write."""
        ((value,),) = self._rows("SELECT value FROM settings WHERE name = 'revision'")
        return int(value)

    def birth(self) -> str:
        """Return what tells this index from another that took its place: keys begin anew there."""
        rows = self._rows("SELECT value FROM settings WHERE name = 'birth'")
        return str(rows[0][0]) if rows else ""

    def documents(self, encoder: str) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return the keys of all documents, in order, and which of them this encoder has encoded.

        A document that is written again has another key, higher than all there were.
        """
        rows = self._rows("SELECT key, encoder IS ? FROM documents ORDER BY key", encoder)
        table = np.asarray(rows, np.int64).reshape(-1, 2)
        return np.ascontiguousarray(table[:, 0]), table[:, 1].astype(bool)

    def catalogue(self, after: int = 0) -> Catalogue:
        """Return the passages whose keys are above `after`: keys, practices, lengths in words."""
        rows = self._rows(
            "SELECT key, practice, length FROM passages WHERE key > ? ORDER BY key", after
        )
        return Catalogue.of(self.revision(), rows)

    def comparison(self) -> None:
        """Vectors are compared in the reader's memory: see `search.vectors`."""

    def practices(self, after: int = 0) -> list[FoundPractice]:
        """Return the practices whose keys are above `after`, in order of key."""
        rows = self._rows(
            "SELECT key, document, id, sort_title FROM practices WHERE key > ? ORDER BY key", after
        )
        return [FoundPractice(*row) for row in rows]

    def facet_holders(self, after: int = 0) -> list[tuple[str, str, NDArray[np.int64]]]:
        """Return (facet, value, keys of the practices that have it, in order) for keys > `after`.

        What is filtered by but not counted, ``place``, is among the facets.
        """
        query = "SELECT facet, value, group_concat(practice) FROM facets"
        # Either by value, which is how the table lies, or the few that came last.
        where = " INDEXED BY facets_by_practice WHERE practice > ?" if after else " WHERE ? = 0"
        rows = self._rows(query + where + " GROUP BY facet, value", after)
        return [
            (facet, value, np.sort(np.fromstring(keys, np.int64, sep=",")))
            for facet, value, keys in rows
        ]

    def periods(self, after: int = 0) -> list[tuple[int, int, int]]:
        """Return (practice, first year, last year) of practices with keys above `after`."""
        query = "SELECT practice, first, last FROM periods WHERE practice > ? ORDER BY practice"
        return self._rows(query, after)

    def stems(self, after: int) -> list[tuple[int, str, int, int]]:
        """Return (key, stem, how often in the title, how often in the text) for keys > `after`."""
        query = "SELECT rowid, title, text FROM words WHERE rowid > ? ORDER BY rowid"
        counted = (
            (key, Counter(title.split()), Counter(text.split()))
            for key, title, text in self._rows(query, after)
        )
        return [
            (key, stem, titled[stem], told[stem])
            for key, titled, told in counted
            for stem in sorted(titled.keys() | told.keys())
        ]

    def vectors(
        self, encoder: str, after: int = 0, limit: int = -1
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return keys and vectors (n, d) of passages with keys > `after` that it has encoded.

        Those of the `limit` lowest keys; of all of them if it is negative.
        """
        rows = self._rows(
            "SELECT passages.key, vector FROM passages"
            " JOIN practices ON practices.key = passages.practice"
            " JOIN documents ON documents.key = practices.document"
            " WHERE passages.key > ? AND encoder = ? AND vector IS NOT NULL"
            " ORDER BY passages.key LIMIT ?",
            after,
            encoder,
            limit,
        )
        if not rows:
            return np.empty(0, np.int64), np.empty((0, 0), np.float32)
        matrix = np.frombuffer(b"".join(blob for _, blob in rows), "<f2").reshape(len(rows), -1)
        return np.asarray([key for key, _ in rows], np.int64), matrix.astype(np.float32)

    def not_encoded(self, encoder: str) -> tuple[str, ...]:
        """Return the ids of the documents whose vectors are of another encoder or missing."""
        rows = self._rows("SELECT id FROM documents WHERE encoder IS NOT ? ORDER BY id", encoder)
        return tuple(document for (document,) in rows)

    def encoded_by(self, encoder: str) -> bool:
        """Tell whether questions can be compared with what is here: no vectors of another encoder.

        Documents that nobody has encoded are found by their words, unless all are so.
        """
        ((others, ours, documents),) = self._rows(
            "SELECT sum(encoder IS NOT NULL AND encoder != ?), sum(encoder IS ?), count(*)"
            " FROM documents",
            encoder,
            encoder,
        )
        return not documents or (bool(ours) and not others)

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

    def has_value(self, facet: str, value: str) -> bool:
        """Say whether some practice has a value of a facet."""
        query = "SELECT 1 FROM facets WHERE facet = ? AND value = ? LIMIT 1"
        return bool(self._rows(query, facet, value))

    def has_stem(self, stem: str) -> bool:
        """Say whether some text or title has a word of this stem."""
        return bool(self._rows("SELECT 1 FROM word_places WHERE term = ? LIMIT 1", stem))

    def forms(self) -> list[tuple[str, int]]:
        """Return every word as written, in small letters, and in how many texts it stands."""
        return self._rows("SELECT form, texts FROM forms ORDER BY form")

    def titled(self, text: str) -> tuple[int, ...]:
        """Return the keys of the practices whose title this is, but for case, accents, signs."""
        query = "SELECT key FROM practices WHERE title_key = ? AND title_key <> '' ORDER BY key"
        return tuple(key for (key,) in self._rows(query, key_of(text)))

    def titles_beginning(self, typed: str, limit: int) -> list[tuple[str, str]]:
        """Return (identifier, title) of the practices whose title begins so, in its order."""
        return self._rows(
            "SELECT id, min(title) FROM practices WHERE title_key >= ?1 AND title_key < ?2"
            " GROUP BY id ORDER BY min(title_key), id LIMIT ?3",
            *_range(typed),
            limit,
        )

    def organisations_beginning(self, typed: str, limit: int) -> list[tuple[str, str]]:
        """Return (identifier, name) of the organisations whose name begins so, busiest first."""
        return self._rows(
            "SELECT id, min(name) FROM organisations WHERE name_key >= ?1 AND name_key < ?2"
            " GROUP BY id ORDER BY count(*) DESC, min(name_key), id LIMIT ?3",
            *_range(typed),
            limit,
        )

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

    def _rows(self, query: str, *values: str | int | None) -> list[Any]:
        return self._connection.execute(query, values).fetchall()


def _range(typed: str) -> tuple[str, str]:
    """Return the first key that begins so and the first that comes after all of them."""
    key = key_of(typed)
    return key, key + "\U0010ffff"


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
