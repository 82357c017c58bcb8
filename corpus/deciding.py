"""A reading as curators want it: what they refused is gone, what they mended is mended. Pure.

This is what makes a judgement change what is published: whoever catalogues a document applies the
decisions on its bytes, so they survive every new reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from corpus.decisions import Decision, StatementKey, Verdict
from corpus.judging import CLASSIFYING, TAGGING, kind
from ingest.model import Extraction, Practice, Ref, Statement

STATUS = "wp:implementationStatus"
_UNSTATED = "implementation-status:non-dichiarata"
#: Things that are there only because something is said of them, each with what it is nothing
#: without: of every set that it had something of, something must be left.
_PARTS: Mapping[str, tuple[frozenset[str], ...]] = {
    "measure": (),
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
#: What a curator may add to a practice: a concept, with no node of its own.
ADDABLE = frozenset(("wp:addressesNeed", "dct:audience", "dct:spatial"))


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
    kept = [_as_decided(one, standing.get(key)) for key, one in read.items()]
    practices = {f"practice/{one.id}" for one in extraction.practices}
    added = [
        Statement(key.subject, key.predicate, key.object, key.start, key.end, 1.0)
        for key, one in standing.items()
        if key not in read
        and one.verdict is Verdict.ACCEPTED
        and key.predicate in ADDABLE
        and key.subject in practices
    ]
    statements = [*(one for one in kept if one is not None), *added]
    held = _still_held(extraction.statements, statements)
    nodes = {one.subject for one in held} | {
        one.object.id for one in held if isinstance(one.object, Ref)
    }
    gone = {one.subject for one in extraction.statements} - nodes
    refused = {key.subject for key in standing if _refuses_status(standing[key])}
    return replace(
        extraction,
        statements=tuple(held),
        entities=tuple(one for one in extraction.entities if one.id not in gone),
        practices=tuple(_restated(one, held, refused) for one in extraction.practices),
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
    """Leave out the parts that nothing leads to any more, or that lack what makes them."""
    before = tuple(before)
    led_to, had = _led_to(before), _said_of(before)
    while True:
        led, has = _led_to(after), _said_of(after)
        lost = {
            part
            for part in led_to | had.keys()
            if kind(part) in _PARTS
            and ((part in led_to and part not in led) or not _is_whole(part, had, has))
        }
        kept = [one for one in after if one.subject not in lost and _object(one) not in lost]
        if len(kept) == len(after):
            return kept
        after = kept


def _is_whole(part: str, had: Mapping[str, set[str]], has: Mapping[str, set[str]]) -> bool:
    before, after = had.get(part, set()), has.get(part, set())
    return all(not need & before or need & after for need in _PARTS[kind(part)])


def _led_to(statements: Iterable[Statement]) -> set[str]:
    return {one.object.id for one in statements if isinstance(one.object, Ref)}


def _said_of(statements: Iterable[Statement]) -> dict[str, set[str]]:
    said: dict[str, set[str]] = {}
    for one in statements:
        said.setdefault(one.subject, set()).add(one.predicate)
    return said


def _object(statement: Statement) -> str | None:
    return statement.object.id if isinstance(statement.object, Ref) else None


def _refuses_status(decision: Decision) -> bool:
    changed = decision.verdict in (Verdict.REJECTED, Verdict.CORRECTED)
    return changed and decision.statement.predicate == STATUS


def _restated(practice: Practice, statements: Iterable[Statement], refused: set[str]) -> Practice:
    """The status of a practice is one of those still stated, or none."""
    me = f"practice/{practice.id}"
    if me not in refused:
        return practice
    said = [
        one.object.id
        for one in statements
        if one.subject == me and one.predicate == STATUS and isinstance(one.object, Ref)
    ]
    return replace(practice, status=said[0] if said else _UNSTATED)
