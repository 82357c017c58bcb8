"""Judging what was read: the statements of a document, what was decided, a decision with a lock.

A form carries the mark of the decision that its reader saw. Where another curator decided meanwhile
nothing is written, and both values are told.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from corpus.correcting import correction
from corpus.decisions import (
    Correction,
    Decision,
    Decisions,
    StatementKey,
    Verdict,
    as_row,
)
from corpus.desk.previews import Preview
from corpus.judging import kind
from ingest.model import Document
from ingest.practices.reading import Stretch
from ontology.schemes import ConceptSchemes

NONE_YET = "0"


class Conflict(RuntimeError):
    """Another curator decided of the statement meanwhile; `theirs` is None if they took it back."""

    def __init__(self, mine: Decision, theirs: Decision | None) -> None:
        super().__init__(mine.statement.code)
        self.mine = mine
        self.theirs = theirs


@dataclass(frozen=True, slots=True)
class Judged:
    """A statement and what stands of it; `missed` when a curator added it.

    `parts` are the others that were added with it: one fact may take several, judged as one.
    """

    key: StatementKey
    confidence: float
    decision: Decision | None
    missed: bool = False
    parts: tuple[StatementKey, ...] = ()

    @property
    def mark(self) -> str:
        """What a form must carry to decide of it."""
        return mark(self.decision)


def mark(decision: Decision | None) -> str:
    """Return a few signs that change with every decision."""
    if decision is None or decision.verdict is Verdict.WITHDRAWN:
        return NONE_YET
    body = json.dumps(as_row(decision), sort_keys=True).encode()
    return hashlib.sha256(body).hexdigest()[:12]


def to_judge(preview: Preview, standing: Mapping[StatementKey, Decision]) -> tuple[Judged, ...]:
    """Return every statement of a document in the order of its words, those added among them."""
    read = {StatementKey.of(one): one for one in preview.statements}
    found = [Judged(key, one.confidence, standing.get(key)) for key, one in read.items()]
    found += _additions({key: one for key, one in standing.items() if key not in read})
    return tuple(sorted(found, key=lambda one: (one.key.start, one.key.end, one.key.code)))


def _additions(missed: Mapping[StatementKey, Decision]) -> Iterator[Judged]:
    """Yield what was added, that which was decided at once as one: what it says of a practice."""
    together: dict[tuple[str, datetime], list[StatementKey]] = {}
    for key, one in missed.items():
        together.setdefault((one.curator, one.when), []).append(key)
    for keys in together.values():
        head = head_of(keys)
        parts = tuple(key for key in keys if key != head)
        yield Judged(head, 1.0, missed[head], True, parts)


def head_of(added: Sequence[StatementKey]) -> StatementKey:
    """Return what stands for statements that were added together: what is said of a practice."""
    return next((key for key in added if kind(key.subject) == "practice"), added[0])


def decisions_on(
    document: Document,
    judged: Judged,
    verdict: Verdict,
    curator: str,
    schemes: ConceptSchemes,
    value: str | None = None,
    place: Stretch | None = None,
) -> tuple[Decision, ...]:
    """Return decisions taken now; raises BadDecision for a correction that cannot be.

    The first is on the statement itself, the others on what was added with it.
    """
    corrected: Correction | None = None
    if verdict is Verdict.CORRECTED:
        corrected = correction(judged.key, value, place, schemes)
    now = datetime.now(UTC)
    return tuple(
        Decision(
            document.sha256,
            key,
            document.text[key.start : key.end],
            verdict,
            curator,
            now,
            corrected,
        )
        for key in (judged.key, *judged.parts)
    )


def record(log: Decisions, made: Sequence[Decision], seen: Mapping[StatementKey, str]) -> None:
    """Write decisions taken by who saw certain marks; raises Conflict where one is stale.

    What a curator decided twice alike (a form sent twice) is written once.
    """
    standing: dict[StatementKey, Decision] = {}

    def unchanged(held: Iterator[Decision]) -> None:
        sha256 = made[0].sha256
        standing.clear()
        standing.update({one.statement: one for one in held if one.sha256 == sha256})
        for mine in made:
            theirs = standing.get(mine.statement)
            if mine.statement in seen and mark(theirs) != seen[mine.statement]:
                if theirs is not None and _alike(mine, theirs):
                    raise _Already
                raise Conflict(mine, theirs if mark(theirs) != NONE_YET else None)

    try:
        log.record(made, unchanged)
    except _Already:
        return


class _Already(Exception):
    """The same decision by the same person stands."""


def _alike(one: Decision, other: Decision) -> bool:
    return (one.verdict, one.correction, one.curator) == (
        other.verdict,
        other.correction,
        other.curator,
    )
