"""The model behind a search; it may be missing, and then no vectors are made: the log says why."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from search.encoder import Encoder, EncoderUnavailableError
from search.vectors import Matrix

_log = logging.getLogger(__name__)

NO_ENCODER = "Il modello di ricerca non è disponibile: si cercano solo le parole scritte."


class Meaning:
    """An encoder that may not be had, and how it was when it was last wanted.

    `warm` says that it has encoded a question, `absent` that its model could not be loaded.
    """

    def __init__(self, encoder: Encoder | None) -> None:
        self.encoder = encoder
        self.warm = False
        self.absent = False

    def needed(self) -> Encoder:
        """Return the encoder; raises EncoderUnavailableError where there is none."""
        if self.encoder is None:
            raise EncoderUnavailableError(NO_ENCODER)
        return self.encoder

    def of_question(self, text: str) -> Matrix | None:
        """Return the vector of a question, None where nobody can make it."""
        if self.encoder is None:
            return None
        try:
            vector: Matrix = self.encoder.encode_queries([text])[0]
        except EncoderUnavailableError as error:
            _log.warning("searching words only: %s", error)
            self.absent = True
            return None
        self.warm, self.absent = True, False
        return vector

    def of_passages(self, texts: Sequence[str]) -> tuple[Matrix | None, str | None]:
        """Return vectors and who made them; None twice where nobody can."""
        if self.encoder is None:
            return None, None
        try:
            name = self.encoder.name
            return (self.encoder.encode_passages(texts) if texts else None), name
        except EncoderUnavailableError as error:
            _log.warning("indexed without vectors: %s", error)
            self.absent = True
            return None, None
