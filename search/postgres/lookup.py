"""Reading the index on a server: the questions of `search.contract.Lookup`, in its SQL.

Words are looked up by our own stems: Snowball's Italian, as in the server's `italian`
configuration, but with accents folded and the exceptions of `stems.toml`, so that what is found,
counted and shown in bold is the same whatever keeps the index.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.contract import Keys, Matrix
from search.lookup import Catalogue, FoundPractice, Postings
from search.model import Passage, PracticeCard
from search.postgres.connections import Connection
from search.postgres.nearness import Nearness, from_bytes
from search.words import key_of

_ENCODED = (
    "SELECT key, halfvec_send(vector) FROM prassi.entries WHERE encoder = %s AND key > %s"
    " AND vector IS NOT NULL ORDER BY key LIMIT %s"
)


class PostgresLookup:
    """Questions to one state of the index; lives as long as `PostgresIndex.reading`.

    Every value travels as a parameter; no query is made from what people type.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def revision(self) -> int:
        """Return the number of the last write."""
        ((value,),) = self._rows("SELECT value FROM prassi.settings WHERE name = 'revision'")
        return int(value)

    def birth(self) -> str:
        """Return what tells this index from another that took its place: keys begin anew there."""
        ((value,),) = self._rows("SELECT value FROM prassi.settings WHERE name = 'birth'")
        return str(value)

    def documents(self, encoder: str) -> tuple[Keys, NDArray[np.bool_]]:
        """Return the keys of all documents, in order, and which of them this encoder has encoded.

        A document that is written again has another key, higher than all there were.
        """
        query = "SELECT key, encoder IS NOT DISTINCT FROM %s FROM prassi.documents ORDER BY key"
        table = np.asarray(self._rows(query, encoder), np.int64).reshape(-1, 2)
        return np.ascontiguousarray(table[:, 0]), table[:, 1].astype(bool)

    def catalogue(self, after: int = 0) -> Catalogue:
        """Return the passages whose keys are above `after`: keys, practices, lengths in words."""
        query = "SELECT key, practice, length FROM prassi.passages WHERE key > %s ORDER BY key"
        return Catalogue.of(self.revision(), self._rows(query, after))

    def practices(self, after: int = 0) -> list[FoundPractice]:
        """Return the practices whose keys are above `after`, in order of key."""
        query = (
            "SELECT key, document, id, sort_title FROM prassi.practices WHERE key > %s ORDER BY key"
        )
        return [FoundPractice(*row) for row in self._rows(query, after)]

    def facet_holders(self, after: int = 0) -> list[tuple[str, str, Keys]]:
        """Return (facet, value, keys of the practices that have it, in order) for keys > `after`.

        What is filtered by but not counted, ``place``, is among the facets.
        """
        query = (
            "SELECT facet, value, array_agg(practice ORDER BY practice) FROM prassi.facets"
            " WHERE practice > %s GROUP BY facet, value ORDER BY facet, value"
        )
        rows = self._rows(query, after)
        return [(facet, value, np.asarray(keys, np.int64)) for facet, value, keys in rows]

    def periods(self, after: int = 0) -> list[tuple[int, int, int]]:
        """Return (practice, first year, last year) of practices with keys above `after`."""
        query = "SELECT * FROM prassi.periods WHERE practice > %s ORDER BY practice, first, last"
        return self._rows(query, after)

    def stems(self, after: int) -> list[tuple[int, str, int, int]]:
        """Return (key, stem, how often in the title, how often in the text) for keys > `after`."""
        query = (
            "SELECT passage, stem, in_title, in_text FROM prassi.postings WHERE passage > %s"
            " ORDER BY passage, stem"
        )
        return self._rows(query, after)

    def comparison(self) -> Nearness:
        """Vectors are compared on the server."""
        return Nearness(self._connection)

    def vectors(self, encoder: str, after: int = 0, limit: int = -1) -> tuple[Keys, Matrix]:
        """Return keys and vectors (n, d) of passages with keys > `after` that it has encoded.

        Those of the `limit` lowest keys; of all of them if it is negative.
        """
        rows = self._rows(_ENCODED, encoder, after, None if limit < 0 else limit)
        if not rows:
            return np.empty(0, np.int64), np.empty((0, 0), np.float32)
        keys = np.asarray([key for key, _ in rows], np.int64)
        return keys, np.stack([from_bytes(sent) for _, sent in rows])

    def not_encoded(self, encoder: str) -> tuple[str, ...]:
        """Return the ids of the documents whose vectors are of another encoder or missing."""
        query = "SELECT id FROM prassi.documents WHERE encoder IS DISTINCT FROM %s ORDER BY id"
        return tuple(document for (document,) in self._rows(query, encoder))

    def encoded_by(self, encoder: str) -> bool:
        """Tell whether questions can be compared with what is here: no vectors of another encoder.

        Documents that nobody has encoded are found by their words, unless all are so.
        """
        ((others, ours, documents),) = self._rows(
            "SELECT count(*) FILTER (WHERE encoder <> %s), count(*) FILTER (WHERE encoder = %s),"
            " count(*) FROM prassi.documents",
            encoder,
            encoder,
        )
        return not documents or (bool(ours) and not others)

    def texts(self, document: str) -> list[tuple[int, str, str]]:
        """Return (key, practice title, text) of the passages of a document, in order."""
        return self._rows(
            "SELECT key, title, text FROM prassi.entries WHERE document = %s ORDER BY key", document
        )

    def postings(self, term: Sequence[str]) -> Postings:
        """Return where a stem stands, or several stems one after the other."""
        if len(term) == 1:
            rows = self._rows(
                "SELECT passage, in_title, in_text FROM prassi.postings WHERE stem = %s", term[0]
            )
        else:
            # Stems are letters and digits: quoted, they are never an operator.
            phrase = " <-> ".join(f"'{stem}'" for stem in term)
            query = "SELECT key, 0, 1 FROM prassi.passages WHERE words @@ %s::tsquery"
            rows = self._rows(query, phrase)
        return np.asarray(rows, np.int64).reshape(-1, 3)

    def has_value(self, facet: str, value: str) -> bool:
        """Say whether some practice has a value of a facet."""
        if not _can_be_held(value):
            return False
        query = "SELECT 1 FROM prassi.facets WHERE facet = %s AND value = %s LIMIT 1"
        return bool(self._rows(query, facet, value))

    def has_stem(self, stem: str) -> bool:
        """Say whether some text or title has a word of this stem."""
        return bool(self._rows("SELECT 1 FROM prassi.postings WHERE stem = %s LIMIT 1", stem))

    def forms(self) -> list[tuple[str, int]]:
        """Return every word as written, in small letters, and in how many texts it stands."""
        return self._rows("SELECT form, texts FROM prassi.forms ORDER BY form")

    def titled(self, text: str) -> tuple[int, ...]:
        """Return the keys of the practices whose title this is, but for case, accents, signs."""
        query = (
            "SELECT key FROM prassi.practices WHERE title_key = %s AND title_key <> '' ORDER BY key"
        )
        return tuple(key for (key,) in self._rows(query, key_of(text)))

    def titles_beginning(self, typed: str, limit: int) -> list[tuple[str, str]]:
        """Return (identifier, title) of the practices whose title begins so, in its order."""
        return self._rows(
            "SELECT id, min(title) FROM prassi.practices WHERE title_key ^@ %s"
            " GROUP BY id ORDER BY min(title_key), id LIMIT %s",
            key_of(typed),
            limit,
        )

    def organisations_beginning(self, typed: str, limit: int) -> list[tuple[str, str]]:
        """Return (identifier, name) of the organisations whose name begins so, busiest first."""
        return self._rows(
            "SELECT id, min(name) FROM prassi.organisations WHERE name_key ^@ %s"
            " GROUP BY id ORDER BY count(*) DESC, min(name_key), id LIMIT %s",
            key_of(typed),
            limit,
        )

    def cards(self, practices: Collection[int]) -> dict[int, PracticeCard]:
        """Return the cards of practices by key."""
        rows = self._rows(
            "SELECT practices.key, practices.id, iri, title, documents.id, status, summary, facets"
            " FROM prassi.practices JOIN prassi.documents ON documents.key = document"
            " WHERE practices.key = ANY(%s)",
            list(practices),
        )
        return {
            key: PracticeCard(
                identifier,
                iri,
                title,
                document,
                status,
                summary,
                {facet: tuple(values) for facet, values in stated.items()},
            )
            for key, identifier, iri, title, document, status, summary, stated in rows
        }

    def passages(self, keys: Collection[int]) -> dict[int, Passage]:
        """Return passages by key."""
        rows = self._rows(
            'SELECT key, id, document, practice_id, start, "end", text FROM prassi.entries'
            " WHERE key = ANY(%s)",
            list(keys),
        )
        return {key: Passage(*rest) for key, *rest in rows}

    def _rows(self, query: str, *values: object) -> list[Any]:
        return self._connection.execute(query, values).fetchall()


class PostgresCensus(PostgresLookup):
    """A look at one state of the index for comparing practices, rather than answering questions."""

    def holders(self, stem: str, most: int) -> tuple[int, ...]:
        """Return up to `most` keys of passages that have a stem, as cheaply for a common one."""
        query = "SELECT passage FROM prassi.postings WHERE stem = %s ORDER BY passage LIMIT %s"
        return tuple(key for (key,) in self._rows(query, stem, most))

    def vectors_of(self, keys: Collection[int]) -> dict[int, Matrix]:
        """Return the vectors of passages by key; those without one are left out."""
        query = "SELECT passage, halfvec_send(vector) FROM prassi.vectors WHERE passage = ANY(%s)"
        return {key: from_bytes(sent) for key, sent in self._rows(query, list(keys))}

    def first_keys(self, count: int) -> tuple[int, ...]:
        """Return the keys of the oldest passages."""
        query = "SELECT key FROM prassi.passages ORDER BY key LIMIT %s"
        return tuple(key for (key,) in self._rows(query, count))


def _can_be_held(value: str) -> bool:
    """Tell whether a server can keep a text: not a NUL, nor half a sign."""
    return "\0" not in value and not any("\ud800" <= sign <= "\udfff" for sign in value)
