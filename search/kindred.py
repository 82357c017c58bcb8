"""What a question is about, told by the questions most like it that somebody knew the answer of.

People name what happens to them, not the measure that helps: "i vecchi non riescono ad andare alle
visite" shares no word with a transport service. Questions were written for the practices of the
training part; the concepts of what answered the nearest of them are those a new question is likely
about. No practice is remembered, only concepts: what was never asked for is found as well.
Made by `python -m corpus.tuning.kindred`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.vectors import best_of

KINDRED = Path(__file__).parent / "kindred.npz"
_STEPS = 127.0  # of a byte: vectors of length 1 are kept in bytes

#: Concept → how much a question is about it; the weights of one question sum to at most 1.
Themes = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Kindred:
    """N questions of D numbers each, answered by M practices with C concepts.

    `vectors` (N × D) are in bytes, `answers` (N) rows of `profiles` (M × C), each of length 1. Of
    one encoder: vectors of another mean something else, and `encoder` says which.
    """

    encoder: str
    concepts: tuple[str, ...]
    vectors: NDArray[np.int8]
    answers: NDArray[np.int32]
    profiles: NDArray[np.float32]
    _wide: NDArray[np.float32] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_wide", self.vectors.astype(np.float32))

    def themes(
        self, vector: NDArray[np.float32], nearest: int, warmth: float, most: int
    ) -> tuple[Themes, float]:
        """Return the concepts of the `nearest` questions, the nearer the weightier, at most `most`.

        Also returns the cosine of the nearest one. The smaller `warmth`, the less the farther say.
        """
        near = self._wide @ (vector / _STEPS)
        best = best_of(near, nearest, np.ones(len(near), bool))
        shares = np.exp((near[best] - near[best[0]]) / warmth)
        profile = (shares / shares.sum()) @ self.profiles[self.answers[best]]
        told = [n for n in np.argsort(-profile, kind="stable")[:most] if profile[n] > 0]
        return {self.concepts[n]: float(profile[n]) for n in told}, float(near[best[0]])

    def save(self, path: Path) -> None:
        """Write the questions to a file; raises OSError if the disk says no."""
        np.savez_compressed(
            path,
            encoder=np.array(self.encoder),
            concepts=np.array(self.concepts),
            vectors=self.vectors,
            answers=self.answers,
            profiles=self.profiles.astype(np.float16),
        )


def in_bytes(vectors: NDArray[np.float32]) -> NDArray[np.int8]:
    """Return vectors of length 1 in bytes."""
    found: NDArray[np.int8] = np.rint(vectors * _STEPS).astype(np.int8)
    return found


def load_kindred(path: Path) -> Kindred:
    """Read the questions from a file; raises OSError or ValueError where they cannot be read."""
    with np.load(path, allow_pickle=False) as held:
        return Kindred(
            encoder=str(held["encoder"]),
            concepts=tuple(held["concepts"].tolist()),
            vectors=held["vectors"],
            answers=held["answers"],
            profiles=held["profiles"].astype(np.float32),
        )


@cache
def kindred_for(encoder: str) -> Kindred | None:
    """Return the questions as an encoder sees them, None where they are another one's.

    One in 8 bits sees nearly what the one it was made of sees.
    """
    held = load_kindred(KINDRED) if KINDRED.is_file() else None
    return held if held is not None and held.encoder == encoder.partition("+")[0] else None
