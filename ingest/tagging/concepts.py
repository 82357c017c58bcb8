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
from ingest.tagging.hints import Hints
from ingest.tagging.judging import Heads, softmax
from ingest.tagging.memory import Embed, Memory
from ontology.schemes import ConceptSchemes

Vector = NDArray[np.float32]
_SURE = 0.9  # the memory is not asked, and its phrases not embedded, where the head is
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
        self._hints = Hints(schemes, self._numbers)

    def link(self, mentions: Sequence[Mention]) -> list[str | None]:
        """Return the concept of each mention, None where none is sure enough."""
        words = [plain(mention.words) for mention in mentions]
        rates = [
            self._rates(mention, phrase) for mention, phrase in zip(mentions, words, strict=True)
        ]
        if self._memory is not None and self._embed is not None:
            unsure = [n for n, one in enumerate(rates) if one.max() < _SURE]
            vectors = self._memory.vectors([words[n] for n in unsure], self._embed)
            for n in unsure:
                label = mentions[n].label
                votes = self._memory.votes(label, vectors[words[n]], self._numbers)
                rates[n] = (1 - _MEMORY) * rates[n] + _MEMORY * votes * self._admitted[label]
        best = [int(one.argmax()) for one in rates]
        return [
            self._names[n] if n and one[n] >= self._least else None
            for n, one in zip(best, rates, strict=True)
        ]

    def _rates(self, mention: Mention, words: str) -> Vector:
        """What the head says of every concept, told what the labels of the schemes say."""
        exact = np.zeros((1, len(self._names)), np.float32)
        broader = np.zeros_like(exact)
        scheme = SCHEMES[mention.label]
        entry = self._labels.inside(content_lemmas(words), scheme, words)
        if entry is not None and (hint := self._hints.of(entry.concept)):
            exact[0, hint.exact] = 1
            broader[0, hint.broader] = 1
        scores = self._heads.concepts(mention.vector[None], exact, broader)[0]
        return softmax(np.where(self._admitted[mention.label], scores, -1e4))
