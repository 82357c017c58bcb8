"""Vectors of passages made in one process and indexed in another."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.indexing import Entry
from search.encoder import Encoder, EncoderUnavailableError, Progress
from search.passages import in_context

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EntryVectors:
    """The vectors of an entry, one row a reading (`readings`), and who made them."""

    encoder: str
    rows: NDArray[np.float32]


def readings(entry: Entry) -> list[str]:
    """Return what the search engine will ask its encoder to read of an entry, in that order."""
    found = list[str]()
    for card in entry.cards:
        own = [passage.text for passage in entry.passages if passage.practice == card.id]
        own = own or [card.summary or card.title]
        found += [in_context(card.title, own, place) for place in range(len(own))]
    return found


def encode(entry: Entry, encoder: Encoder) -> EntryVectors | None:
    """Return the vectors of an entry, or None where the encoder cannot be had."""
    try:
        return EntryVectors(encoder.name, encoder.encode_passages(readings(entry)))
    except EncoderUnavailableError as error:
        _LOG.warning("no vectors: %s", error)
        return None


class EncodedAhead:
    """An encoder that hands over the vectors which another process made with the same model.

    What it was not given it encodes itself, so that it is always right and often quick.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._maker = ""
        self._rows: Mapping[str, NDArray[np.float32]] = {}

    @property
    def name(self) -> str:
        """The name of the model."""
        return self._encoder.name

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return self._encoder.dimension

    @contextmanager
    def given(self, entry: Entry, vectors: EntryVectors | None) -> Iterator[None]:
        """Know these vectors for a while."""
        if vectors is not None:
            self._maker = vectors.encoder
            self._rows = dict(zip(readings(entry), vectors.rows, strict=True))
        try:
            yield
        finally:
            self._maker, self._rows = "", {}

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one vector a question."""
        return self._encoder.encode_queries(texts)

    def encode_passages(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> NDArray[np.float32]:
        """Return one vector a passage."""
        if self._maker == self.name and all(text in self._rows for text in texts):
            return np.stack([self._rows[text] for text in texts])
        return self._encoder.encode_passages(texts, progress)
