"""The search engine: documents come in, questions are answered with practices and reasons."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import numpy as np

from ontology.schemes import ConceptSchemes
from search.concepts import ConceptMatcher
from search.encoder import Encoder, EncoderUnavailableError, Progress
from search.fusion import Weights, load_weights
from search.index import PracticeEntry, SearchIndex
from search.lookup import Filters, FoundPractice, Lookup
from search.memory import Memory
from search.model import Passage, PracticeCard, SearchResults
from search.page import Answer, count_facets, facet_values, known_facets, make_hits
from search.passages import in_context
from search.question import Question, ask
from search.ranking import Ranked, gather, having, order
from search.vectors import Matrix

_log = logging.getLogger(__name__)

NO_WORDS = (
    "Nella domanda non c'è nessuna parola utile: ecco tutte le pratiche in ordine alfabetico."
)
NO_ENCODER = "Il modello di ricerca non è disponibile: si cercano solo le parole scritte."
NO_MATCH = "Nessuna pratica contiene queste parole, e il modello di ricerca non è disponibile."


class SearchEngine:
    """Joins the index on disk, the vectors in memory, an encoder and the concept schemes.

    Safe for threads. `encoder` may be None: then, as when its model cannot be loaded, words and
    concepts alone are searched and a note says so. `cache_dir` keeps a copy of the vectors between
    runs, written by `close` and `save_vectors`. `weights` are those of `weights.toml` unless given.
    """

    def __init__(
        self,
        index: SearchIndex,
        encoder: Encoder | None,
        schemes: ConceptSchemes,
        cache_dir: Path | None = None,
        weights: Weights | None = None,
    ) -> None:
        self._index = index
        self._encoder = encoder
        self._schemes = schemes
        self._matcher = ConceptMatcher(schemes)
        self._memory = Memory(index, cache_dir)
        self._weights = weights or load_weights()

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
        documents = {card.document for card in practices} | {p.document for p in passages}
        if documents - {document_id}:
            raise ValueError(f"some practice or passage is not of document {document_id!r}")
        slots = [(c, facet_values(c, self._schemes), _own(c, passages)) for c in practices]
        texts = [
            text for card, _, own in slots for text in _readings(card.title, [p.text for p in own])
        ]
        vectors, encoder = self._encode(texts)
        entries, first = list[PracticeEntry](), 0
        for card, values, own in slots:
            rows = None if vectors is None else vectors[first : first + len(own)]
            entries.append(PracticeEntry(card, values, own, rows))
            first += len(own)
        self._memory.follow(self._index.add(document_id, version, entries, encoder))

    def versions(self) -> dict[str, str]:
        """Return the version under which each document is indexed."""
        return self._index.versions()

    def remove(self, document_id: str) -> None:
        """Take a document out; nothing happens where it is not in."""
        self._memory.follow(self._index.remove(document_id))

    def encode_missing(self, progress: Progress | None = None) -> int:
        """Encode the documents that this encoder has not encoded; return how many there were.

        Raises EncoderUnavailableError where there is no encoder.
        """
        if self._encoder is None:
            raise EncoderUnavailableError(NO_ENCODER)
        with self._index.reading() as lookup:
            waiting = lookup.not_encoded(self._encoder.name)
        for done, document in enumerate(waiting, 1):
            with self._index.reading() as lookup:
                rows = lookup.texts(document)
                keys = [key for key, _, _ in rows]
                owners = lookup.passages(keys)
            texts = list[str]()
            for _, own in groupby(rows, key=lambda row: owners[row[0]].practice):
                _, titles, passages = zip(*own, strict=True)
                texts += _readings(titles[0], passages)
            vectors = self._encoder.encode_passages(texts)
            self._index.set_vectors(document, keys, vectors, self._encoder.name)
            if progress:
                progress(done, len(waiting))
        return len(waiting)

    def search(
        self,
        query: str,
        filters: Filters | None = None,
        limit: int = 10,
        offset: int = 0,
    ) -> SearchResults:
        """Answer a question; a blank one lists all practices alphabetically.

        A practice passes `filters` (facet → values) if it has one of the values of each facet,
        broader concepts included; all that pass are ranked, so `total` is their number. Never
        fails on a query, whatever it holds. Raises UnknownFacetError for a facet that is not in
        FACETS, ValueError for a negative page.
        """
        if limit < 0 or offset < 0:
            raise ValueError("limit and offset must not be negative")
        wanted = known_facets({facet: tuple(v) for facet, v in (filters or {}).items() if v})
        question = ask(query, self._weights.terms)
        vector = self._question_vector(question)
        with self._index.reading() as lookup:
            answer = self._answer(question, vector, wanted, lookup)
            page = answer.ranked[offset : offset + limit]
            hits = make_hits(page, question, lookup, self._schemes)
            facets = count_facets(answer, wanted, lookup, self._schemes)
        return SearchResults(question.text, len(answer.ranked), hits, facets, answer.note)

    def warm_up(self) -> bool:
        """Load model and vectors before the first question; False where only words are searched."""
        question = ask("buone pratiche", self._weights.terms)
        vector = self._question_vector(question)
        with self._index.reading() as lookup:
            self._answer(question, vector, {}, lookup)
        return vector is not None

    def save_vectors(self) -> bool:
        """Write the copy of the vectors, if there is a folder for it and something new."""
        return self._memory.save()

    def close(self) -> None:
        """Write the copy of the vectors and close the index."""
        try:
            self._memory.save()
        finally:
            self._index.close()

    def _answer(
        self, question: Question, vector: Matrix | None, wanted: Filters, lookup: Lookup
    ) -> Answer:
        passing = lookup.practices(wanted)
        mentions = self._matcher.mentions(question.text)
        known = not question.only_stop_words or any(len(lookup.postings(t)) for t in question.terms)
        if not known and not mentions:
            note = NO_WORDS if question.text else None
            return Answer(_alphabetical(passing), passing, None, note)
        encoder = self._encoder if vector is not None else None
        with self._memory.in_step(lookup, encoder) as held:
            catalogue = held.catalogue
            named = having(mentions, lookup, catalogue.practice_count)
            if vector is not None:
                allowed = np.isin(catalogue.practices, [practice.key for practice in passing])
                evidence = gather(
                    question, vector, allowed, catalogue, held.vectors, lookup, self._weights
                )
                ranked = order(evidence, named, catalogue, passing, self._weights, everything=True)
                return Answer(ranked, passing, None, None)
            allowed = np.ones(len(catalogue.keys), bool)
            evidence = gather(question, None, allowed, catalogue, None, lookup, self._weights)
            everyone = lookup.practices({})
            found = order(evidence, named, catalogue, everyone, self._weights, everything=False)
            matching = frozenset(entry.practice for entry in found)
            ranked = order(evidence, named, catalogue, passing, self._weights, everything=False)
            return Answer(ranked, passing, matching, NO_ENCODER if ranked else NO_MATCH)

    def _encode(self, texts: Sequence[str]) -> tuple[Matrix | None, str | None]:
        """Return vectors and who made them; None twice where nobody can."""
        if self._encoder is None:
            return None, None
        try:
            name = self._encoder.name
            return (self._encoder.encode_passages(texts) if texts else None), name
        except EncoderUnavailableError as error:
            _log.warning("indexed without vectors: %s", error)
            return None, None

    def _question_vector(self, question: Question) -> Matrix | None:
        if self._encoder is None or not question.stems:
            return None
        try:
            text = question.text[: self._weights.characters]
            vector: Matrix = self._encoder.encode_queries([text])[0]
        except EncoderUnavailableError as error:
            _log.warning("searching words only: %s", error)
            return None
        return vector


def _alphabetical(passing: Sequence[FoundPractice]) -> list[Ranked]:
    each: dict[str, FoundPractice] = {}
    for practice in passing:
        each.setdefault(practice.id, practice)
    return [Ranked(practice.key, None) for practice in each.values()]


def _own(card: PracticeCard, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Return the passages of a practice, or its card alone as an empty stretch of the document."""
    own = tuple(passage for passage in passages if passage.practice == card.id)
    text = card.summary or card.title
    return own or (Passage(f"{card.document}#{card.id}", card.document, card.id, 0, 0, text),)


def _readings(title: str, texts: Sequence[str]) -> list[str]:
    """Return what the encoder reads of the passages of one practice."""
    return [in_context(title, texts, place) for place in range(len(texts))]
