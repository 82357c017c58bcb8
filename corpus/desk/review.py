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

from corpus.correcting import correction, nearest
from corpus.deciding import ADDABLE
from corpus.decisions import (
    BadDecision,
    Correction,
    Decision,
    Decisions,
    StatementKey,
    Verdict,
    as_row,
)
from corpus.desk.previews import Preview
from corpus.judging import tagging
from ingest.model import Document, Label, Ref, Statement
from ontology.schemes import ConceptSchemes

NONE_YET = "0"
#: Under what a concept of each label is added to a practice.
_PREDICATES = {
    Label.NEED: "wp:addressesNeed",
    Label.BENEFICIARY: "dct:audience",
    Label.PLACE: "dct:spatial",
}


class Conflict(RuntimeError):
    """Another curator decided of the statement meanwhile; `theirs` is None if they took it back."""

    def __init__(self, mine: Decision, theirs: Decision | None) -> None:
        super().__init__(mine.statement.code)
        self.mine = mine
        self.theirs = theirs


@dataclass(frozen=True, slots=True)
class Judged:
    """A statement and what stands of it; `missed` when a curator added it."""

    key: StatementKey
    confidence: float
    decision: Decision | None
    missed: bool = False

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
    found += [Judged(key, 1.0, one, True) for key, one in standing.items() if key not in read]
    return tuple(sorted(found, key=lambda one: (one.key.start, one.key.end, one.key.code)))


def decision_on(
    document: Document,
    key: StatementKey,
    verdict: Verdict,
    curator: str,
    schemes: ConceptSchemes,
    value: str | None = None,
    words: str | None = None,
) -> Decision:
    """Return a decision taken now; raises BadDecision for a correction that cannot be."""
    corrected: Correction | None = None
    if verdict is Verdict.CORRECTED:
        corrected = correction(document, key, value, words, schemes)
    text = document.text[key.start : key.end]
    return Decision(document.sha256, key, text, verdict, curator, datetime.now(UTC), corrected)


def added(
    document: Document,
    practice: str,
    label: Label,
    words: str,
    near: int,
    concept: str,
    curator: str,
    schemes: ConceptSchemes,
) -> tuple[Decision, ...]:
    """Return the decisions that say what was missed; `words` as they stand, nearest to `near`.

    A need, a place or a kind of people with its concept becomes a statement of the practice;
    whatever has words alone teaches the next reading. Raises BadDecision.
    """
    start = nearest(document.text, words, near)
    spot = (start, start + len(words))
    statements = [tagging(document.id, label, *spot)]
    if concept:
        predicate = _PREDICATES.get(label)
        if predicate not in ADDABLE:
            raise BadDecision(
                "un concetto si aggiunge a bisogni, persone e luoghi: per il resto bastano parole"
            )
        scheme = concept.partition(":")[0]
        wanted = {"need": Label.NEED, "beneficiary": Label.BENEFICIARY, "place": Label.PLACE}
        known = scheme == "place" or concept in schemes
        if not known or wanted.get(scheme) is not label:
            raise BadDecision(f"«{concept}» non è un concetto che va bene qui")
        if not practice:
            raise BadDecision("in questo documento non c’è una pratica a cui aggiungerlo")
        subject = f"practice/{practice}"
        statements.append(Statement(subject, predicate, Ref(concept), *spot, 1.0))
    now = datetime.now(UTC)
    text = document.text[slice(*spot)]
    return tuple(
        Decision(document.sha256, StatementKey.of(one), text, Verdict.ACCEPTED, curator, now)
        for one in statements
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
