"""The search engine: documents come in, questions are answered with practices and reasons."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ontology.places import Gazetteer
from ontology.schemes import ConceptSchemes
from search.answering import Answering
from search.completion import complete
from search.concepts import ConceptMatcher, Mention
from search.contract import Census, Index, Lookup
from search.doubt import Signs
from search.encoder import Encoder, EncoderUnavailableError, Progress
from search.facets import FacetValue, Mask
from search.filling import Filling
from search.fusion import Weights, load_weights
from search.holdings import Holdings
from search.meaning import Meaning
from search.memory import Memory, Overtaken
from search.model import Completion, Passage, PracticeCard, SearchResults
from search.page import count_facets, make_hits
from search.question import Question, ask
from search.scope import Filters, Scope, Understood, understand
from search.spelling import Speller
from search.tallies import Browsed, Titled, crossed, place_after, tally, titled
from search.values import Values
from search.vectors import Matrix

_log = logging.getLogger(__name__)
_T = TypeVar("_T")
_TRIES = 5

NO_ANSWER = (
    "Nessuna pratica dell'archivio sembra rispondere davvero a questa domanda: qui sotto ci sono le"
    " più vicine."
)


class SearchEngine:
    """Joins the index on disk, the vectors in memory, an encoder and the concept schemes.

    Safe for threads. `encoder` may be None: then, as when its model cannot be loaded, words and
    concepts alone are searched and a note says so. `cache_dir` keeps a copy of the vectors between
    runs, written by `close` and `save_vectors`. `weights` are those of `weights.toml` unless given.
    `gazetteer` names and measures territories: without it they go by their codes.
    """

    def __init__(
        self,
        index: Index,
        encoder: Encoder | None,
        schemes: ConceptSchemes,
        cache_dir: Path | None = None,
        weights: Weights | None = None,
        gazetteer: Gazetteer | None = None,
    ) -> None:
        self._index = index
        self._values = Values(schemes, gazetteer)
        self._weights = weights or load_weights()
        self._schemes = schemes
        self._matcher = ConceptMatcher(schemes)
        self._speller = Speller(self._values)
        self._memory = Memory(index, cache_dir)
        self._meaning = meaning = Meaning(encoder)
        self._filling = Filling(index, meaning, schemes)
        self._answering = Answering(self._memory, meaning, self._matcher, self._weights)

    def add(
        self,
        document_id: str,
        version: str,
        practices: Sequence[PracticeCard],
        passages: Sequence[Passage],
    ) -> None:
        """Index a document, instead of what it held before: all of it or, on error, none.

        Passages of no practice among these are left out. A practice without passages is found by
        its title and summary. Raises ValueError for a card or passage of another document or one
        practice twice, UnknownFacetError for a facet that is not in FACETS.
        """
        self._filling.add(document_id, version, practices, passages)

    def versions(self) -> dict[str, str]:
        """Return the version under which each document is indexed."""
        return self._index.versions()

    def remove(self, document_id: str) -> None:
        """Take a document out; nothing happens where it is not in."""
        self._index.remove(document_id)

    def encode_missing(self, progress: Progress | None = None) -> int:
        """Encode the documents that this encoder has not encoded; return how many there were.

        Raises EncoderUnavailableError where there is no encoder.
        """
        return self._filling.encode_missing(progress)

    def search(
        self,
        query: str,
        filters: Filters | None = None,
        limit: int = 10,
        offset: int = 0,
    ) -> SearchResults:
        """Answer a question; a blank one lists all practices alphabetically.

        A practice passes `filters` (see `search.scope`) if it has one of the values of each facet,
        broader concepts included, some of its years and a place near enough; all that pass are
        ranked, so `total` is their number. Never fails on a query, whatever it holds. Raises
        UnknownFacetError for a filter that does not exist, UnknownValueError for a value of it
        that does not, ValueError for a negative page.
        """
        if limit < 0 or offset < 0:
            raise ValueError("limit and offset must not be negative")
        question, suggestion, understood = self._read(query, filters or {})
        if understood.complaints:
            raise understood.complaints[0]
        vector = self._question_vector(question)

        def work(lookup: Lookup) -> SearchResults:
            answer = self._answering.answer(question, vector, understood.scope, lookup)
            answered, doubted = self._answering.verdict(vector, answer)
            page = answer.ranked.page(offset, limit)
            return SearchResults(
                question.text,
                len(answer.ranked),
                make_hits(page, question, answer, doubted, lookup, self._schemes),
                count_facets(answer, understood.scope, self._values),
                answer.note or (NO_ANSWER if doubted else None),
                suggestion,
                answered,
                doubted,
            )

        return self._in_step(work)

    def examine(self, query: str) -> tuple[Matrix, Signs] | None:
        """Return what an answer to a question is judged by; None where nothing was compared."""
        question, _, _ = self._read(query, {})
        vector = self._question_vector(question)
        signs = self._in_step(
            lambda lookup: self._answering.answer(question, vector, Scope(), lookup).signs
        )
        return None if vector is None or signs is None else (vector, signs)

    def titled(self, filters: Filters | None = None) -> tuple[Titled, ...]:
        """Return all practices that pass filters in the order of their titles; see `search`."""
        return self._counted(filters, titled)

    def browse(
        self, filters: Filters | None, limit: int, begin: int | tuple[str, str] = 0
    ) -> Browsed:
        """Return practices that pass filters by title, from a place on or after a mark.

        A mark (`Titled.mark`) is that of the last practice of the page before.
        """
        question, _, understood = self._read("", filters or {})
        if understood.complaints:
            raise understood.complaints[0]

        def work(lookup: Lookup) -> Browsed:
            answer = self._answering.answer(question, None, understood.scope, lookup)
            titles = titled(answer.holdings, answer.passing)
            first = begin if isinstance(begin, int) else place_after(titles, begin)
            page = answer.ranked.page(first, limit)
            hits = make_hits(page, question, answer, False, lookup, self._schemes)
            more = first + limit < len(titles)
            last = titles[first + limit - 1].mark if more and limit else None
            return Browsed(hits, len(titles), first, last)

        return self._in_step(work)

    def tally(self, filters: Filters | None = None) -> Mapping[FacetValue, int]:
        """Count the values of the practices that pass filters; see `search`."""
        return self._counted(filters, tally)

    def crossed(
        self, axes: Sequence[Sequence[FacetValue]], filters: Filters | None = None
    ) -> NDArray[np.int64]:
        """Count the practices that pass filters by two or three axes of values at once."""
        return self._counted(filters, lambda held, passing: crossed(held, passing, axes))

    def _counted(self, filters: Filters | None, count: Callable[[Holdings, Mask], _T]) -> _T:
        _, _, understood = self._read("", filters or {})
        if understood.complaints:
            raise understood.complaints[0]

        def work(lookup: Lookup) -> _T:
            with self._memory.in_step(lookup, None) as held:
                return count(held.holdings, held.holdings.passing(understood.scope))

        return self._in_step(work)

    @property
    def values(self) -> Values:
        """The values one may filter by, and their names."""
        return self._values

    def understand(self, filters: Filters) -> Understood:
        """Read filters as typed, names too, and tell which of them do not exist."""
        with self._index.reading(whole=True) as lookup:
            return understand(filters, self._values, lookup.has_value)

    def suggest(self, question: str) -> str | None:
        """Return a question as it was probably meant, None where no word of it is in doubt."""
        with self._index.reading(whole=True) as lookup:
            return self._speller.mend(question, lookup)

    def mentions(self, question: str) -> tuple[Mention, ...]:
        """Return the concepts and regions that a question names, in order."""
        return self._matcher.mentions(question)

    def complete(self, typed: str, limit: int = 10) -> tuple[Completion, ...]:
        """Return titles, concepts, places, organisations of practices that begin as typed."""
        with self._index.reading(whole=True) as lookup:
            return complete(typed, lookup, self._values, limit)

    def warm_up(self) -> bool:
        """Load model and vectors before the first question; False where only words are searched."""
        question = ask("buone pratiche", self._weights.terms)
        vector = self._vector(question)
        with self._index.reading() as lookup:
            self._speller.warm_up(lookup)
        self._in_step(
            lambda lookup: self._answering.answer(question, vector, Scope(), lookup), whole=False
        )
        return self.by_meaning()

    def by_meaning(self) -> bool:
        """Tell whether questions are answered by meaning now, the model being warm."""
        encoder = self._meaning.encoder
        if encoder is None or not self._meaning.warm:
            return False
        with self._index.reading() as lookup:
            return self._memory.comparable(lookup, encoder)

    def needs_encoding(self) -> bool:
        """Tell whether there are vectors to make for this encoder, which can be had."""
        encoder = self._meaning.encoder
        try:
            with self._index.reading() as lookup:
                return encoder is not None and bool(lookup.not_encoded(encoder.name))
        except EncoderUnavailableError:
            return False

    @property
    def awaiting(self) -> bool:
        """Whether the index is being filled, so that questions raise AwaitingIndexError."""
        return self._index.awaiting

    def filled(self) -> None:
        """Say that the index now holds all there is."""
        self._index.filled()

    def census(self) -> AbstractContextManager[Census]:
        """Compare practices in one unchanging state of the index."""
        return self._index.census()

    def save_vectors(self) -> bool:
        """Write the copy of the vectors, if there is a folder for it and something new."""
        return self._memory.save()

    def close(self) -> None:
        """Write the copy of the vectors and close the index."""
        try:
            self._memory.save()
        finally:
            self._index.close()

    def _in_step(self, work: Callable[[Lookup], _T], *, whole: bool = True) -> _T:
        """Do what needs the memory, in one state of the index; again where a write came between."""
        for _ in range(_TRIES):
            with self._index.reading(whole=whole) as lookup:
                try:
                    return work(lookup)
                except Overtaken:
                    continue
        self._memory.forget()  # no write came between: somebody put a former file in its place
        with self._index.reading(whole=whole) as lookup:
            return work(lookup)

    def _read(self, query: str, filters: Filters) -> tuple[Question, str | None, Understood]:
        with self._index.reading(whole=True) as lookup:
            suggestion = self._speller.mend(query, lookup)
            understood = understand(filters, self._values, lookup.has_value)
        return ask(query, self._weights.terms, suggestion), suggestion, understood

    def _question_vector(self, question: Question) -> Matrix | None:
        """Return the vector of a question, None where nothing can be compared with it."""
        encoder = self._meaning.encoder
        if encoder is None or not question.stems:
            return None
        try:
            with self._index.reading() as lookup:
                if not self._memory.comparable(lookup, encoder):
                    return None  # and whoever is encoding has the model to himself
        except EncoderUnavailableError as error:
            _log.warning("searching words only: %s", error)
            return None
        return self._vector(question)

    def _vector(self, question: Question) -> Matrix | None:
        if not question.stems:
            return None
        return self._meaning.of_question(question.text[: self._weights.characters])
