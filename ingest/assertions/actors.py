"""Who takes part in a practice: participations, or a bare relation where no role is said."""

from __future__ import annotations

from ingest.assertions.findings import Findings
from ingest.assertions.ledger import Ledger
from ingest.assertions.measures import concept_of
from ingest.model import Label, Ref, Span
from ingest.practices.reading import Reading, Stretch

_RELATED = 0.5  # named in the text, in no role the text states


def write_actors(reading: Reading, found: Findings, ledger: Ledger) -> None:
    """Write a participation for every actor whose role is said, with the words that say it.

    A named organisation without any role is only related to the practice; a category without a
    role says nothing.
    """
    practice = found.practice
    me = f"practice/{practice.id}"
    active: set[str] = set()
    for tie in found.roles:
        who = _participant(reading, tie.span, ledger)
        if who is None:
            continue
        predicate, participant = who
        active.add(participant)
        words = Stretch(tie.start, tie.end)
        rate = tie.span.confidence * tie.confidence
        role = tie.role.partition(":")[2]
        name = participant.replace(":", "/").rpartition("/")[2]
        node = ledger.node(f"participation/{practice.id}-{role}-{name}", "cv:Participation")
        ledger.state(me, "cv:hasParticipation", Ref(node), words, rate)
        ledger.state(node, "cv:role", Ref(tie.role), words, rate)
        at = Stretch(tie.span.start, tie.span.end)
        ledger.state(node, predicate, Ref(participant), at, tie.span.confidence)
    for span in reading.spans_of(practice, Label.ACTOR):
        if span.entity is not None and span.entity not in active:
            organisation = write_organisation(reading, span, ledger)
            at = Stretch(span.start, span.end)
            ledger.state(me, "dct:relation", Ref(organisation), at, span.confidence * _RELATED)


def write_organisation(reading: Reading, span: Span, ledger: Ledger) -> str:
    """Describe the organisation that a span was linked to and return its node."""
    assert span.entity is not None  # noqa: S101 - callers pass linked spans only
    kind = concept_of(span, "actor")
    classified = (("org:classification", Ref(kind)),) if kind else ()
    label = reading.words(span.start, span.end)
    return ledger.node(span.entity, "org:Organization", label, *classified)


def _participant(reading: Reading, span: Span, ledger: Ledger) -> tuple[str, str] | None:
    """The property and the node (or the category) of a participant; None for mere words."""
    if span.entity is not None:
        return "cv:hasParticipant", write_organisation(reading, span, ledger)
    kind = concept_of(span, "actor")
    return ("wp:participantCategory", kind) if kind else None
