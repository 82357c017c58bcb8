"""The call that a practice is, as a node of its own: title, issuer, deadline, sums, applicants."""

from __future__ import annotations

from ingest.assertions.actors import write_organisation
from ingest.assertions.finances import decimal_words
from ingest.assertions.findings import Findings
from ingest.assertions.ledger import Ledger, italian
from ingest.assertions.measures import concept_of, measure_node
from ingest.model import Literal, Money, Ref
from ingest.practices.reading import Reading, Stretch
from ingest.relations.call_terms import Sum

_PRECISION = {7: "xsd:gYearMonth", 10: "xsd:date"}  # by length of the ISO date


def write_call(
    reading: Reading, found: Findings, ledger: Ledger, title: Stretch, rate: float
) -> None:
    """Write the call of a practice, if it is one; `title` are the words of its title, at `rate`.

    What it funds are the measures of the practice, which are under the call; whom that is for, its
    audience. An applicant is an organisation, or a category of actors; a mere word is neither.
    """
    call, practice = found.call, found.practice
    if call is None:
        return
    source = ("dct:source", Ref(f"document/{reading.document.id}"))
    me = ledger.node(f"call/{practice.id}", "itproj:Call", practice.title, source)
    at = Stretch(call.start, call.end)
    ledger.state(f"practice/{practice.id}", "wp:underCall", Ref(me), at, call.confidence)
    ledger.state(me, "dct:title", italian(practice.title), title, rate)
    if call.issuer is not None:
        issuer = write_organisation(reading, call.issuer.span, ledger)
        at = Stretch(call.issuer.start, call.issuer.end)
        sure = call.issuer.span.confidence * call.issuer.confidence
        ledger.state(me, "dct:publisher", Ref(issuer), at, sure)
    if (day := call.deadline) is not None:
        date = Literal(day.date, _PRECISION.get(len(day.date), "xsd:string"))
        ledger.state(me, "wp:deadline", date, Stretch(day.start, day.end), day.confidence)
    for predicate, amount in (("wp:budget", call.total), ("wp:maximumGrant", call.cap)):
        if amount is not None:
            _write_sum(practice.id, me, predicate, amount, ledger)
    if (share := call.share) is not None:
        percent = Literal(decimal_words(share.percent), "xsd:decimal")
        at = Stretch(share.start, share.end)
        ledger.state(me, "wp:maximumShare", percent, at, share.confidence)
    _write_people(reading, found, me, ledger)


def _write_people(reading: Reading, found: Findings, me: str, ledger: Ledger) -> None:
    call = found.call
    assert call is not None  # noqa: S101 - the caller writes calls only
    for role in call.applicants:
        who = concept_of(role.span, "actor")
        if role.span.entity is not None:
            who = write_organisation(reading, role.span, ledger)
        if who is not None:
            at, sure = Stretch(role.start, role.end), role.span.confidence * role.confidence
            ledger.state(me, "wp:eligibleApplicant", Ref(who), at, sure)
    for span in call.measures:
        node = measure_node(reading, found.practice.id, span, ledger)
        at = Stretch(span.start, span.end)
        ledger.state(node, "wp:underCall", Ref(me), at, span.confidence * call.confidence)
    for span in call.beneficiaries:
        if group := concept_of(span, "beneficiary"):
            at = Stretch(span.start, span.end)
            ledger.state(me, "dct:audience", Ref(group), at, span.confidence * call.confidence)


def _write_sum(practice: str, me: str, predicate: str, amount: Sum, ledger: Ledger) -> None:
    assert isinstance(amount.span.value, Money)  # noqa: S101 - sums are amounts
    money = amount.span.value
    name = predicate.partition(":")[2].casefold()
    currency = ("schema:currency", Literal(money.currency))
    node = ledger.node(f"amount/{practice}-call-{name}", "schema:MonetaryAmount", None, currency)
    words = Stretch(amount.start, amount.end)
    ledger.state(me, predicate, Ref(node), words, amount.confidence)
    ledger.state(
        node,
        "schema:value",
        Literal(decimal_words(money.amount), "xsd:decimal"),
        Stretch(amount.span.start, amount.span.end),
        amount.span.confidence,
    )
