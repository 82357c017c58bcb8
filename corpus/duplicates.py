"""Which documents may tell of the same practice: rare words in common, and nearness of meaning.

Words give more away than names of bodies and places do: two sources shorten and garble names, and
share neither, but say the same uncommon things (measured by `prassi evaluate duplicates`, with each
part alone). Every pair is compared, so this serves thousands of documents, not millions.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from ingest.linking.labels import content_lemmas

Matrix = NDArray[np.float32]

_TOO_COMMON = 0.2  # a word that a fifth of the documents have compares nothing
_MEANING = 1.0  # standard deviations of nearness that weigh as one of shared words


def shared_words(texts: Sequence[str]) -> Matrix:
    """Return, for every pair of texts, the cosine of their rare content words (n × n, in [0, 1]).

    A word that only one text has compares nothing either. Texts without a word left are like none.
    """
    weigh = TfidfVectorizer(
        analyzer=content_lemmas, min_df=2, max_df=_TOO_COMMON, sublinear_tf=True, dtype=np.float32
    )
    try:
        rows = weigh.fit_transform(texts)
    except ValueError:  # no word is in two texts and not in a fifth of them
        return np.zeros((len(texts), len(texts)), np.float32)
    return np.asarray((rows @ rows.T).toarray(), np.float32)


def nearness(vectors: Matrix) -> Matrix:
    """Return the inner products of vectors of length 1, one row a text (n × n)."""
    return vectors @ vectors.T


def likeness(texts: Sequence[str], vectors: Matrix) -> Matrix:
    """Return how alike every pair is, in standard deviations over all pairs (n × n, symmetric).

    The diagonal means nothing.
    """
    return _standard(shared_words(texts)) + _MEANING * _standard(nearness(vectors))


def _standard(scores: Matrix) -> Matrix:
    pairs = scores[np.triu_indices(len(scores), 1)]
    spread = float(pairs.std()) if len(pairs) else 0.0
    return (scores - pairs.mean()) / spread if spread else np.zeros_like(scores)
