"""Filling the index: documents come in with the vectors of their passages, or get them later."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from ontology.schemes import ConceptSchemes
from search.contract import Index
from search.encoder import Progress
from search.index import PracticeEntry
from search.meaning import Meaning
from search.model import Passage, PracticeCard
from search.page import facet_values
from search.passages import in_context


class Filling:
    """Puts documents in an index; without a model they wait there for their vectors."""

    def __init__(self, index: Index, meaning: Meaning, schemes: ConceptSchemes) -> None:
        self._index = index
        self._meaning = meaning
        self._schemes = schemes

    def add(
        self,
        document_id: str,
        version: str,
        practices: Sequence[PracticeCard],
        passages: Sequence[Passage],
    ) -> None:
        """Index a document, instead of what it held before; see `SearchEngine.add`."""
        documents = {card.document for card in practices} | {p.document for p in passages}
        if documents - {document_id}:
            raise ValueError(f"some practice or passage is not of document {document_id!r}")
        slots = [
            (c, facet_values(c, self._schemes) | {("place", code) for code in c.places}, own)
            for c in practices
            for own in (_own(c, passages),)
        ]
        texts = [
            text for card, _, own in slots for text in _readings(card.title, [p.text for p in own])
        ]
        vectors, encoder = self._meaning.of_passages(texts)
        entries, first = list[PracticeEntry](), 0
        for card, values, own in slots:
            rows = None if vectors is None else vectors[first : first + len(own)]
            entries.append(PracticeEntry(card, values, own, rows))
            first += len(own)
        self._index.add(document_id, version, entries, encoder)

    def encode_missing(self, progress: Progress | None = None) -> int:
        """Encode the documents that the encoder has not encoded; return how many there were.

        Raises EncoderUnavailableError where there is no encoder.
        """
        encoder = self._meaning.needed()
        with self._index.reading() as lookup:
            waiting = lookup.not_encoded(encoder.name)
        for done, document in enumerate(waiting, 1):
            with self._index.reading() as lookup:
                rows = lookup.texts(document)
                keys = [key for key, _, _ in rows]
                owners = lookup.passages(keys)
            texts = list[str]()
            for _, own in groupby(rows, key=lambda row: owners[row[0]].practice):
                _, titles, passages = zip(*own, strict=True)
                texts += _readings(titles[0], passages)
            vectors = encoder.encode_passages(texts)
            self._index.set_vectors(document, keys, vectors, encoder.name)
            if progress:
                progress(done, len(waiting))
        return len(waiting)


def _own(card: PracticeCard, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Return the passages of a practice, or its card alone as an empty stretch of the document."""
    own = tuple(passage for passage in passages if passage.practice == card.id)
    text = card.summary or card.title
    return own or (Passage(f"{card.document}#{card.id}", card.document, card.id, 0, 0, text),)


def _readings(title: str, texts: Sequence[str]) -> list[str]:
    """Return what the encoder reads of the passages of one practice."""
    return [in_context(title, texts, place) for place in range(len(texts))]
