"""The training loop: batches of like length, a loss a task, an average of the weights at the end.

The lower layers of the encoder are frozen, so each text passes through them once, before the first
epoch. Everything random comes from one seed.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import cast

import numpy as np
import torch
from torch import nn
from transformers import BertModel

from corpus.training.batch import Concepts, Item, Plan
from corpus.training.examples import Example
from corpus.training.losses import WEIGHTS, task_losses
from corpus.training.network import TaggerNetwork, lower
from ingest.tagging.network import WordPieces

_TOGETHER = 32  # texts of one length that pass the frozen layers at once


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


def _warm_then_linear(steps: int) -> Callable[[int], float]:
    warm = max(1, round(0.06 * steps))
    return lambda step: min(1.0, (step + 1) / warm) * max(0.02, 1 - step / max(1, steps))
