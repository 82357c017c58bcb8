"""Facts that curators added by hand, from their decisions to statements and nodes. Pure.

A decision may accept what the reading does not say. It is published where it is of a kind that can
stand by itself and means the same after every new reading: its nodes are named by what they mean
(a measure by its concept, a body by its name) or by the place of their words. A node that a reading
counted ("the second amount") may be another one tomorrow, so nothing is added to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from corpus.decisions import Decision, StatementKey, Verdict
from corpus.judging import STATUS, kind
from ingest.assertions.nodes import described
from ingest.model import Entity, Extraction, Ref, Statement
from ingest.practices.reading import plain

#: By kind of subject, what a curator may say of it.
ADDABLE: Mapping[str, frozenset[str]] = {
    "practice": frozenset(
        (
            *("wp:addressesNeed", "dct:audience", "dct:spatial", "wp:hasMeasure"),
            *("wp:hasBeneficiary", "cv:hasParticipation", "dct:relation", "wp:budget"),
            *("schema:funding", "dct:temporal", "wp:hasResult", STATUS),
        )
    ),
    "measure": frozenset(("dct:title", "dct:type")),
    "beneficiary-target": frozenset(("wp:group", "wp:mention")),
    "participation": frozenset(("cv:role", "cv:hasParticipant", "wp:participantCategory")),
    "organisation": frozenset(("org:classification",)),
    "grant": frozenset(("schema:amount", "wp:underProgramme")),
    "amount": frozenset(("schema:value",)),
    "period": frozenset(("dcat:startDate", "dcat:endDate")),
    "result": frozenset(("dct:type", "dct:description", "wp:quantity")),
    "quantity": frozenset(("schema:value", "schema:unitText")),
}
#: Of what there is only one, a curator's takes the place of the one that was read.
ONLY_ONE = frozenset((STATUS, "wp:budget"))
COUNTED = ("amount", "period", "result", "quantity", "grant")


def by_place(node: str, practice: str, start: int, end: int) -> str:
    """Return a node's name by the place of its words; no name that a reading gives has such a sign.

    What is named by its meaning keeps its name.
    """
    kept = node != f"{kind(node)}/{practice}-1" or kind(node) not in COUNTED
    return node if kept else f"{kind(node)}/{practice}_{start}-{end}"


def added(extraction: Extraction, standing: Mapping[StatementKey, Decision]) -> list[Statement]:
    """Return what curators accepted, of what can be added, beside what the reading says."""
    read = {StatementKey.of(one) for one in extraction.statements}
    practices = [one.id for one in extraction.practices]
    counted = re.compile(rf"(?:{'|'.join(COUNTED)})/(?:{'|'.join(map(re.escape, practices))})-\d+")
    ours = {f"practice/{one}" for one in practices}
    last = _last_said(standing)
    return [
        Statement(key.subject, key.predicate, key.object, key.start, key.end, 1.0)
        for key, one in standing.items()
        if key not in read
        and one.verdict is Verdict.ACCEPTED
        and key.predicate in ADDABLE.get(kind(key.subject), ())
        and (kind(key.subject) != "practice" or key.subject in ours)
        and not any(counted.fullmatch(node) for node in _nodes(key))
        and last.get((key.subject, key.predicate), key) == key
    ]


def _last_said(standing: Mapping[StatementKey, Decision]) -> dict[tuple[str, str], StatementKey]:
    """Return of what there is only one the statement that curators held last."""
    held = [
        one
        for one in standing.values()
        if one.statement.predicate in ONLY_ONE and one.verdict is not Verdict.REJECTED
    ]
    held.sort(key=lambda one: one.when)
    return {(one.statement.subject, one.statement.predicate): one.statement for one in held}


def without_rivals(read: Iterable[Statement], more: Iterable[Statement]) -> Iterator[Statement]:
    """Leave out what was read where a curator said the one thing there can be."""
    said = {(one.subject, one.predicate) for one in more if one.predicate in ONLY_ONE}
    return (one for one in read if (one.subject, one.predicate) not in said)


def nodes_of(text: str, more: Iterable[Statement], known: Iterable[Entity]) -> Iterator[Entity]:
    """Yield the description of every node that added statements speak of and the reading lacks."""
    told = {one.id for one in known}
    for one in more:
        for node in _nodes(one):
            entity = described(node, plain(text[one.start : one.end]))
            if entity is not None and node not in told:
                told.add(node)
                yield entity


def _nodes(statement: Statement | StatementKey) -> tuple[str, ...]:
    value = statement.object
    return (statement.subject, value.id) if isinstance(value, Ref) else (statement.subject,)
