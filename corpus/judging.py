"""What of a reading can be judged, and what a judged statement claims about the text.

A curator judges statements; annotation knows spans. Most statements claim something of one span:
that it is there, its concept, its value. What no statement speaks of (a date that only dates the
paper, a body named a second time) is judged through two statements of its own, about the document:
`oa:tagging`, the label of some words, and `oa:classifying`, their concept. With the first a curator
also adds what was missed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from corpus.decisions import StatementKey
from ingest.model import Extraction, Label, Literal, Ref, Span, Statement

TAGGING = "oa:tagging"
CLASSIFYING = "oa:classifying"
ROLE = "cv:role"
STATUS = "wp:implementationStatus"
JOIN = "wp:hasBeneficiary"


class Aspect(StrEnum):
    """What a claim says of a span."""

    SPAN = "span"
    CONCEPT = "concept"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Claim:
    """Something said of the words from `start` to `end`; `value` is "" where they only are."""

    label: Label
    start: int
    end: int
    aspect: Aspect
    value: str = ""


#: By kind of subject and predicate. A join of a measure with its people is about two spans.
_CLAIMS = {
    ("practice", "dct:title"): (Label.PRACTICE, Aspect.SPAN),
    ("practice", "wp:hasMeasure"): (Label.MEASURE, Aspect.SPAN),
    ("measure", "dct:title"): (Label.MEASURE, Aspect.SPAN),
    ("measure", "dct:type"): (Label.MEASURE, Aspect.CONCEPT),
    ("practice", "wp:hasBeneficiary"): (Label.BENEFICIARY, Aspect.SPAN),
    ("practice", "dct:audience"): (Label.BENEFICIARY, Aspect.CONCEPT),
    ("beneficiary-target", "wp:mention"): (Label.BENEFICIARY, Aspect.SPAN),
    ("beneficiary-target", "wp:group"): (Label.BENEFICIARY, Aspect.CONCEPT),
    ("practice", "wp:addressesNeed"): (Label.NEED, Aspect.CONCEPT),
    ("practice", "dct:spatial"): (Label.PLACE, Aspect.CONCEPT),
    ("participation", "cv:hasParticipant"): (Label.ACTOR, Aspect.SPAN),
    ("participation", "wp:participantCategory"): (Label.ACTOR, Aspect.CONCEPT),
    ("practice", "dct:relation"): (Label.ACTOR, Aspect.SPAN),
    ("amount", "schema:value"): (Label.FUNDING, Aspect.VALUE),
    ("grant", "wp:underProgramme"): (Label.FUNDING, Aspect.CONCEPT),
    ("practice", "wp:hasResult"): (Label.RESULT, Aspect.SPAN),
    ("result", "dct:description"): (Label.RESULT, Aspect.SPAN),
    ("quantity", "schema:value"): (Label.RESULT, Aspect.VALUE),
}
_LABEL_OF = {
    "actor": Label.ACTOR,
    "measure": Label.MEASURE,
    "beneficiary": Label.BENEFICIARY,
    "need": Label.NEED,
    "funding": Label.FUNDING,
    "place": Label.PLACE,
}


def claim_of(statement: Statement | StatementKey) -> Claim | None:
    """Return what a statement claims of the words that support it; None where it is of no span.

    Raises ValueError for an `oa:tagging` whose object is no label.
    """
    value = statement.object.id if isinstance(statement.object, Ref) else statement.object.value
    if statement.predicate == TAGGING:
        return Claim(Label(value), statement.start, statement.end, Aspect.SPAN)
    scheme = value.partition(":")[0]
    if statement.predicate == CLASSIFYING:
        if (of := _LABEL_OF.get(scheme)) is None:
            return None
        return Claim(of, statement.start, statement.end, Aspect.CONCEPT, _bare(of, value))
    found = _CLAIMS.get((kind(statement.subject), statement.predicate))
    if found is None:
        return None
    label, aspect = found
    if aspect is Aspect.CONCEPT and _LABEL_OF.get(scheme) is not label:
        aspect = Aspect.SPAN  # a quarter is a place with a node and no code
    said = "" if aspect is Aspect.SPAN else _bare(label, value)
    return Claim(label, statement.start, statement.end, aspect, said)


def judgeable(extraction: Extraction) -> tuple[Statement, ...]:
    """Return every statement of a reading, and those that stand for what no statement speaks of."""
    claims = {claim for s in extraction.statements if (claim := claim_of(s)) is not None}
    spoken = {(claim.label, claim.start, claim.end) for claim in claims}
    classified = {(c.label, c.start, c.end) for c in claims if c.aspect is Aspect.CONCEPT}
    more = [
        statement
        for span in extraction.spans
        for statement in _unspoken(extraction.document.id, span, spoken, classified)
    ]
    return (*extraction.statements, *more)


def tagging(document: str, label: Label, start: int, end: int) -> Statement:
    """Return the statement that some words of a document have a label; for what was missed."""
    return Statement(f"document/{document}", TAGGING, Literal(str(label)), start, end, 1.0)


def kind(node: str) -> str:
    """Return what sort of thing a compact identifier names: "measure" of "measure/orti"."""
    return node.partition("/")[0]


def _unspoken(
    document: str,
    span: Span,
    spoken: set[tuple[Label, int, int]],
    classified: set[tuple[Label, int, int]],
) -> Iterator[Statement]:
    where = (span.label, span.start, span.end)
    subject, at = f"document/{document}", (span.start, span.end, span.confidence)
    if where not in spoken:
        yield Statement(subject, TAGGING, Literal(str(span.label)), *at)
    if span.concept and where not in classified:
        concept = span.concept if ":" in span.concept else f"place:{span.concept}"
        yield Statement(subject, CLASSIFYING, Ref(concept), *at)


def _bare(label: Label, value: str) -> str:
    """A territory is marked by its code alone."""
    return value.removeprefix("place:") if label is Label.PLACE else value
