"""Measures as stated: the words of a document, the concept they mean, for whom, for how much."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from corpus.registers.facts import Facts
from corpus.registers.register import Key, sort_key


@dataclass(frozen=True, slots=True)
class MeasureEntry:
    """What one practice offers; `words` are the document's, `concept` is ``measure:…`` or None.

    `beneficiaries` are the groups that the document ties to this measure, not all of the practice.
    `budget` and `unit_amount` are euros as written.
    """

    id: str
    iri: str
    words: str
    concept: str | None
    practice: str
    beneficiaries: tuple[str, ...]
    budget: str | None
    unit_amount: str | None
    call: str | None

    @property
    def key(self) -> Key:
        """Where it stands in the alphabet of its words."""
        return sort_key(self.words, self.id)

    @property
    def names(self) -> tuple[str, ...]:
        """Its words."""
        return (self.words,)


def measure_entries(
    facts: Facts, iri: Callable[[str], str], standing_for: Callable[[str], str]
) -> Iterator[MeasureEntry]:
    """Yield every measure of every practice."""

    def amount(node: str, predicate: str) -> str | None:
        worth = facts.ref(node, predicate)
        return facts.text(worth, "schema:value") if worth else None

    groups, targets = facts.refs("wp:group"), facts.refs("wp:hasBeneficiary")
    for practice, nodes in facts.refs("wp:hasMeasure").items():
        kept = standing_for(practice).removeprefix("practice/")
        for node in nodes:
            identifier = node.removeprefix("measure/")
            words = facts.text(node, "dct:title") or facts.text(node, "rdfs:label") or ""
            call = facts.ref(node, "wp:underCall")
            yield MeasureEntry(
                id=identifier,
                iri=iri(node),
                words=words,
                concept=facts.ref(node, "dct:type"),
                practice=kept,
                beneficiaries=tuple(
                    sorted({g for one in targets.get(node, ()) for g in groups.get(one, ())})
                ),
                budget=amount(node, "wp:budget"),
                unit_amount=amount(node, "wp:unitAmount"),
                call=call.removeprefix("call/") if call else None,
            )
