"""What the trained heads say of spans that are known: concept, role, recipients, and the whole.

Small layers over the states of the network, in plain NumPy; their weights come from training.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from ingest.language.regions import block_numbers
from ingest.tagging.network import States

Weights = Mapping[str, NDArray[np.float32]]
Vector = NDArray[np.float32]

FARTHEST = 250  # tokens between a measure and the people it may be joined to
_DISTANCES = (0, 1, 2, 4, 8, 16, 32, 64, 128)  # tokens between two spans
_MOST_BETWEEN = 3
PAIR_FEATURES = len(_DISTANCES) + 2 + 2 + 2 * (_MOST_BETWEEN + 1)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a span stands: tokens ``first:end`` of its window, its block, its sentence."""

    first: int
    end: int
    block: int
    sentence: int


def place_of(doc: Doc, first: int, end: int) -> Place:
    """Return where a span of tokens stands in its document."""
    return Place(first, end, block_numbers(doc)[first], doc[first].sent.start)


class Heads:
    """Layers by name (``concept.0.weight``…), as `corpus.training` writes them."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights

    def span(self, states: States, first: int, end: int, label: int) -> Vector:
        """Return the vector of a span: its first and last token, their mean, its label."""
        both = np.concatenate([states.meaning[first:end], states.state[first:end]], axis=1)
        return np.concatenate(
            [both[0], both[-1], both.mean(0), self._weights["label.weight"][label]]
        )

    def concepts(self, spans: Vector, dictionary: Vector, broader: Vector) -> Vector:
        """Return a score for each concept and span (S × C).

        `dictionary` and `broader` (S × C, 0 or 1) say which concept the labels of the schemes give
        to the words, and what is broader than it.
        """
        trust = self._weights["trust"]
        scores = self._layers("concept", spans)
        return np.asarray(scores + trust[0] * dictionary + trust[1] * broader)

    def roles(self, actors: Vector, document: Vector) -> Vector:
        """Return the probability of each role (S × R) of actor spans in their document."""
        around = np.broadcast_to(document, (len(actors), len(document)))
        return softmax(self._layers("role", np.concatenate([actors, around], axis=1)))

    def names(self, names: Vector, document: Vector) -> Vector:
        """Return the probability that each practice name is that of what the text describes."""
        around = np.broadcast_to(document, (len(names), len(document)))
        return sigmoid(self._layers("name", np.concatenate([names, around], axis=1))[:, 0])

    def joins(self, measures: Vector, people: Vector, pairs: Vector) -> Vector:
        """Return the probability that each measure is for each group of people (one row a pair).

        `measures` and `people` are span vectors (P × D), `pairs` what `pair_features` says (P × F).
        """
        one = self._linear("measure", measures)
        other = self._linear("people", people)
        joined = np.concatenate([one, other, one * other, pairs], axis=1)
        return sigmoid(self._layers("join", joined)[:, 0])

    def whole(self, meaning: Vector) -> tuple[Vector, Vector, Vector]:
        """Return what tokens say together (N × 384 in).

        The probability that a practice is told (2), of each status (S), and how much each token
        counts for the status (N).
        """
        attention = softmax(self._linear("attention", meaning).T)
        seen = (attention @ meaning).reshape(-1)
        scores = self._linear("whole", seen)
        return softmax(scores[:2]), softmax(scores[2:]), attention[1]

    def _layers(self, name: str, values: Vector) -> Vector:
        return self._linear(f"{name}.3", gelu(self._linear(f"{name}.0", values)))

    def _linear(self, name: str, values: Vector) -> Vector:
        weight, bias = self._weights[f"{name}.weight"], self._weights[f"{name}.bias"]
        return np.asarray(values @ weight.T + bias)


def pair_features(measure: Place, person: Place, places: Sequence[Place]) -> Vector:
    """Return how two spans lie to each other: how far, in what order, what stands between.

    `places` are those of the other groups of people, in order.
    """
    after = person.first >= measure.end
    gap = person.first - measure.end if after else measure.first - person.end
    low, high = (measure.end, person.first) if after else (person.end, measure.first)
    between = sum(1 for place in places if low <= place.first < high)
    here = sum(1 for place in places if place.sentence == measure.sentence)
    features = np.zeros(PAIR_FEATURES, np.float32)
    features[sum(1 for step in _DISTANCES if gap > step) - (gap > _DISTANCES[-1])] = 1
    rest = features[len(_DISTANCES) :]
    rest[0], rest[1] = after, not after
    rest[2], rest[3] = measure.block == person.block, measure.sentence == person.sentence
    rest[4 + min(between, _MOST_BETWEEN)] = 1
    rest[4 + _MOST_BETWEEN + 1 + min(here, _MOST_BETWEEN)] = 1
    return features


def gelu(values: Vector) -> Vector:
    """The tanh form of the Gaussian error linear unit (Hendrycks and Gimpel 2016)."""
    inner = 0.7978845608 * (values + 0.044715 * values**3)
    return np.asarray(0.5 * values * (1 + np.tanh(inner)))


def softmax(scores: Vector) -> Vector:
    """Probabilities over the last axis."""
    powers = np.exp(scores - scores.max(-1, keepdims=True))
    return np.asarray(powers / powers.sum(-1, keepdims=True))


def sigmoid(scores: Vector) -> Vector:
    """Probabilities of yes."""
    return np.asarray(1 / (1 + np.exp(-np.clip(scores, -30, 30))))
