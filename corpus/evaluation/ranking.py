"""How well search ranks: questions with graded answers, and the scores of an order. Pure.

A question is `{"id", "query", "kind", "relevant": {document: grade}, "pool": [document]}`, grades
from 1 to 3; one with no `relevant` has no answer and counts only for `separation`. The pool holds
the documents that a judge looked at, those found irrelevant too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2

import numpy as np

DEPTH = 10
GRADES = (1, 2, 3)


class BadQuestionsError(ValueError):
    """A file of questions cannot be read; the message is Italian and names the line."""


@dataclass(frozen=True, slots=True)
class GradedQuestion:
    """A question and how good an answer each document is; those not named are none."""

    id: str
    query: str
    kind: str
    relevant: Mapping[str, int]
    pool: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quality:
    """The scores of one order of documents, each in [0, 1]."""

    ndcg: float
    recall: float
    reciprocal_rank: float


def parse_questions(text: str) -> tuple[GradedQuestion, ...]:
    """Return the questions of a JSON-lines text; raises BadQuestionsError."""
    questions = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                questions.append(_question(json.loads(line)))
            except (ValueError, TypeError, KeyError) as error:
                raise BadQuestionsError(f"la riga {number} non è una domanda: {error}") from error
    if not questions:
        raise BadQuestionsError("il file non contiene domande")
    if len({question.id for question in questions}) != len(questions):
        raise BadQuestionsError("due domande hanno lo stesso «id»")
    return tuple(questions)


def _question(row: Mapping[str, object]) -> GradedQuestion:
    relevant = row["relevant"]
    if not isinstance(relevant, dict) or any(g not in GRADES for g in relevant.values()):
        raise ValueError("«relevant» deve dare a ogni documento un grado da 1 a 3")
    pool = row.get("pool", ())
    if not isinstance(pool, list | tuple):
        raise ValueError("«pool» deve essere l'elenco dei documenti guardati")
    names = str(row["id"]), str(row["query"]), str(row["kind"])
    return GradedQuestion(*names, relevant, tuple(map(str, pool)))


def quality(relevant: Mapping[str, int], ranked: Iterable[str], depth: int = DEPTH) -> Quality:
    """Score an order, best first, cut at `depth`; a document named twice counts where it is first.

    Gain is 2^grade − 1. Raises ValueError where nothing is relevant.
    """
    if not relevant:
        raise ValueError("a question without answers has no ranking to score")
    seen = list(dict.fromkeys(ranked))
    top = seen[:depth]
    best = _gain(sorted(relevant.values(), reverse=True)[:depth])
    first = next((place for place, name in enumerate(seen, 1) if name in relevant), None)
    return Quality(
        ndcg=_gain([relevant.get(name, 0) for name in top]) / best,
        recall=sum(name in relevant for name in top) / min(len(relevant), depth),
        reciprocal_rank=1 / first if first else 0.0,
    )


def separation(answered: Sequence[float], unanswered: Sequence[float]) -> float:
    """Return how often a question with answers has the higher best score than one without.

    0.5 is chance: then no threshold on the score can tell that nothing was found.
    """
    if not answered or not unanswered:
        raise ValueError("both kinds of question are needed")
    higher = np.asarray(answered)[:, None] - np.asarray(unanswered)[None, :]
    return float(((higher > 0) + 0.5 * (higher == 0)).mean())


def _gain(grades: Sequence[int]) -> float:
    # 1 << grade, not 2**grade: mypy takes a power of ints for anything.
    return sum(((1 << grade) - 1) / log2(place + 1) for place, grade in enumerate(grades, 1))
