"""How well practices told twice are found among all pairs of documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

import numpy as np
from numpy.typing import NDArray

from corpus.evaluation.tables import Cell, Table
from corpus.same_as import SamePair

Pair = tuple[str, str]


def true_pairs(judged: Iterable[SamePair], retold: Iterable[Pair] = ()) -> frozenset[Pair]:
    """Return the pairs of documents that tell of one practice, each in order of identifier.

    `retold` are pairs of a second telling and the document told again.
    """
    same = [(pair.one, pair.other) for pair in judged if pair.kind == "practice" and pair.same]
    return frozenset(_ordered(*pair) for pair in (*same, *retold))


def ordered_pairs(keys: Sequence[str], likeness: NDArray[np.float32]) -> list[Pair]:
    """Return all pairs of documents, the most alike first; `likeness` is symmetric, n × n."""
    ones, others = np.triu_indices(len(keys), 1)
    order = np.argsort(-likeness[ones, others], kind="stable")
    return [_ordered(keys[ones[at]], keys[others[at]]) for at in order]


def average_precision(order: Sequence[Pair], wanted: Set[Pair]) -> float:
    """Return the mean, over wanted pairs, of the precision where each is found; 0 where never."""
    if not wanted:
        raise ValueError("no pair to be found")
    right, total = 0, 0.0
    for place, pair in enumerate(order, 1):
        if pair in wanted:
            right += 1
            total += right / place
    return total / len(wanted)


def best_point(order: Sequence[Pair], wanted: Set[Pair]) -> tuple[float, float, float]:
    """Return precision, recall and F1 where F1 is best: what the best threshold could give."""
    right, best = 0, (0.0, 0.0, 0.0)
    for place, pair in enumerate(order, 1):
        right += pair in wanted
        f1 = 2 * right / (place + len(wanted))
        if f1 > best[2]:
            best = (right / place, right / len(wanted), f1)
    return best


def double_table(documents: int, wanted: Set[Pair], ways: Mapping[str, Sequence[Pair]]) -> Table:
    """Tabulate ways of putting pairs in order."""
    rows: list[tuple[Cell, ...]] = []
    for name, order in ways.items():
        found = len(wanted & set(order[: len(wanted)])) / len(wanted)
        rows.append((name, average_precision(order, wanted), found, *best_point(order, wanted)))
    return Table(
        "doubles",
        f"Pratiche raccontate due volte: {len(wanted)} coppie fra quelle di {documents} documenti",
        ("modo", "precisione media", "P alla pari", "P migliore", "R migliore", "F1 migliore"),
        tuple(rows),
        "«Alla pari»: precisione delle prime coppie, tante quante sono le vere. «Migliore»: alla"
        " soglia che darebbe il miglior F1, scelta guardando la risposta: è un limite superiore.",
    )


def _ordered(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)
