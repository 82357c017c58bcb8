"""Putting the practices of a document into the tables, and taking them out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from psycopg.types.json import Json

from search.forms import forms_of
from search.index import PracticeEntry
from search.model import Passage
from search.postgres.connections import Connection
from search.postgres.nearness import as_text
from search.words import stem_text

_LAST_PLACE = 16_383  # PostgreSQL knows no later one; no passage has so many words
_COUNT = (
    "INSERT INTO prassi.forms AS held SELECT * FROM unnest(%s::text[], %s::integer[])"
    " ON CONFLICT (form) DO UPDATE SET texts = held.texts + excluded.texts"
)
_FORGET = "DELETE FROM prassi.forms WHERE texts <= 0 AND form = ANY(%s)"
_KEYS = (
    "SELECT passages.key FROM prassi.passages JOIN prassi.practices ON practices.key = practice"
    " JOIN prassi.documents ON documents.key = document WHERE documents.id = %s ORDER BY 1"
)
_TEXTS = (
    "SELECT text FROM prassi.entries WHERE document = %s UNION ALL SELECT title FROM"
    " prassi.practices JOIN prassi.documents ON documents.key = document WHERE documents.id = %s"
)


def put(
    connection: Connection,
    document: str,
    version: str,
    entries: Sequence[PracticeEntry],
    encoder: str | None,
) -> list[int]:
    """Put a document in; return the keys of its passages."""
    ((key,),) = connection.execute(
        "INSERT INTO prassi.documents (id, version, encoder) VALUES (%s, %s, %s) RETURNING key",
        (document, version, encoder),
    ).fetchall()
    texts = [(entry.card.title, *(passage.text for passage in entry.passages)) for entry in entries]
    _count(connection, chain.from_iterable(texts), 1)
    return [added for entry in entries for added in _put_practice(connection, key, entry)]


def take_out(connection: Connection, document: str) -> list[int]:
    """Take a document out with all that is of it; return the keys its passages had."""
    keys = [key for (key,) in connection.execute(_KEYS, (document,))]
    texts = connection.execute(_TEXTS, (document, document)).fetchall()
    _count(connection, (text for (text,) in texts), -1)
    connection.execute("DELETE FROM prassi.documents WHERE id = %s", (document,))
    return keys


def put_vectors(connection: Connection, keys: Sequence[int], vectors: NDArray[np.float32]) -> None:
    """Give passages their vectors, in half precision, instead of those they had."""
    connection.cursor().executemany(
        "INSERT INTO prassi.vectors VALUES (%s, %s::halfvec)"
        " ON CONFLICT (passage) DO UPDATE SET vector = excluded.vector",
        [(key, as_text(row)) for key, row in zip(keys, vectors.astype("<f2"), strict=True)],
    )


def _put_practice(connection: Connection, document: int, entry: PracticeEntry) -> list[int]:
    ((practice,),) = connection.execute(
        "INSERT INTO prassi.practices (document, id, iri, title, sort_title, title_key, status,"
        " summary, facets) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING key",
        (document, *entry.heading, entry.card.summary, Json(entry.stated)),
    ).fetchall()
    _put_attributes(connection, practice, entry)
    title = stem_text(entry.card.title).split()
    keys = [_put_passage(connection, practice, one, title) for one in entry.passages]
    if entry.vectors is not None:
        put_vectors(connection, keys, entry.vectors)
    return keys


def _put_attributes(connection: Connection, practice: int, entry: PracticeEntry) -> None:
    cursor = connection.cursor()
    cursor.executemany(
        "INSERT INTO prassi.facets (facet, value, practice) VALUES (%s, %s, %s)",
        entry.facets_of(practice),
    )
    cursor.executemany(
        "INSERT INTO prassi.periods (practice, first, last) VALUES (%s, %s, %s)",
        entry.periods_of(practice),
    )
    cursor.executemany(
        "INSERT INTO prassi.organisations (practice, id, name, name_key) VALUES (%s, %s, %s, %s)",
        entry.organisations_of(practice),
    )


def _put_passage(
    connection: Connection, practice: int, passage: Passage, title: Sequence[str]
) -> int:
    stems = stem_text(passage.text).split()
    ((key,),) = connection.execute(
        'INSERT INTO prassi.passages (practice, id, start, "end", text, length, words)'
        " VALUES (%s, %s, %s, %s, %s, %s, %s::tsvector) RETURNING key",
        (
            practice,
            passage.id,
            passage.start,
            passage.end,
            passage.text,
            len(stems),
            " ".join(_placed(title, stems)),
        ),
    ).fetchall()
    in_title, in_text = Counter(title), Counter(stems)
    present = sorted({*in_title, *in_text})
    connection.execute(
        "INSERT INTO prassi.postings SELECT stem, %s, in_title, in_text"
        " FROM unnest(%s::text[], %s::integer[], %s::integer[]) AS had (stem, in_title, in_text)",
        (key, present, [in_title[stem] for stem in present], [in_text[stem] for stem in present]),
    )
    return int(key)


def _placed(title: Sequence[str], text: Sequence[str]) -> Iterator[str]:
    """Yield stems with their places; one place is left empty, so no phrase leaps into the text."""
    for place, stem in chain(enumerate(title, 1), enumerate(text, len(title) + 2)):
        yield f"'{stem}':{min(place, _LAST_PLACE)}"


def _count(connection: Connection, texts: Iterable[str], sign: int) -> None:
    """Count the words of texts that came (`sign` 1) or went (-1); what nobody has is forgotten."""
    counts = Counter(form for text in texts for form in forms_of(text))
    forms = sorted(counts)
    connection.execute(_COUNT, (forms, [sign * counts[form] for form in forms]))
    if sign < 0:
        connection.execute(_FORGET, (forms,))
