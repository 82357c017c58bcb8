"""What a practice does, for whom, against what: measures, beneficiaries, needs."""

from __future__ import annotations

from ingest.assertions.findings import Findings
from ingest.assertions.ledger import Ledger, italian, name_of
from ingest.model import Label, Literal, Ref, Span
from ingest.practices.reading import Reading, Stretch


def write_measures(reading: Reading, found: Findings, ledger: Ledger) -> None:
    """Write the measures, beneficiaries and needs of a practice.

    One measure node for each distinct concept (or, without concept, for the words); a beneficiary
    whose group is unknown keeps its words only; a need without concept says nothing.
    """
    practice = found.practice
    me = f"practice/{practice.id}"
    for span in reading.spans_of(practice, Label.MEASURE):
        node = measure_node(reading, practice.id, span, ledger)
        ledger.state(me, "wp:hasMeasure", Ref(node), _at(span), span.confidence)
    for span in reading.spans_of(practice, Label.BENEFICIARY):
        target = _target(reading, practice.id, span, ledger)
        ledger.state(me, "wp:hasBeneficiary", Ref(target), _at(span), span.confidence)
        if group := concept_of(span, "beneficiary"):
            ledger.state(me, "dct:audience", Ref(group), _at(span), span.confidence)
    for tie in found.recipients:
        measure = measure_node(reading, practice.id, tie.measure, ledger)
        target = _target(reading, practice.id, tie.beneficiary, ledger)
        rate = tie.measure.confidence * tie.beneficiary.confidence * tie.confidence
        ledger.state(measure, "wp:hasBeneficiary", Ref(target), Stretch(tie.start, tie.end), rate)
    for span in reading.spans_of(practice, Label.NEED):
        if need := concept_of(span, "need"):
            ledger.state(me, "wp:addressesNeed", Ref(need), _at(span), span.confidence)


def concept_of(span: Span, scheme: str) -> str | None:
    """Return the concept of a span if it is of this scheme."""
    concept = span.concept
    return concept if concept is not None and concept.startswith(f"{scheme}:") else None


def measure_node(reading: Reading, practice: str, span: Span, ledger: Ledger) -> str:
    """Describe the measure that a span names and return its node."""
    concept = concept_of(span, "measure")
    words = reading.words(span.start, span.end)
    node = f"measure/{practice}-{_notation(concept, words)}"
    if not ledger.knows(node):
        ledger.node(node, "wp:Measure", words)
        ledger.state(node, "dct:title", italian(words), _at(span), span.confidence)
    if concept is not None:
        ledger.state(node, "dct:type", Ref(concept), _at(span), span.confidence)
    return node


def _target(reading: Reading, practice: str, span: Span, ledger: Ledger) -> str:
    group = concept_of(span, "beneficiary")
    words = reading.words(span.start, span.end)
    node = ledger.node(
        f"beneficiary-target/{practice}-{_notation(group, words)}", "wp:BeneficiaryTarget", words
    )
    if group is not None:
        ledger.state(node, "wp:group", Ref(group), _at(span), span.confidence)
    else:
        ledger.state(node, "wp:mention", Literal(words), _at(span), span.confidence)
    return node


def _notation(concept: str | None, words: str) -> str:
    return concept.partition(":")[2] if concept is not None else name_of(words)


def _at(span: Span) -> Stretch:
    return Stretch(span.start, span.end)
