"""Questions that are asked again."""

from __future__ import annotations

import numpy as np
import pytest

from search.encoder import EncoderUnavailableError, HashingEncoder
from search.remembered import RememberedQuestions


class Counting(HashingEncoder):
    """Counts the questions it is given, and may be out of order."""

    def __init__(self) -> None:
        super().__init__(32)
        self.asked: list[str] = []
        self.broken = False

    def encode_queries(self, texts):
        if self.broken:
            raise EncoderUnavailableError("manca il modello")
        self.asked += texts
        return super().encode_queries(texts)


def test_a_question_is_encoded_once_and_always_alike():
    behind = Counting()
    encoder = RememberedQuestions(behind)
    first = encoder.encode_queries(["anziani soli", "orti"])
    first[:] = 0  # whoever is given vectors may change them
    again = encoder.encode_queries(["orti", "anziani soli"])
    assert behind.asked == ["anziani soli", "orti"]
    assert np.array_equal(again, HashingEncoder(32).encode_queries(["orti", "anziani soli"]))


def test_only_the_last_questions_are_kept():
    behind = Counting()
    encoder = RememberedQuestions(behind, kept=1)
    for question in ("orti", "case", "orti"):
        encoder.encode_queries([question])
    assert behind.asked == ["orti", "case", "orti"]


def test_a_model_that_was_missing_is_asked_again():
    behind = Counting()
    encoder = RememberedQuestions(behind)
    behind.broken = True
    with pytest.raises(EncoderUnavailableError):
        encoder.encode_queries(["orti"])
    behind.broken = False
    assert encoder.encode_queries(["orti"]).shape == (1, 32)


def test_passages_and_the_name_are_those_of_the_model_behind():
    encoder = RememberedQuestions(Counting())
    assert encoder.name == HashingEncoder(32).name
    told = []
    vectors = encoder.encode_passages(["orti", "case"], lambda done, of: told.append((done, of)))
    assert np.array_equal(vectors, HashingEncoder(32).encode_passages(["orti", "case"]))
    assert told == [(1, 2), (2, 2)]
