"""The loop that tunes: in each batch the right passage must be nearer than all the others.

The loss is InfoNCE, as that which e5 itself was trained with (Wang et al. 2022, arXiv:2212.03533).
Words keep their vectors: the tagger reads the same ones.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from corpus.training.learning import warm_then_linear
from corpus.tuning.batches import Batch, concept_batches, question_batches
from corpus.tuning.material import Asked, Said, labels, measures_of
from corpus.tuning.states import Reader, embed, embed_all
from ontology.schemes import ConceptSchemes


@dataclass(frozen=True, slots=True)
class Plan:
    """How to learn: rate of AdamW, size of a batch, warmth of the comparison."""

    epochs: int = 2
    rate: float = 5e-5
    batch: int = 48
    warmth: float = 0.02
    concepts: float = 0.5  # weight of the sentences of concepts beside the questions
    back: float = 0.3  # weight of finding the question from the passage
    seed: int = 1


class Tuning:
    """Questions, passages and sentences after the frozen layers; the tuned ones learn from them."""

    def __init__(
        self,
        reader: Reader,
        asked: Sequence[Asked],
        passages: dict[str, list[str]],
        said: Sequence[Said],
        schemes: ConceptSchemes,
    ) -> None:
        self._asked, self._said, self._schemes = asked, said, schemes
        self._measures = measures_of(list(passages))
        self._rows: dict[str, list[int]] = {}
        texts: list[str] = []
        for name, own in passages.items():
            self._rows[name] = list(range(len(texts), len(texts) + len(own)))
            texts += own
        self._passages = reader.states([f"passage: {text}" for text in texts])
        self._questions = reader.states([f"query: {one.query}" for one in asked])
        self._sentences = reader.states([f"passage: {one.sentence}" for one in said])
        named = labels(schemes)
        self._labels: dict[str, list[Tensor]] = {
            name: reader.states([f"query: {label}" for label in named[name]])
            for name in {one.concept for one in said}
        }

    def learn(
        self,
        layers: nn.ModuleList,
        plan: Plan,
        after_epoch: Callable[[int, dict[str, float]], None],
    ) -> None:
        """Tune the layers in place; `after_epoch` gets its number (from 1) and the mean losses."""
        chance = random.Random(plan.seed)  # noqa: S311 - the order of examples
        weights = list(layers.parameters())
        optimiser = torch.optim.AdamW(weights, lr=plan.rate, weight_decay=0.01)
        steps = plan.epochs * (len(self._asked) + len(self._said)) // plan.batch
        schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, warm_then_linear(steps, 0.08))
        for epoch in range(1, plan.epochs + 1):
            questions = embed_all(layers, self._questions)
            passages = embed_all(layers, self._passages)
            batches = question_batches(
                self._asked, questions, self._measures, plan.batch, chance
            ) + concept_batches(self._said, self._schemes, plan.batch, chance)
            chance.shuffle(batches)
            losses: dict[str, list[float]] = {"domande": [], "concetti": []}
            for batch in batches:
                if batch.of_concepts:
                    loss = plan.concepts * self._of_concepts(layers, batch, plan, chance)
                else:
                    places = [
                        self._passage(n, questions, passages, plan.warmth, chance)
                        for n in batch.numbers
                    ]
                    loss = self._of_questions(layers, batch, places, plan)
                optimiser.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                nn.utils.clip_grad_norm_(weights, 1.0)
                optimiser.step()
                schedule.step()
                losses["concetti" if batch.of_concepts else "domande"].append(float(loss.detach()))
            after_epoch(epoch, {name: float(np.mean(found)) for name, found in losses.items()})

    def _passage(
        self,
        number: int,
        questions: np.ndarray[tuple[int, int], np.dtype[np.float32]],
        passages: np.ndarray[tuple[int, int], np.dtype[np.float32]],
        warmth: float,
        chance: random.Random,
    ) -> int:
        """Choose the passage of a practice that shall answer: likelier the nearer it is."""
        rows = self._rows[self._asked[number].practice]
        near = passages[rows] @ questions[number]
        return chance.choices(rows, weights=list(np.exp((near - near.max()) / warmth)))[0]

    def _of_questions(
        self, layers: nn.ModuleList, batch: Batch, places: Sequence[int], plan: Plan
    ) -> Tensor:
        questions = embed(layers, [self._questions[n] for n in batch.numbers])
        passages = embed(layers, [self._passages[n] for n in places])
        return compared(questions, passages, batch.spared, plan.warmth, plan.back)

    def _of_concepts(
        self, layers: nn.ModuleList, batch: Batch, plan: Plan, chance: random.Random
    ) -> Tensor:
        names = [self._said[n].concept for n in batch.numbers]
        asked = embed(layers, [chance.choice(self._labels[name]) for name in names])
        sentences = embed(layers, [self._sentences[n] for n in batch.numbers])
        return compared(asked, sentences, batch.spared, plan.warmth, 0.0)


def compared(
    questions: Tensor, passages: Tensor, spared: Tensor, warmth: float, back: float
) -> Tensor:
    """Return the loss of B questions and their B passages (B × D each), `spared` pairs left out."""
    likeness = (questions @ passages.T / warmth).masked_fill(spared, -1e4)
    right = torch.arange(len(questions))
    loss = cross_entropy(likeness, right)
    if back:
        loss = loss + back * cross_entropy(likeness.T, right)
    return loss
