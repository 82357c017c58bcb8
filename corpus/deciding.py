"""A reading as curators want it: what they refused is gone, what they mended is mended. Pure.

This is what makes a judgement change what is published: whoever catalogues a document applies the
decisions on its bytes, so they survive every new reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from corpus.added import added, nodes_of, without_rivals
from corpus.decisions import Decision, StatementKey, Verdict
from corpus.judging import CLASSIFYING, STATUS, TAGGING, kind
from ingest.model import Extraction, Practice, Ref, Statement

_UNSTATED = "implementation-status:non-dichiarata"
#: Things that are there only because something is said of them, each with what it is nothing
#: without: of every set that it had something of, something must be left.
_PARTS: Mapping[str, tuple[frozenset[str], ...]] = {
    "measure": (),
    "organisation": (),
    "beneficiary-target": (frozenset(("wp:group", "wp:mention")),),
    "participation": (
        frozenset(("cv:hasParticipant", "wp:participantCategory")),
        frozenset(("cv:role",)),
    ),
    "grant": (frozenset(("schema:amount", "wp:underProgramme", "schema:funder")),),
    "amount": (frozenset(("schema:value",)),),
    "quantity": (frozenset(("schema:value",)),),
    "period": (frozenset(("dcat:startDate", "dcat:endDate")),),
    "result": (frozenset(("dct:description", "schema:value")),),
}


def decided(extraction: Extraction, decisions: Iterable[Decision]) -> Extraction:
    """Return a reading with the decisions whose words are still where they were."""
    text = extraction.document.text
    standing = {
        one.statement: one
        for one in decisions
        if text[one.statement.start : one.statement.end] == one.words
        and one.verdict is not Verdict.WITHDRAWN
    }
    if not standing:
        return extraction
    read = {StatementKey.of(one): one for one in extraction.statements}
    more = added(extraction, standing)
    kept = (_as_decided(one, standing.get(key)) for key, one in read.items())
    as_read = list(without_rivals((one for one in kept if one is not None), more))
    held = _still_held(extraction.statements, [*as_read, *more])
    gone = _nodes(extraction.statements) - _nodes(held)
    changed = {key.subject for key, one in standing.items() if _changes_status(one)}
    return replace(
        extraction,
        statements=tuple(held),
        entities=(
            *(one for one in extraction.entities if one.id not in gone),
            *nodes_of(text, held, extraction.entities),
        ),
        practices=tuple(_restated(one, held, changed) for one in extraction.practices),
    )


def _as_decided(statement: Statement, decision: Decision | None) -> Statement | None:
    if decision is None or statement.predicate in (TAGGING, CLASSIFYING):
        return statement
    if decision.verdict is Verdict.REJECTED:
        return None
    sure = replace(statement, confidence=1.0)
    wanted = decision.correction
    if wanted is None:
        return sure
    if wanted.object is not None:
        sure = replace(sure, object=wanted.object)
    if wanted.start is not None and wanted.end is not None:
        sure = replace(sure, start=wanted.start, end=wanted.end)
    return sure


def _still_held(before: Iterable[Statement], after: list[Statement]) -> list[Statement]:
    """Leave out the parts that nothing leads to any more, or that lack what makes them.

    A part that the reading did not know must have all that makes it.
    """
    before = tuple(before)
    led_to, had, read = _led_to(before), _said_of(before), _nodes(before)
    parts = {part for part in read | _nodes(after) if kind(part) in _PARTS}
    while True:
        led, has = _led_to(after), _said_of(after)
        lost = {
            part
            for part in parts
            if (part not in led and (part in led_to or part not in read))
            or not _is_whole(part, had.get(part) if part in read else None, has.get(part, set()))
        }
        kept = [one for one in after if one.subject not in lost and _object(one) not in lost]
        if len(kept) == len(after):
            return kept
        after = kept


def _is_whole(part: str, had: set[str] | None, has: set[str]) -> bool:
    """Tell whether something is left of every set that it had something of; of all, if new."""
    return all(need & has or (had is not None and not need & had) for need in _PARTS[kind(part)])


def _nodes(statements: Iterable[Statement]) -> set[str]:
    statements = tuple(statements)
    return {one.subject for one in statements} | _led_to(statements)


def _led_to(statements: Iterable[Statement]) -> set[str]:
    return {one.object.id for one in statements if isinstance(one.object, Ref)}


def _said_of(statements: Iterable[Statement]) -> dict[str, set[str]]:
    said: dict[str, set[str]] = {}
    for one in statements:
        said.setdefault(one.subject, set()).add(one.predicate)
    return said


def _object(statement: Statement) -> str | None:
    return statement.object.id if isinstance(statement.object, Ref) else None


def _changes_status(decision: Decision) -> bool:
    return decision.statement.predicate == STATUS


def _restated(practice: Practice, statements: Iterable[Statement], changed: set[str]) -> Practice:
    """The status of a practice is one of those still stated, or none."""
    me = f"practice/{practice.id}"
    if me not in changed:
        return practice
    said = [
        one.object.id
        for one in statements
        if one.subject == me and one.predicate == STATUS and isinstance(one.object, Ref)
    ]
    return replace(practice, status=said[0] if said else _UNSTATED)
