"""Libraries of any size that look like a real one: facets, words and vectors are drawn from it."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.encoder import Encoder
from search.model import Passage, PracticeCard
from search.question import tidy

SWAPPED = 0.3  # share of the words of a passage that come from another one
NOISE = 0.02  # standard deviation of each number of a vector of length 1: cosine to its source .93


@dataclass(frozen=True, slots=True)
class Original:
    """A practice of the real index with its passages and their vectors."""

    card: PracticeCard
    texts: tuple[str, ...]
    vectors: NDArray[np.float32]


class Prepared:
    """An encoder that gives what was made for it: the search engine cannot tell.

    `encode_passages` gives the vectors that were laid ready, in order; `encode_queries` those of
    questions that were encoded before, or asks the real model where there is one.
    """

    def __init__(self, name: str, dimension: int, queries: dict[str, NDArray[np.float32]]) -> None:
        self.name = name
        self.dimension = dimension
        self.queries = queries
        self.real: Encoder | None = None
        self.ready: list[NDArray[np.float32]] = []

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if self.real is not None:
            return self.real.encode_queries(texts)
        return np.stack([self.queries[tidy(text)] for text in texts])

    def encode_passages(self, texts: Sequence[str], progress: object = None) -> NDArray[np.float32]:
        vectors = np.concatenate(self.ready)
        if len(vectors) != len(texts):
            raise ValueError(f"{len(vectors)} vectors were laid ready for {len(texts)} passages")
        self.ready.clear()
        return vectors


def originals(index: Path) -> tuple[str, list[Original]]:
    """Return the encoder of an index and its practices; only reads."""
    connection = sqlite3.connect(f"file:{index}?mode=ro&immutable=1", uri=True)
    (encoder,) = connection.execute("SELECT encoder FROM documents LIMIT 1").fetchone()
    found = []
    practices = connection.execute("SELECT key, title, status, card FROM practices").fetchall()
    for key, title, status, extra in practices:
        card = json.loads(extra)
        of = f"WHERE practice = {key:d}"
        places = connection.execute(f"SELECT value FROM facets {of} AND facet = 'place'")
        years = connection.execute(f"SELECT first, last FROM periods {of}")
        bodies = connection.execute(f"SELECT id, name FROM organisations {of}")
        rows = connection.execute(f"SELECT text, vector FROM passages {of} ORDER BY key").fetchall()
        blobs = b"".join(blob for _, blob in rows)
        vectors = np.frombuffer(blobs, "<f2").reshape(len(rows), -1).astype(np.float32)
        found.append(
            Original(
                PracticeCard(
                    id="",
                    iri="",
                    title=title,
                    document="",
                    status=status,
                    summary=card["summary"],
                    facets={name: tuple(values) for name, values in card["facets"].items()},
                    places=tuple(value for (value,) in places),
                    years=tuple(years),
                    organisations=tuple(bodies),
                ),
                tuple(text for text, _ in rows),
                vectors,
            )
        )
    connection.close()
    return str(encoder), found


Made = tuple[PracticeCard, tuple[Passage, ...], NDArray[np.float32]]


def practices(real: Sequence[Original], seed: int) -> Iterator[Made]:
    """Yield practices without end, each of a document of its own name, always the same."""
    chance, noise = random.Random(seed), np.random.default_rng(seed)
    number = 0
    while True:
        one, other = chance.choices(real, k=2)
        name = f"sintetica-{seed}-{number}"
        card = replace(
            one.card,
            id=name,
            iri=f"https://example.org/id/practice/{name}",
            document=name,
            title=_crossed(one.card.title, other.card.title),
        )
        words = " ".join(other.texts).split()
        passages = tuple(
            Passage(f"{name}#{place}", name, name, place, place + 1, _mixed(text, words, chance))
            for place, text in enumerate(one.texts)
        )
        vectors = one.vectors + noise.normal(0, NOISE, one.vectors.shape).astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        yield card, passages, vectors
        number += 1


def _crossed(one: str, other: str) -> str:
    """Return the first half of a title and the second of another."""
    first, second = one.split(), other.split()
    return " ".join([*first[: (len(first) + 1) // 2], *second[len(second) // 2 :]])


def _mixed(text: str, others: Sequence[str], chance: random.Random) -> str:
    return " ".join(
        chance.choice(others) if chance.random() < SWAPPED else word for word in text.split()
    )
