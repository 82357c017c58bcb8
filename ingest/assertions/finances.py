"""The money of a practice: budget, grants, funds and funders."""

from __future__ import annotations

from decimal import Decimal

from ingest.assertions.findings import Findings
from ingest.assertions.ledger import Ledger, italian
from ingest.assertions.measures import concept_of, measure_node
from ingest.model import Literal, Money, Ref, Span
from ingest.practices.reading import Reading, Stretch
from ingest.relations.scopes import Scope

_BUDGET = 0.8  # the rule that tells a total from a share
_ADDED_UP = 0.95  # … where the parts that the text gives sum to it
_PAID = 0.75  # the rule that ties an amount to the measure beside it
#: What an amount says of the measure that it pays: what there is for it, or what one of it costs.
_OF_A_MEASURE = {
    Scope.MEASURE: "wp:budget",
    Scope.SHARE: "wp:budget",
    Scope.PER_YEAR: "wp:budget",
    Scope.PER_HEAD: "wp:unitAmount",
    Scope.CAP: "wp:unitAmount",
}
_GRANT = 0.75  # the rule that ties an amount, a fund and a funder of one sentence


def write_finances(reading: Reading, found: Findings, ledger: Ledger) -> None:
    """Write at most one budget, every grant of a practice, and what each measure costs."""
    practice, finances = found.practice.id, found.finances
    me = f"practice/{practice}"
    amounts: dict[Decimal, str] = {}

    def amount_node(span: Span) -> str:
        assert isinstance(span.value, Money)  # noqa: S101 - finances hold amounts only
        worth = span.value.amount
        node = amounts.setdefault(worth, f"amount/{practice}-{len(amounts) + 1}")
        currency = ("schema:currency", Literal(span.value.currency))
        ledger.node(node, "schema:MonetaryAmount", None, currency)
        value = Literal(decimal_words(worth), "xsd:decimal")
        ledger.state(node, "schema:value", value, _at(span), span.confidence)
        return node

    if finances.budget is not None:
        span = finances.budget
        check = finances.arithmetic
        rate = span.confidence * (_ADDED_UP if check and check.agrees else _BUDGET)
        node = amount_node(span)
        ledger.state(me, "wp:budget", Ref(node), _at(span), rate)
        if check and check.note:
            # Said beside the amount, for a curator: the amount stays what the text says.
            ledger.node(node, "schema:MonetaryAmount", None, ("skos:note", italian(check.note)))
    paid = set[tuple[str, str]]()
    for amount in finances.amounts:
        if amount.measure is None or amount.scope not in _OF_A_MEASURE:
            continue
        measure = measure_node(reading, practice, amount.measure, ledger)
        relation = _OF_A_MEASURE[amount.scope]
        if (measure, relation) not in paid:  # the first amount said of a measure is its budget
            paid.add((measure, relation))
            ends = (amount.span, amount.measure)
            words = Stretch(min(s.start for s in ends), max(s.end for s in ends))
            rate = min(span.confidence for span in ends) * _PAID
            ledger.state(measure, relation, Ref(amount_node(amount.span)), words, rate)
    for number, grant in enumerate(finances.grants, start=1):
        programme = concept_of(grant.fund, "funding") if grant.fund else None
        name = programme.partition(":")[2] if programme else str(number)
        node = ledger.node(f"grant/{practice}-{name}", "schema:MonetaryGrant")
        spans = [span for span in (grant.amount, grant.fund) if span is not None]
        rate = min(span.confidence for span in spans)
        rate *= 1.0 if len(spans) == 1 and grant.fund else _GRANT
        ledger.state(me, "schema:funding", Ref(node), grant.stretch, rate)
        if grant.fund is not None and programme is not None:
            at = _at(grant.fund)
            ledger.state(node, "wp:underProgramme", Ref(programme), at, grant.fund.confidence)
        if grant.amount is not None:
            ledger.state(node, "schema:amount", Ref(amount_node(grant.amount)), grant.stretch, rate)
        if grant.funder is not None and grant.funder.span.entity is not None:
            giver = grant.funder
            words = Stretch(giver.start, giver.end)
            who = Ref(str(giver.span.entity))
            ledger.state(node, "schema:funder", who, words, giver.confidence * rate)


def decimal_words(value: Decimal) -> str:
    """Return a number as `xsd:decimal` writes it: no exponent, no needless zeros."""
    words = format(value, "f")
    return words.rstrip("0").rstrip(".") if "." in words else words


def _at(span: Span) -> Stretch:
    return Stretch(span.start, span.end)
