"""The training loop: batches of like length, a loss a task, an average of the weights at the end.

The lower layers of the encoder are frozen, so each text passes through them once, before the first
epoch. Everything random comes from one seed.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from typing import cast

import numpy as np
import torch
from torch import nn
from transformers import BertModel

from corpus.training.batch import Concepts, Item, Plan
from corpus.training.examples import Example
from corpus.training.frozen import Heard, through_frozen
from corpus.training.losses import WEIGHTS, task_losses
from corpus.training.network import TaggerNetwork
from ingest.tagging.network import WordPieces


def prepare(
    examples: Sequence[Example],
    encoder: BertModel,
    frozen: int,
    pieces: WordPieces,
    progress: Heard,
) -> list[Item]:
    """Pass every example through the frozen layers."""
    states = through_frozen(
        encoder,
        frozen,
        [example.window.ids for example in examples],
        lambda texts: torch.from_numpy(np.stack([pieces.vectors(ids) for ids in texts])),
        progress,
    )
    return [Item(*pair) for pair in zip(examples, states, strict=True)]


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
    own = [p for name, p in network.named_parameters() if not name.startswith("layers.")]
    groups = [{"params": own, "lr": plan.head_rate}]
    for depth, layer in enumerate(reversed(network.layers)):
        rate = plan.encoder_rate * plan.deeper**depth
        groups.append({"params": list(layer.parameters()), "lr": rate})
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = plan.epochs * len(batches(items, plan, random.Random(0)))  # noqa: S311
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, warm_then_linear(steps, 0.06))
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


def warm_then_linear(steps: int, warmed: float) -> Callable[[int], float]:
    """Return what to multiply the rate with at each step: up over a share of them, then down."""
    warm = max(1, round(warmed * steps))
    return lambda step: min(1.0, (step + 1) / warm) * max(0.02, 1 - step / max(1, steps))
