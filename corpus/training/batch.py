"""What the network is given at once: texts of like length, what rules found in them, concepts."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from corpus.training.examples import Example
from corpus.training.network import TaggerNetwork
from ingest.tagging.alphabet import LABELS, SCHEMES
from ingest.tagging.hints import Hints
from ontology.schemes import ConceptSchemes


@dataclass(frozen=True, slots=True)
class Plan:
    """How to learn. Rates are those of AdamW; `pieces` is the size of a batch."""

    epochs: int = 4
    encoder_rate: float = 1e-4
    deeper: float = 0.9  # what a layer learns, as a part of what the one above it does
    head_rate: float = 1e-3
    pieces: int = 2600
    texts: int = 64
    forget_rules: float = 0.15  # how often a rule's span, or all of a text, is hidden
    forget_labels: float = 0.3  # how often the dictionary's concept is hidden
    average: float = 0.99
    seed: int = 1


class Concepts:
    """The concepts the tagger may link to, as numbers, and what is broader than each."""

    def __init__(self, schemes: ConceptSchemes, numbers: Mapping[str, int]) -> None:
        self.numbers = numbers
        self._hints = Hints(schemes, numbers)
        self._allowed = torch.zeros(len(LABELS), len(numbers), dtype=torch.bool)
        self._allowed[:, 0] = True
        for row, label in enumerate(LABELS):
            for name, number in numbers.items():
                if name.partition(":")[0] == SCHEMES.get(label):
                    self._allowed[row, number] = True

    def allowed(self, labels: Tensor) -> Tensor:
        """Return which concepts each label admits (S × C)."""
        return self._allowed[labels]

    def told(self, names: Sequence[str]) -> tuple[Tensor, Tensor]:
        """Return the dictionary's concepts and their broader ones as 0 and 1 (S × C each)."""
        exact = torch.zeros(len(names), len(self.numbers))
        broader = torch.zeros(len(names), len(self.numbers))
        for row, name in enumerate(names):
            if hint := self._hints.of(name):
                exact[row, hint.exact] = 1
                broader[row, hint.broader] = 1
        return exact, broader


@dataclass(frozen=True, slots=True)
class Item:
    """An example with what the frozen layers say of its pieces (L × 384, float16)."""

    example: Example
    hidden: Tensor


def forward(
    network: TaggerNetwork, batch: Sequence[Item], rules_of: Callable[[Example], Tensor]
) -> tuple[Tensor, Tensor, Tensor]:
    """Return meaning, state and emissions of the tokens of a batch, padded with zeros."""
    longest = max(len(item.hidden) for item in batch)
    tokens = max(len(item.example.pool) for item in batch)
    width = batch[0].hidden.shape[1]
    hidden = torch.zeros(len(batch), longest, width)
    seen = torch.zeros(len(batch), 1, 1, longest, dtype=torch.bool)
    pool = torch.zeros(len(batch), tokens, longest)
    rules = torch.zeros(len(batch), tokens, dtype=torch.long)
    blocks = torch.zeros(len(batch), tokens, dtype=torch.long)
    shapes = torch.zeros(len(batch), tokens, batch[0].example.features.shapes.shape[1])
    for n, item in enumerate(batch):
        example = item.example
        size, count = len(item.hidden), len(example.pool)
        hidden[n, :size] = item.hidden.float()
        seen[n, ..., :size] = True
        pool[n, :count, :size] = torch.from_numpy(example.pool)
        rules[n, :count] = rules_of(example)
        blocks[n, :count] = torch.from_numpy(example.features.blocks)
        shapes[n, :count] = torch.from_numpy(example.features.shapes)
    mask = torch.zeros(seen.shape).masked_fill(~seen, torch.finfo(torch.float32).min)
    meaning = network.meaning(hidden, pool, mask)
    state, emissions = network.tagging(meaning, rules, blocks, shapes)
    return meaning, state, emissions


def hidden_rules(example: Example, plan: Plan, chance: random.Random) -> Tensor:
    """Return the rules' tags with some spans, now and then all, hidden: rules miss things."""
    rules = torch.from_numpy(example.features.rules.copy())
    if chance.random() < plan.forget_rules:
        return torch.zeros_like(rules)
    hide = False
    for n, tag in enumerate(rules.tolist()):
        if tag % 2:  # a span opens
            hide = chance.random() < plan.forget_rules
        if hide and tag:
            rules[n] = 0
    return rules


def shown_rules(example: Example) -> Tensor:
    """Return the rules' tags as they are."""
    return torch.from_numpy(example.features.rules)
