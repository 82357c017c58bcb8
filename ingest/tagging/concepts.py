"""Which concept a span says: the trained head and the memory of phrases, each with half a voice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.linking.labels import LabelIndex, content_lemmas
from ingest.model import Label
from ingest.practices.reading import plain
from ingest.tagging.alphabet import SCHEMES
from ingest.tagging.judging import Heads, softmax
from ingest.tagging.memory import Embed, Memory
from ontology.schemes import ConceptSchemes

Vector = NDArray[np.float32]
_MEMORY = 0.5  # the memory's share; .3 to .7 do about as well


@dataclass(frozen=True, slots=True)
class Mention:
    """A span to link: its label, its words, its vector in its sentence."""

    label: Label
    words: str
    vector: Vector


class ConceptLinker:
    """Links mentions to the concepts of a card; without a memory the head alone decides."""

    def __init__(
        self,
        card: Mapping[str, Any],
        heads: Heads,
        schemes: ConceptSchemes,
        memory: Memory | None = None,
        embed: Embed | None = None,
    ) -> None:
        self._names: list[str] = card["concepts"]
        self._least = float(card["thresholds"]["concept"])
        self._heads = heads
        self._memory = memory
        self._embed = embed
        self._labels = LabelIndex(schemes, tuple(SCHEMES.values()))
        self._numbers = {name: number for number, name in enumerate(self._names)}
        self._admitted = {
            label: np.array(
                [not n or (n.startswith(scheme + ":") and n in schemes) for n in self._names]
            )
            for label, scheme in SCHEMES.items()
        }
        self._broader = {
            name: [self._numbers[a] for a in schemes.ancestors(name) if a in self._numbers]
            for name in self._names
            if name and name in schemes
        }

    def link(self, mentions: Sequence[Mention]) -> list[str | None]:
        """Return the concept of each mention, None where none is sure enough."""
        words = [plain(mention.words) for mention in mentions]
        vectors: dict[str, Vector] = {}
        if self._memory is not None and self._embed is not None:
            vectors = self._memory.vectors(words, self._embed)
        return [
            self._best(mention, phrase, vectors.get(phrase))
            for mention, phrase in zip(mentions, words, strict=True)
        ]

    def _best(self, mention: Mention, words: str, meaning: Vector | None) -> str | None:
        exact = np.zeros((1, len(self._names)), np.float32)
        broader = np.zeros_like(exact)
        scheme = SCHEMES[mention.label]
        entry = self._labels.inside(content_lemmas(words), scheme, words)
        if entry is not None and entry.concept in self._numbers:
            exact[0, self._numbers[entry.concept]] = 1
            broader[0, self._broader[entry.concept]] = 1
        scores = self._heads.concepts(mention.vector[None], exact, broader)[0]
        rates = softmax(np.where(self._admitted[mention.label], scores, -1e4))
        if meaning is not None and self._memory is not None:
            votes = self._memory.votes(mention.label, meaning, self._numbers)
            rates = (1 - _MEMORY) * rates + _MEMORY * votes * self._admitted[mention.label]
        best = int(rates.argmax())
        return self._names[best] if best and rates[best] >= self._least else None
