"""What the search engine asks of an index, whatever keeps it.

Two keep it: a file of SQLite with its vectors in memory (`search.index`), and a PostgreSQL server
with pgvector (`search.postgres`). Ranking is the engine's: an index tells which passages have a
word, which practices pass a filter and which vectors come near, so both give the same answers.
`tests/search/test_search_contract.py` holds both to what is written here.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from search.index import BrokenIndexError, Change, PracticeEntry
from search.lookup import Catalogue, FoundPractice, Postings
from search.model import Passage, PracticeCard

Keys = NDArray[np.int64]
Matrix = NDArray[np.float32]


class UnreachableIndexError(BrokenIndexError):
    """What keeps the index does not answer, or not to us; the message is Italian."""


class Comparison(Protocol):
    """Vectors of passages that a question's is compared with, exactly, by inner product."""

    def compared(self, query: Matrix) -> tuple[Keys, Matrix]:
        """Return the keys of all passages that have a vector, in order, and the score of each."""


class Lookup(Protocol):
    """Questions to one unchanging state of an index; lives as long as `Index.reading`.

    Keys of practices and passages are never given twice. What people type arrives as values and is
    never read as a query, whatever it holds. Lists are in the order told.
    """

    def revision(self) -> int:
        """Return the number of the last write; a later one has a greater number."""

    def birth(self) -> str:
        """Return what tells this index from another that took its place: keys begin anew there."""

    def documents(self, encoder: str) -> tuple[Keys, NDArray[np.bool_]]:
        """Return the keys of all documents, in order, and which of them this encoder has encoded.

        A document that is written again has another key, higher than all there were.
        """

    def catalogue(self, after: int = 0) -> Catalogue:
        """Return the passages whose keys are above `after`: keys, practices, lengths in words."""

    def practices(self, after: int = 0) -> list[FoundPractice]:
        """Return the practices whose keys are above `after`, in order of key."""

    def facet_holders(self, after: int = 0) -> list[tuple[str, str, Keys]]:
        """Return (facet, value, keys of the practices that have it, in order) for keys > `after`.

        What is filtered by but not counted, ``place``, is among the facets.
        """

    def periods(self, after: int = 0) -> list[tuple[int, int, int]]:
        """Return (practice, first year, last year) of practices with keys above `after`."""

    def stems(self, after: int) -> list[tuple[int, str, int, int]]:
        """Return (key, stem, how often in the title, how often in the text) for keys > `after`."""

    def comparison(self) -> Comparison | None:
        """Return what compares vectors where they lie; None where the reader does it in memory."""

    def vectors(self, encoder: str, after: int = 0, limit: int = -1) -> tuple[Keys, Matrix]:
        """Return keys and vectors (n, d) of passages with keys > `after` that it has encoded.

        Those of the `limit` lowest keys; of all of them if it is negative.
        """

    def not_encoded(self, encoder: str) -> tuple[str, ...]:
        """Return the ids of the documents whose vectors are of another encoder or missing."""

    def encoded_by(self, encoder: str) -> bool:
        """Tell whether questions can be compared with what is here: no vectors of another encoder.

        Documents that nobody has encoded are found by their words, unless all are so.
        """

    def texts(self, document: str) -> list[tuple[int, str, str]]:
        """Return (key, practice title, text) of the passages of a document, in order."""

    def postings(self, term: Sequence[str]) -> Postings:
        """Return where a stem stands, or several stems one after the other."""

    def has_value(self, facet: str, value: str) -> bool:
        """Say whether some practice has a value of a facet."""

    def has_stem(self, stem: str) -> bool:
        """Say whether some text or title has a word of this stem."""

    def forms(self) -> list[tuple[str, int]]:
        """Return every word as written, in small letters, and in how many texts it stands."""

    def titled(self, text: str) -> tuple[int, ...]:
        """Return the keys of the practices whose title this is, but for case, accents, signs."""

    def titles_beginning(self, typed: str, limit: int) -> list[tuple[str, str]]:
        """Return (identifier, title) of the practices whose title begins so, in its order."""

    def organisations_beginning(self, typed: str, limit: int) -> list[tuple[str, str]]:
        """Return (identifier, name) of the organisations whose name begins so, busiest first."""

    def cards(self, practices: Collection[int]) -> dict[int, PracticeCard]:
        """Return the cards of practices by key."""

    def passages(self, keys: Collection[int]) -> dict[int, Passage]:
        """Return passages by key."""


class Census(Lookup, Protocol):
    """A look at one state of an index for comparing practices, rather than answering questions."""

    def holders(self, stem: str, most: int) -> tuple[int, ...]:
        """Return up to `most` keys of passages that have a stem, as cheaply for a common one."""

    def vectors_of(self, keys: Collection[int]) -> dict[int, Matrix]:
        """Return the vectors of passages by key; those without one are left out."""

    def first_keys(self, count: int) -> tuple[int, ...]:
        """Return the keys of the oldest passages."""


class Index(Protocol):
    """Documents come and go, each in one transaction; any number of readers look meanwhile.

    Every member may raise BrokenIndexError. A closed index raises ProgrammingError (PEP 249).
    """

    @property
    def awaiting(self) -> bool:
        """Whether the index still waits for documents that its owner has."""

    def filled(self) -> None:
        """Say that the index now holds all that its owner has."""

    def versions(self) -> dict[str, str]:
        """Return the version of every document in the index, by document id."""

    @property
    def generation(self) -> str:
        """A sha256 over the documents and their versions: equal for equal contents."""

    def reading(self, *, whole: bool = False) -> AbstractContextManager[Lookup]:
        """Look things up in one unchanging state of the index, whatever is written meanwhile.

        Reading never writes, so a server that only reads will do. Who answers people asks for the
        `whole`: AwaitingIndexError while the index is being filled.
        """

    def census(self) -> AbstractContextManager[Census]:
        """Compare practices in one unchanging state of the index."""

    def add(
        self, document: str, version: str, entries: Sequence[PracticeEntry], encoder: str | None
    ) -> Change:
        """Put a document in, instead of what it held before: all of it or, on error, none.

        `encoder` names the maker of the vectors. Raises ValueError for two practices of one id.
        """

    def remove(self, document: str) -> Change:
        """Take a document out, its words too; nothing happens where it is not in."""

    def set_vectors(
        self, document: str, keys: Sequence[int], vectors: Matrix, encoder: str
    ) -> None:
        """Give the passages of a document (its keys, one row each) the vectors of an encoder."""

    def close(self) -> None:
        """Close every connection."""
