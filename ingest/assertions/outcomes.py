"""When a practice takes place and what it counts as its results."""

from __future__ import annotations

from decimal import Decimal

from ingest.assertions.finances import decimal_words
from ingest.assertions.findings import Findings
from ingest.assertions.ledger import Ledger, italian
from ingest.model import Literal, Period, Ref
from ingest.practices.reading import Reading, Stretch

_PRECISION = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}  # by length of the ISO date


def write_times(found: Findings, ledger: Ledger) -> None:
    """Write one period node for each distinct time of a practice."""
    practice = found.practice.id
    nodes: dict[Period, str] = {}
    for time in found.times:
        words = Stretch(time.start, time.end)
        rate = time.span.confidence * time.confidence
        node = nodes.setdefault(time.period, f"period/{practice}-{len(nodes) + 1}")
        ledger.node(node, "dct:PeriodOfTime")
        ledger.state(f"practice/{practice}", "dct:temporal", Ref(node), words, rate)
        edges = (("dcat:startDate", time.period.start), ("dcat:endDate", time.period.end))
        for predicate, date in edges:
            if date is not None:
                literal = Literal(date, _PRECISION.get(len(date), "xsd:string"))
                ledger.state(node, predicate, literal, words, rate)


def write_outcomes(reading: Reading, found: Findings, ledger: Ledger) -> None:
    """Write one result node for each distinct count of a practice, with its quantity."""
    practice = found.practice.id
    nodes: dict[tuple[Decimal, str], int] = {}
    for outcome in found.outcomes:
        span, quantity = outcome.span, outcome.quantity
        at = Stretch(span.start, span.end)
        number = nodes.setdefault((quantity.value, quantity.unit.casefold()), len(nodes) + 1)
        words = reading.words(span.start, span.end)
        result, count = f"result/{practice}-{number}", f"quantity/{practice}-{number}"
        if not ledger.knows(result):
            ledger.node(result, "wp:Result", words, ("dct:type", Ref(outcome.kind)))
            ledger.node(count, "schema:QuantitativeValue")
            ledger.state(result, "dct:description", italian(words), at, span.confidence)
        ledger.state(f"practice/{practice}", "wp:hasResult", Ref(result), at, span.confidence)
        ledger.state(result, "wp:quantity", Ref(count), at, span.confidence)
        value = Literal(decimal_words(quantity.value), "xsd:decimal")
        ledger.state(count, "schema:value", value, at, span.confidence)
        if quantity.unit:
            unit = Literal(quantity.unit)
            ledger.state(count, "schema:unitText", unit, at, span.confidence)
