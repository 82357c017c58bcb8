"""An encoder that remembers the last questions: a reader asks the same one again and again.

Whoever turns a page of results, ticks a filter or looks at the map asks the question once more, and
most of the time an answer takes is that of the encoder.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from search.encoder import Encoder, Progress

_KEPT = 2048  # questions; their vectors are of 1.5 kB each


class RememberedQuestions:
    """An encoder whose questions are encoded once; passages pass through. Safe for threads.

    What the encoder raises is raised each time: a model that cannot be had is looked for again.
    """

    def __init__(self, encoder: Encoder, kept: int = _KEPT) -> None:
        self._encoder = encoder
        self._question = lru_cache(maxsize=kept)(self._encode)

    @property
    def name(self) -> str:
        """The name of the model behind."""
        return self._encoder.name

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return self._encoder.dimension

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one vector a question."""
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for place, text in enumerate(texts):
            vectors[place] = self._question(text)
        return vectors

    def encode_passages(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> NDArray[np.float32]:
        """Return one vector a passage, made anew."""
        return self._encoder.encode_passages(texts, progress)

    def _encode(self, text: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self._encoder.encode_queries([text])[0]
        return vector
