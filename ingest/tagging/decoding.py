"""The best sequence of tags for a window, and how sure each span in it is.

A linear-chain conditional random field (Lafferty, McCallum, Pereira 2001): scores of tags for each
token, scores of one tag after another. Everything is computed in logarithms.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.tagging.alphabet import TAGS, forbidden

NEVER = -1e4  # as good as minus infinity, without its arithmetic


@dataclass(frozen=True, slots=True)
class Transitions:
    """Scores of tag after tag (T × T, row first) and of a first tag (T)."""

    follow: NDArray[np.float32]
    first: NDArray[np.float32]

    @classmethod
    def learnt(cls, follow: NDArray[np.float32], first: NDArray[np.float32]) -> Transitions:
        """Return learnt scores with the impossible ruled out ("I-PLACE" after "O")."""
        after, opening = forbidden()
        return cls(
            (follow + NEVER * after).astype(np.float32),
            (first + NEVER * opening).astype(np.float32),
        )


@dataclass(frozen=True, slots=True)
class Tagged:
    """A span of tokens ``first:end``, its label, and the probability of exactly this span."""

    first: int
    end: int
    label: str
    probability: float


def decode(emissions: NDArray[np.float32], transitions: Transitions) -> list[Tagged]:
    """Return the spans of the best tag sequence; `emissions` is N × T."""
    if not len(emissions):
        return []
    best = _best_path(emissions, transitions)
    forward, backward = _marginals(emissions, transitions)
    total = float(_log_sum(forward[-1]))
    found: list[Tagged] = []
    i = 0
    while i < len(best):
        tag = TAGS[best[i]]
        end = i + 1
        if tag.startswith("B-"):
            while end < len(best) and TAGS[best[end]] == "I-" + tag[2:]:
                end += 1
            log = _log_of_span(emissions, transitions, forward, backward, best, i, end) - total
            found.append(Tagged(i, end, tag[2:], math.exp(min(log, 0.0))))
        i = end
    return found


def _best_path(emissions: NDArray[np.float32], transitions: Transitions) -> list[int]:
    score = transitions.first + emissions[0]
    pointers = np.zeros(emissions.shape, np.int64)
    for n in range(1, len(emissions)):
        reached = score[:, None] + transitions.follow
        pointers[n] = reached.argmax(0)
        score = reached.max(0) + emissions[n]
    path = [int(score.argmax())]
    for n in range(len(emissions) - 1, 0, -1):
        path.append(int(pointers[n, path[-1]]))
    return path[::-1]


def _marginals(
    emissions: NDArray[np.float32], transitions: Transitions
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Logarithms of the mass of all sequences up to, and after, each tag of each token."""
    forward, backward = np.zeros_like(emissions), np.zeros_like(emissions)
    forward[0] = transitions.first + emissions[0]
    for n in range(1, len(emissions)):
        forward[n] = _log_sum(forward[n - 1][:, None] + transitions.follow) + emissions[n]
    for n in range(len(emissions) - 2, -1, -1):
        backward[n] = _log_sum((transitions.follow + emissions[n + 1] + backward[n + 1]).T)
    return forward, backward


def _log_of_span(
    emissions: NDArray[np.float32],
    transitions: Transitions,
    forward: NDArray[np.float32],
    backward: NDArray[np.float32],
    path: list[int],
    first: int,
    end: int,
) -> float:
    """Logarithm of the mass of the sequences in which the span is there and ends where it ends."""
    log = float(forward[first, path[first]])
    for n in range(first + 1, end):
        log += float(transitions.follow[path[n - 1], path[n]] + emissions[n, path[n]])
    if end == len(emissions):
        return log + float(backward[end - 1, path[end - 1]])
    inside = TAGS.index("I-" + TAGS[path[first]][2:])
    onward = transitions.follow[path[end - 1]] + emissions[end] + backward[end]
    return log + float(_log_sum(np.delete(onward, inside)))


def _log_sum(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Log of the sum of exponentials over the first axis."""
    top = values.max(0)
    return np.asarray(top + np.log(np.exp(values - top).sum(0)))
