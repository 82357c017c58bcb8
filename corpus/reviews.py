"""What curators said of the facts that a reader sees, from the log of their decisions.

A decision is about one statement and its words; a fact of a page gathers several statements. It is
confirmed as soon as a curator accepted it at some place, and refused only where all its words were.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from threading import Lock

from corpus.decisions import BadDecision, Decision, Decisions, StatementKey, Verdict
from corpus.judging import ROLE, STATUS, claim_of, kind
from corpus.views import Fact, FactKind
from ingest.model import Label, Ref

_log = logging.getLogger(__name__)

Standing = Mapping[StatementKey, Decision]

_KINDS = {
    Label.ACTOR: FactKind.ACTOR,
    Label.MEASURE: FactKind.MEASURE,
    Label.BENEFICIARY: FactKind.BENEFICIARY,
    Label.NEED: FactKind.NEED,
    Label.PLACE: FactKind.PLACE,
    Label.FUNDING: FactKind.MONEY,
    Label.PERIOD: FactKind.PERIOD,
    Label.RESULT: FactKind.RESULT,
}
_OF_PREDICATE = {
    ROLE: FactKind.ACTOR,
    STATUS: FactKind.STATUS,
    "dct:temporal": FactKind.PERIOD,
    "schema:funding": FactKind.MONEY,
    "wp:budget": FactKind.MONEY,
}


class Review(StrEnum):
    """How far people have looked at a fact."""

    READ = "read"
    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    REJECTED = "rejected"


class Reviews:
    """The decisions in force, read again when the log has grown. Thread-safe."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._read = ""
        self._standing: Mapping[str, Standing] = {}

    @property
    def stamp(self) -> str:
        """What changes when the log does; empty where nobody has decided anything."""
        try:
            found = self._path.stat()
        except OSError:
            return ""
        return f"{found.st_size:x}-{found.st_mtime_ns:x}"

    def of(self, sha256: str) -> Standing:
        """Return the decisions on a document, told by its bytes."""
        with self._lock:
            if (stamp := self.stamp) != self._read:
                try:
                    self._standing = Decisions(self._path).standing()
                except (BadDecision, OSError) as error:  # pages go on with what was read before
                    _log.error("the decisions of curators cannot be read: %s", error)
                self._read = stamp
            return self._standing.get(sha256, {})


def review_of(fact: Fact, standing: Standing) -> Review:
    """Return what was said of a fact, by the decisions on its document."""
    places = {(one.start, one.end) for one in fact.evidence}
    said = [d for d in standing.values() if _place(d) in places and _is_about(d.statement, fact)]
    verdicts = {decision.verdict for decision in said}
    if Verdict.ACCEPTED in verdicts:
        return Review.ACCEPTED
    if Verdict.CORRECTED in verdicts:
        return Review.CORRECTED
    refused = _places(d for d in said if d.verdict is Verdict.REJECTED)
    return Review.REJECTED if places and refused >= places else Review.READ


def _is_about(statement: StatementKey, fact: Fact) -> bool:
    if _kind_of(statement) is not fact.kind:
        return False
    named = statement.object.id if isinstance(statement.object, Ref) else ""
    # Two facts may be read in the same words: then it is the concept that tells them apart.
    return ":" not in named or fact.concept is None or named in (fact.concept, _role(fact))


def _kind_of(statement: StatementKey) -> FactKind | None:
    if found := _OF_PREDICATE.get(statement.predicate):
        return found
    try:
        claim = claim_of(statement)
    except ValueError:  # a label that a later version knows
        return None
    if claim is None or kind(statement.subject) == "document":
        return None
    return _KINDS.get(claim.label)


def _role(fact: Fact) -> str:
    return fact.detail.get("role", "")


def _place(decision: Decision) -> tuple[int, int]:
    return decision.statement.start, decision.statement.end


def _places(decisions: Iterable[Decision]) -> set[tuple[int, int]]:
    return {_place(one) for one in decisions}
