"""How far two people agree: on the spans of the same texts, on the grades of the same answers.

`gold/readings.jsonl` keeps what two readers marked before they saw each other's work, one object a
document: `{"id", "first": [span], "second": [span]}`, a span being `[start, end, label, concept]`,
offsets in characters of the published text. Gold is what was settled between them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.evaluation.figures import Tally
from corpus.evaluation.ranking import GradedQuestion
from corpus.evaluation.spans import concepts, relaxed
from corpus.gold import GoldDocument
from ingest.model import Label

READINGS = Path(__file__).parents[1] / "gold" / "readings.jsonl"
GRADES = (0, 1, 2, 3)


@dataclass(frozen=True, slots=True)
class Mark:
    """A span as one reader marked it."""

    start: int
    end: int
    label: Label
    concept: str | None


@dataclass(frozen=True, slots=True)
class TwoReadings:
    """The same text as two people marked it."""

    first: tuple[Mark, ...]
    second: tuple[Mark, ...]


def load_readings(path: Path = READINGS) -> Mapping[str, TwoReadings]:
    """Return the two readings of each document read twice."""
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found[str(row["id"])] = TwoReadings(_marks(row["first"]), _marks(row["second"]))
    return found


def _marks(rows: Iterable[tuple[int, int, str, str | None]]) -> tuple[Mark, ...]:
    return tuple(Mark(start, end, Label(label), concept) for start, end, label, concept in rows)


def span_agreement(
    documents: Iterable[GoldDocument], readings: Mapping[str, TwoReadings]
) -> dict[Label, Tally]:
    """Return, label by label, how the second reader's spans match the first's (relaxed)."""
    total = dict.fromkeys(Label, Tally())
    for document in documents:
        if two := readings.get(document.id):
            for label in Label:
                total[label] += relaxed(document.text, two.first, two.second, label)
    return total


def concept_agreement(
    readings: Iterable[TwoReadings], ancestors: Callable[[str], Iterable[str]]
) -> dict[str, Tally]:
    """Return how the sets of concepts of the two readers match, plain and with broader ones."""
    plain = broad = Tally()
    for two in readings:
        plain += concepts(two.first, two.second)
        broad += concepts(two.first, two.second, ancestors)
    return {"concetti": plain, "con i più generali": broad}


def weighted_kappa(pairs: Iterable[tuple[int, int]]) -> float:
    """Return Cohen's kappa of two judges' grades, quadratic weights; 1 where all is one grade.

    Raises ValueError without pairs.
    """
    counted = list(pairs)
    if not counted:
        raise ValueError("no grades to compare")
    seen = sum((one - other) ** 2 for one, other in counted) / len(counted)
    ones, others = zip(*counted, strict=True)
    chance = sum((one - other) ** 2 for one in ones for other in others) / len(counted) ** 2
    return 1 - seen / chance if chance else 1.0


def grade_pairs(
    first: Iterable[GradedQuestion], second: Iterable[GradedQuestion]
) -> list[tuple[int, int]]:
    """Pair the grades of two judges on every document that both looked at."""
    judged = {question.id: question for question in second}
    return [
        (question.relevant.get(name, 0), judged[question.id].relevant.get(name, 0))
        for question in first
        if question.id in judged
        for name in sorted({*question.pool} & {*judged[question.id].pool})
    ]


def link_agreement(readings: Iterable[TwoReadings]) -> dict[Label, tuple[int, int]]:
    """Return, by label, on how many spans that both marked alike the concepts are the same."""
    same: dict[Label, tuple[int, int]] = {}
    for two in readings:
        others = {(mark.start, mark.end, mark.label): mark.concept for mark in two.second}
        for mark in two.first:
            key = (mark.start, mark.end, mark.label)
            if key in others and (mark.concept or others[key]):
                right, both = same.get(mark.label, (0, 0))
                same[mark.label] = (right + (mark.concept == others[key]), both + 1)
    return same
