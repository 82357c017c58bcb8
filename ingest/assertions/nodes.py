"""What a node is, told by its identifier alone: for facts that arrive without their reading.

The writers describe a node while they write of it. Facts that a curator added are kept as bare
statements; what they are about is described here, as the writers would.
"""

from __future__ import annotations

from ingest.model import Entity, Literal, Ref

#: The class of each kind of node that the writers make for a practice.
CLASSES = {
    "measure": "wp:Measure",
    "beneficiary-target": "wp:BeneficiaryTarget",
    "participation": "cv:Participation",
    "organisation": "org:Organization",
    "grant": "schema:MonetaryGrant",
    "amount": "schema:MonetaryAmount",
    "period": "dct:PeriodOfTime",
    "result": "wp:Result",
    "quantity": "schema:QuantitativeValue",
}
#: Those that go by the words that name them; the others have no name.
_NAMED = frozenset(("measure", "beneficiary-target", "organisation", "result"))


def described(node: str, words: str) -> Entity | None:
    """Return the description of a node named by some words; None for what is of no such kind."""
    kind = node.partition("/")[0]
    if "/" not in node or kind not in CLASSES:
        return None
    properties: tuple[tuple[str, Ref | Literal], ...] = ()
    if kind == "amount":
        properties = (("schema:currency", Literal("EUR")),)
    return Entity(node, (CLASSES[kind],), words if kind in _NAMED else None, properties)
