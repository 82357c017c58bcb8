"""What is compared with what: each question with its passage against all the others of a batch.

Half of a batch are questions near to one another, so that the wrong passages are tempting. Where
another's passage may be right too, the two are not set against each other.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from corpus.tuning.material import Asked, Said
from ontology.schemes import ConceptSchemes

_NEAR = 2  # questions are drawn from this many times the places of the near half


@dataclass(frozen=True, slots=True)
class Batch:
    """Numbers of questions or, where `of_concepts`, of sentences; which pairs to leave out."""

    numbers: list[int]
    of_concepts: bool
    spared: Tensor


def question_batches(
    asked: Sequence[Asked],
    vectors: NDArray[np.float32],
    measures: Mapping[str, frozenset[str]],
    size: int,
    chance: random.Random,
) -> list[Batch]:
    """Return batches of questions, a practice at most once in each; the last few are left out.

    `vectors` are those of the questions, one row each: they say which are near.
    """
    left = list(range(len(asked)))
    chance.shuffle(left)
    found = []
    while len(left) >= size:
        likeness = vectors[left] @ vectors[left[0]]
        near = [left[n] for n in np.argsort(-likeness)[: size // 2 * _NEAR]]
        chosen = _one_a_practice(asked, near, size // 2, set())
        chosen += _one_a_practice(asked, left, size - len(chosen), set(chosen))
        if len(chosen) < size:
            break
        taken = set(chosen)
        left = [number for number in left if number not in taken]
        found.append(Batch(chosen, False, _may_answer(asked, chosen, measures)))
    return found


def concept_batches(
    said: Sequence[Said], schemes: ConceptSchemes, size: int, chance: random.Random
) -> list[Batch]:
    """Return batches of sentences; a concept is not set against itself or what is broader."""
    order = list(range(len(said)))
    chance.shuffle(order)
    kin = {one.concept: {one.concept, *schemes.ancestors(one.concept)} for one in said}
    found = []
    for start in range(0, len(order) - size + 1, size):
        numbers = order[start : start + size]
        names = [said[n].concept for n in numbers]
        spared = [[i != j and (x in kin[y] or y in kin[x]) for j, y in enumerate(names)]
                  for i, x in enumerate(names)]  # fmt: skip
        found.append(Batch(numbers, True, torch.tensor(spared)))
    return found


def _one_a_practice(
    asked: Sequence[Asked], among: Sequence[int], count: int, taken: set[int]
) -> list[int]:
    practices = {asked[number].practice for number in taken}
    chosen: list[int] = []
    for number in among:
        if len(chosen) == count:
            break
        if asked[number].practice not in practices:
            practices.add(asked[number].practice)
            chosen.append(number)
    return chosen


def _may_answer(
    asked: Sequence[Asked], numbers: Sequence[int], measures: Mapping[str, frozenset[str]]
) -> Tensor:
    """Tell which practices of a batch may answer a question too: a general one, same measure."""
    mine = [measures.get(asked[n].practice, frozenset()) for n in numbers]
    return torch.tensor(
        [
            [
                i != j and asked[n].general and bool(mine[i] & theirs)
                for j, theirs in enumerate(mine)
            ]
            for i, n in enumerate(numbers)
        ]
    )
