"""How wrong the network is about a batch, task by task."""

from __future__ import annotations

import random
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from corpus.training.batch import Concepts, Item, Plan, forward, hidden_rules
from corpus.training.network import TaggerNetwork
from ingest.tagging.alphabet import LABELS, ROLES

#: How much each task counts.
WEIGHTS = {"tags": 3.0, "concept": 0.5, "role": 0.5, "name": 0.2, "join": 0.3, "whole": 0.2}


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
