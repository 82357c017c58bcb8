"""The phrases that people linked, remembered: what a new phrase is nearest to in meaning.

Vectors are those that the search encoder gives to a question. The trained head knows a phrase in
its sentence, the memory knows it alone: they err on different ones.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save

from ingest.model import Label
from ingest.tagging.alphabet import SCHEMES

VECTORS, PHRASES = "memory.safetensors", "memory.json"
NEIGHBOURS = 10
WARMTH = 0.02  # how fast a neighbour's vote falls with its distance
_UNIT = 127

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
"""Gives each text a vector of length one."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase that a person marked: label, words on one line, concept ("" for none)."""

    label: Label
    words: str
    concept: str


class Memory:
    """Phrases with their vectors; `votes` says which concepts are near to a phrase."""

    def __init__(self, phrases: Sequence[Phrase], vectors: NDArray[np.float32]) -> None:
        self.phrases = tuple(phrases)
        self._vectors = vectors
        self._rows = {
            label: np.array([n for n, p in enumerate(phrases) if p.label is label], np.int64)
            for label in SCHEMES
        }
        self._of_label = {label: vectors[rows] for label, rows in self._rows.items()}
        self._known = {p.words.casefold(): n for n, p in enumerate(phrases)}

    @classmethod
    def load(cls, model: Path) -> Memory:
        """Read a memory; raises OSError, ValueError or SafetensorError where it is not whole."""
        rows = json.loads((model / PHRASES).read_text(encoding="utf-8"))
        phrases = [Phrase(Label(label), words, concept) for label, words, concept in rows]
        held = load_file(model / VECTORS)["vectors"].astype(np.float32) / np.float32(_UNIT)
        if len(held) != len(phrases):
            raise SafetensorError("la memoria non ha un vettore per frase")
        return cls(phrases, held)

    def save(self, model: Path) -> None:
        """Write the memory, a byte a number; the same memory gives the same bytes."""
        held = np.round(self._vectors * _UNIT).clip(-_UNIT, _UNIT).astype(np.int8)
        rows = [[str(p.label), p.words, p.concept] for p in self.phrases]
        lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        (model / PHRASES).write_text(f"[\n{lines}\n]\n", encoding="utf-8")
        (model / VECTORS).write_bytes(save({"vectors": held}))

    def vectors(self, words: Iterable[str], embed: Embed) -> dict[str, NDArray[np.float32]]:
        """Return the vector of each phrase; only those not remembered are embedded."""
        wanted = dict.fromkeys(words)
        unknown = [phrase for phrase in wanted if phrase.casefold() not in self._known]
        fresh = dict(zip(unknown, embed(unknown), strict=True)) if unknown else {}
        return {
            phrase: fresh[phrase]
            if phrase in fresh
            else self._vectors[self._known[phrase.casefold()]]
            for phrase in wanted
        }

    def votes(
        self, label: Label, vector: NDArray[np.float32], numbers: dict[str, int]
    ) -> NDArray[np.float32]:
        """Return the share of the votes of each concept (by its number); zeros for no neighbour."""
        shares = np.zeros(len(numbers), np.float32)
        rows = self._rows[label]
        if not len(rows):
            return shares
        likeness = self._of_label[label] @ vector
        nearest = np.argsort(-likeness, kind="stable")[:NEIGHBOURS]
        for row, near in zip(rows[nearest], likeness[nearest], strict=True):
            number = numbers.get(self.phrases[row].concept)
            if number is not None:
                shares[number] += np.exp((near - 1) / WARMTH)
        total = shares.sum()
        return shares / total if total else shares
