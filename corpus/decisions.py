"""What curators decided of single statements: a log that only grows, `decisions.jsonl`.

A decision is about the bytes of a document (their SHA-256) and a statement with the place of its
words, so it outlives a new reading, another version of the extractor and a library built afresh.
The last decision on a statement stands; the others are its history.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from corpus.growing_log import GrowingLog
from ingest.model import Literal, Ref, Statement


class Verdict(StrEnum):
    """What a curator says of a statement; a withdrawn decision is as none."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


class About(StrEnum):
    """Of what part of a decision a message speaks, for who shows it beside that part."""

    WHOLE = ""
    WORDS = "words"
    VALUE = "value"
    LABEL = "label"
    CONCEPT = "concept"
    DETAIL = "detail"


class BadDecision(ValueError):
    """A decision that says too little or a line that is none; the message is in Italian."""

    def __init__(self, message: str, about: About = About.WHOLE) -> None:
        super().__init__(message)
        self.about = about


@dataclass(frozen=True, slots=True)
class StatementKey:
    """A statement without its confidence, which changes with every extractor."""

    subject: str
    predicate: str
    object: Ref | Literal
    start: int
    end: int

    @classmethod
    def of(cls, statement: Statement) -> StatementKey:
        """Return the key of a statement."""
        return cls(
            statement.subject,
            statement.predicate,
            statement.object,
            statement.start,
            statement.end,
        )

    @property
    def code(self) -> str:
        """Eight characters that name the statement within its document, for people to type."""
        return hashlib.sha256(json.dumps(_key(self)).encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Correction:
    """What should have been read instead: another object, other words (offsets), or both."""

    object: Ref | Literal | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """One verdict of one curator on one statement of one document, told by its bytes.

    `words` are those at the statement's place, so that a reading that moved them is noticed. Raises
    BadDecision where a correction is missing or out of place, or the clock has no time zone.
    """

    sha256: str
    statement: StatementKey
    words: str
    verdict: Verdict
    curator: str
    when: datetime
    correction: Correction | None = None

    def __post_init__(self) -> None:
        said = self.correction is not None and self.correction != Correction()
        if said != (self.verdict is Verdict.CORRECTED):
            raise BadDecision("si dice che cosa correggere se, e solo se, si corregge")
        if self.correction and (self.correction.start is None) != (self.correction.end is None):
            raise BadDecision("di parole corrette servono sia l'inizio sia la fine")
        if not self.curator.strip():
            raise BadDecision("manca il nome di chi decide")
        if self.when.tzinfo is None:
            raise BadDecision("l'ora di una decisione porta il suo fuso")

    @property
    def key(self) -> tuple[str, StatementKey]:
        """What the decision is about."""
        return self.sha256, self.statement


class Decisions:
    """The log of decisions in one file. Any number of processes may read and write it."""

    def __init__(self, path: Path) -> None:
        self._log = GrowingLog(path, as_row, _decision, BadDecision, "non è una decisione")

    def record(
        self,
        decisions: Iterable[Decision],
        allow: Callable[[Iterator[Decision]], None] = lambda held: None,
    ) -> None:
        """Add decisions: all of them are on the disk when this returns.

        `allow` sees those held while nobody else can write, and raises what forbids the new ones.
        """
        self._log.add(decisions, allow)

    def history(self) -> tuple[Decision, ...]:
        """Return every decision, oldest first; raises BadDecision for a line that is none."""
        return self._log.entries()

    def standing(self) -> dict[str, dict[StatementKey, Decision]]:
        """Return the last decision on each statement, by document; withdrawn ones are left out."""
        last: dict[str, dict[StatementKey, Decision]] = {}
        for decision in self.history():
            last.setdefault(decision.sha256, {})[decision.statement] = decision
        held = {
            sha256: {k: one for k, one in own.items() if one.verdict is not Verdict.WITHDRAWN}
            for sha256, own in last.items()
        }
        return {sha256: own for sha256, own in held.items() if own}


def as_row(one: Decision) -> dict[str, Any]:
    """Return a decision as plain values, as the log keeps it."""
    row = {
        "sha256": one.sha256,
        **_key(one.statement),
        "words": one.words,
        "verdict": str(one.verdict),
        "curator": one.curator,
        "when": one.when.isoformat(),
    }
    if one.correction is not None:
        wanted = one.correction
        row["correction"] = {
            "object": None if wanted.object is None else _object(wanted.object),
            "start": wanted.start,
            "end": wanted.end,
        }
    return row


def _key(key: StatementKey) -> dict[str, Any]:
    return {
        "subject": key.subject,
        "predicate": key.predicate,
        "object": _object(key.object),
        "start": key.start,
        "end": key.end,
    }


def _object(value: Ref | Literal) -> dict[str, str | None]:
    if isinstance(value, Ref):
        return {"id": value.id}
    return {"value": value.value, "datatype": value.datatype, "language": value.language}


def _decision(row: Mapping[str, Any]) -> Decision:
    wanted = row.get("correction")
    correction = None
    if wanted is not None:
        value = wanted["object"]
        correction = Correction(value and _term(value), wanted["start"], wanted["end"])
    key = StatementKey(
        str(row["subject"]),
        str(row["predicate"]),
        _term(row["object"]),
        int(row["start"]),
        int(row["end"]),
    )
    return Decision(
        str(row["sha256"]),
        key,
        str(row["words"]),
        Verdict(row["verdict"]),
        str(row["curator"]),
        datetime.fromisoformat(row["when"]),
        correction,
    )


def _term(row: Mapping[str, Any]) -> Ref | Literal:
    if "id" in row:
        return Ref(str(row["id"]))
    return Literal(str(row["value"]), str(row["datatype"]), row["language"])
