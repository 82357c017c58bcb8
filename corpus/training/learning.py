"""The training loop: batches of like length, a loss a task, an average of the weights at the end.

The lower layers of the encoder are frozen, so each text passes through them once, before the first
epoch. Everything random comes from one seed.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import cast

import numpy as np
import torch
from torch import Tensor, nn
from transformers import BertModel

from corpus.training.examples import Example
from corpus.training.network import TaggerNetwork, lower
from ingest.tagging.alphabet import LABELS, ROLES, SCHEMES
from ingest.tagging.network import WordPieces
from ontology.schemes import ConceptSchemes


@dataclass(frozen=True, slots=True)
class Plan:
    """How to learn. Rates are those of AdamW; `pieces` is the size of a batch."""

    epochs: int = 8
    encoder_rate: float = 1e-4
    head_rate: float = 1e-3
    pieces: int = 2600
    texts: int = 64
    forget_rules: float = 0.15  # how often a rule's span, or all of a text, is hidden
    forget_labels: float = 0.3  # how often the dictionary's concept is hidden
    average: float = 0.99
    seed: int = 1


_TOGETHER = 32  # texts of one length that pass the frozen layers at once

#: How much each task counts.
WEIGHTS = {"tags": 3.0, "concept": 0.5, "role": 0.5, "name": 0.2, "join": 0.3, "whole": 0.2}


class Concepts:
    """The concepts the tagger may link to, as numbers, and what is broader than each."""

    def __init__(self, schemes: ConceptSchemes, numbers: Mapping[str, int]) -> None:
        self.numbers = numbers
        self._broader = {
            name: [numbers[a] for a in schemes.ancestors(name) if a in numbers]
            for name in numbers
            if name
        }
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
            if name in self.numbers and name:
                exact[row, self.numbers[name]] = 1
                broader[row, self._broader[name]] = 1
        return exact, broader


@dataclass(frozen=True, slots=True)
class Item:
    """An example with what the frozen layers say of its pieces (L × 384, float16)."""

    example: Example
    hidden: Tensor


def prepare(
    examples: Sequence[Example],
    encoder: BertModel,
    frozen: int,
    pieces: WordPieces,
    progress: Callable[[int, int], None],
) -> list[Item]:
    """Pass every example through the frozen layers."""
    encoder.eval()  # type: ignore[no-untyped-call]
    order = sorted(range(len(examples)), key=lambda n: len(examples[n].window.ids))
    items: dict[int, Item] = {}
    with torch.inference_mode():
        # Texts of one length go together: the frozen layers then need no mask.
        for _, group in groupby(order, key=lambda n: len(examples[n].window.ids)):
            numbers = list(group)
            for start in range(0, len(numbers), _TOGETHER):
                batch = numbers[start : start + _TOGETHER]
                vectors = np.stack([pieces.vectors(examples[n].window.ids) for n in batch])
                hidden = lower(encoder, torch.from_numpy(vectors), frozen).half()
                for n, states in zip(batch, hidden, strict=True):
                    items[n] = Item(examples[n], states.clone())
                progress(len(items), len(examples))
    return [items[n] for n in range(len(examples))]


def train(
    network: TaggerNetwork,
    items: Sequence[Item],
    concepts: Concepts,
    plan: Plan,
    after_epoch: Callable[[int, Mapping[str, float], TaggerNetwork], None],
) -> TaggerNetwork:
    """Train the network in place; return it with the running average of its weights.

    `after_epoch` is given the number of the epoch (from 1), the mean loss of each task, and the
    averaged network.
    """
    chance = random.Random(plan.seed)  # noqa: S311 - for the order of examples
    torch.manual_seed(plan.seed)
    tuned = [p for name, p in network.named_parameters() if name.startswith("layers.")]
    own = [p for name, p in network.named_parameters() if not name.startswith("layers.")]
    optimiser = torch.optim.AdamW(
        [{"params": tuned, "lr": plan.encoder_rate}, {"params": own, "lr": plan.head_rate}],
        weight_decay=0.01,
    )
    steps = plan.epochs * len(batches(items, plan, random.Random(0)))  # noqa: S311
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, _warm_then_linear(steps))
    average = torch.optim.swa_utils.AveragedModel(
        network,
        multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(plan.average),  # type: ignore[no-untyped-call]
    )
    for epoch in range(1, plan.epochs + 1):
        network.train()
        sums: dict[str, list[float]] = {task: [] for task in WEIGHTS}
        for batch in batches(items, plan, chance):
            losses = task_losses(network, batch, concepts, plan, chance)
            optimiser.zero_grad()
            loss = torch.stack([WEIGHTS[task] * value for task, value in losses.items()]).sum()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            average.update_parameters(network)
            for task, value in losses.items():
                sums[task].append(float(value.detach()))
        means = {task: sum(values) / max(1, len(values)) for task, values in sums.items()}
        after_epoch(epoch, means, cast("TaggerNetwork", average.module).eval())
    network.load_state_dict(average.module.state_dict())
    return network.eval()


def batches(items: Sequence[Item], plan: Plan, chance: random.Random) -> list[list[Item]]:
    """Return all items in batches of like length, in random order."""
    order = sorted(items, key=lambda item: len(item.hidden) * chance.uniform(0.85, 1.15))
    found: list[list[Item]] = [[]]
    for item in order:
        batch = found[-1]
        if batch and (
            len(batch) >= plan.texts or len(item.hidden) * (len(batch) + 1) > plan.pieces
        ):
            found.append([])
        found[-1].append(item)
    chance.shuffle(found)
    return found


def task_losses(
    network: TaggerNetwork,
    batch: Sequence[Item],
    concepts: Concepts,
    plan: Plan,
    chance: random.Random,
) -> dict[str, Tensor]:
    """Return the loss of every task that the batch has truths for."""
    meaning, state, emissions = forward(network, batch, lambda e: hidden_rules(e, plan, chance))
    losses: dict[str, Tensor] = {}
    tagged = [n for n, item in enumerate(batch) if len(item.example.tags)]
    if tagged:
        length = emissions.shape[1]
        tags = torch.zeros(len(tagged), length, dtype=torch.long)
        real = torch.zeros(len(tagged), length, dtype=torch.bool)
        for row, n in enumerate(tagged):
            truth = torch.from_numpy(batch[n].example.tags)
            tags[row, : len(truth)], real[row, : len(truth)] = truth, True
        losses["tags"] = network.surprise(emissions[tagged], tags, real)
    losses |= _span_losses(network, batch, torch.cat([meaning, state], -1), concepts, plan, chance)
    wholes = []
    for n, item in enumerate(batch):
        example = item.example
        if example.practice is not None and example.status is not None:
            told, status = network.together(meaning[n, : len(example.tags)])
            wholes.append(
                nn.functional.cross_entropy(told, torch.tensor(int(example.practice)))
                + nn.functional.cross_entropy(status, torch.tensor(example.status))
            )
    if wholes:
        losses["whole"] = torch.stack(wholes).mean()
    return losses


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


def _span_losses(
    network: TaggerNetwork,
    batch: Sequence[Item],
    both: Tensor,
    concepts: Concepts,
    plan: Plan,
    chance: random.Random,
) -> dict[str, Tensor]:
    where = [(n, s.first, s.end) for n, item in enumerate(batch) for s in item.example.spans]
    if not where:
        return {}
    spans = [span for item in batch for span in item.example.spans]
    labels = torch.tensor([LABELS.index(span.label) for span in spans])
    vectors = network.spans(both, torch.tensor(where), labels)
    width = batch[0].hidden.shape[1]
    whole = torch.stack(
        [both[n, : len(item.example.pool), :width].mean(0) for n, item in enumerate(batch)]
    )
    placed = torch.cat([vectors, whole[[n for n, _, _ in where]]], 1)
    losses: dict[str, Tensor] = {}
    linked = [
        i for i, s in enumerate(spans) if s.concept is not None and s.concept in concepts.numbers
    ]
    if linked:
        told = ["" if chance.random() < plan.forget_labels else spans[i].dictionary for i in linked]
        exact, broader = concepts.told(told)
        scores = network.concept(vectors[linked])
        scores = scores + network.trust[0] * exact + network.trust[1] * broader
        scores = scores.masked_fill(~concepts.allowed(labels[linked]), -1e4)
        truth = torch.tensor([concepts.numbers[spans[i].concept or ""] for i in linked])
        losses["concept"] = nn.functional.cross_entropy(scores, truth)
    if actors := [i for i, span in enumerate(spans) if span.role is not None]:
        truth = torch.tensor([ROLES.index(spans[i].role or "") for i in actors])
        losses["role"] = nn.functional.cross_entropy(network.role(placed[actors]), truth)
    if names := [i for i, span in enumerate(spans) if span.main is not None]:
        main = torch.tensor([float(bool(spans[i].main)) for i in names])
        scores = network.name(placed[names])[:, 0]
        losses["name"] = nn.functional.binary_cross_entropy_with_logits(scores, main)
    losses |= _join_losses(network, batch, vectors)
    return losses


def _join_losses(
    network: TaggerNetwork, batch: Sequence[Item], vectors: Tensor
) -> dict[str, Tensor]:
    measures, people, pairs, truth = [], [], [], []
    start = 0
    for item in batch:
        for (measure, person, joined), pair in zip(
            item.example.joins, item.example.pairs, strict=True
        ):
            measures.append(start + measure)
            people.append(start + person)
            pairs.append(torch.from_numpy(pair))
            truth.append(float(joined))
        start += len(item.example.spans)
    if not truth:
        return {}
    scores = network.joined(vectors[measures], vectors[people], torch.stack(pairs))
    return {"join": nn.functional.binary_cross_entropy_with_logits(scores, torch.tensor(truth))}


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


def _warm_then_linear(steps: int) -> Callable[[int], float]:
    warm = max(1, round(0.06 * steps))
    return lambda step: min(1.0, (step + 1) / warm) * max(0.02, 1 - step / max(1, steps))
