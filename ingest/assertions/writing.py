"""Findings become statements: the one place that knows the properties of the ontology.

The confidence of a statement is that of its span times that of the rule that tied it to the
practice; a span that needs no rule (a need, a place) counts alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest.assertions.actors import write_actors
from ingest.assertions.calls import write_call
from ingest.assertions.finances import write_finances
from ingest.assertions.findings import Findings
from ingest.assertions.ledger import Ledger, italian
from ingest.assertions.measures import write_measures
from ingest.assertions.outcomes import write_outcomes, write_times
from ingest.model import Entity, Label, Practice, Ref, Statement
from ingest.practices.reading import Reading, Stretch, find_words

_EVIDENT = 1.0  # the words of the title are the title
_INFERRED = 0.5  # the title is the document's name, its first words only support it
_LONGEST_EVIDENCE = 200


def to_statements(
    reading: Reading, findings: Sequence[Findings]
) -> tuple[tuple[Statement, ...], tuple[Entity, ...]]:
    """Return the statements of a document and the nodes they mention, in reading order.

    Pure and deterministic: the same findings give the same statements. Every statement carries the
    offsets of the words that support it.
    """
    ledger = Ledger()
    for found in findings:
        _write_practice(reading, found, ledger)
        write_measures(reading, found, ledger)
        write_actors(reading, found, ledger)
        _write_places(reading, found, ledger)
        write_times(found, ledger)
        write_finances(reading, found, ledger)
        write_outcomes(reading, found, ledger)
        if found.call is not None:
            write_call(reading, found, ledger, *_title_words(reading, found.practice))
    return ledger.statements, ledger.entities


def _write_practice(reading: Reading, found: Findings, ledger: Ledger) -> None:
    practice = found.practice
    me = ledger.node(
        f"practice/{practice.id}", "wp:Practice", practice.title, ("dct:type", Ref(practice.kind))
    )
    words, confidence = _title_words(reading, practice)
    ledger.state(me, "dct:title", italian(practice.title), words, confidence)
    if found.status is not None:
        status = found.status
        evidence = Stretch(status.start, status.end)
        ledger.state(me, "wp:implementationStatus", Ref(status.status), evidence, status.confidence)


def _title_words(reading: Reading, practice: Practice) -> tuple[Stretch, float]:
    """Where the title stands: in the practice, else in the front matter, else its opening words."""
    for start, end in ((practice.start, practice.end), (0, practice.start)):
        found = find_words(reading.document.text, practice.title, start, end)
        if found is not None:
            return found, _EVIDENT
    opening = next(reading.speaking_blocks(practice.start, practice.end), None)
    start = opening.start if opening else practice.start
    end = min(opening.end if opening else practice.end, start + _LONGEST_EVIDENCE)
    return Stretch(start, start + len(reading.document.text[start:end].rstrip())), _INFERRED


def _write_places(reading: Reading, found: Findings, ledger: Ledger) -> None:
    me = f"practice/{found.practice.id}"
    for span in reading.spans_of(found.practice, Label.PLACE):
        if span.concept is not None:
            place = Ref(f"place:{span.concept.removeprefix('place:')}")
            ledger.state(me, "dct:spatial", place, Stretch(span.start, span.end), span.confidence)
        elif span.entity is not None:
            # "quartiere San Paolo": its own name, inside the territory that contains it.
            parent = Ref(f"place:{span.entity.rpartition('-')[2]}")
            name = reading.words(span.start, span.end)
            area = ledger.node(span.entity, "dct:Location", name, ("clv:situatedWithin", parent))
            words = Stretch(span.start, span.end)
            ledger.state(me, "dct:spatial", Ref(area), words, span.confidence)
    for seat in found.seats:
        words = Stretch(seat.start, seat.end)
        ledger.state(me, "dct:spatial", Ref(f"place:{seat.code}"), words, seat.confidence)
