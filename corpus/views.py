"""What a reader sees of the library: a practice and its facts, each beside the words that prove it.

These shapes are read by the pages and the API; `corpus.library.Library` makes them from the graph.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from ingest.model import Block


class FactKind(StrEnum):
    """The groups in which a practice's facts are shown, in reading order."""

    ACTOR = "actor"
    MEASURE = "measure"
    BENEFICIARY = "beneficiary"
    NEED = "need"
    PLACE = "place"
    PERIOD = "period"
    MONEY = "money"
    RESULT = "result"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words of a document that say a fact: ``document.text[start:end] == quote``."""

    document: str
    start: int
    end: int
    quote: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing stated of a practice.

    `label` is what a person reads ("Trasporto sociale e accompagnamento", "12.000 €"); `concept` a
    compact identifier (``measure:trasporto-sociale``, ``place:038017``, ``organisation/auser``) or
    None; `detail` adds what the kind needs: ``role`` and ``role_label`` of an actor, ``value`` and
    ``currency`` of money, ``start``/``end`` of a period, ``value``/``unit`` of a result.
    """

    kind: FactKind
    label: str
    concept: str | None
    confidence: float
    evidence: tuple[Evidence, ...]
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A source document as kept: its text, its structure and what it says of itself.

    `notes` say in Italian why nothing was found in it, or what was left out.
    """

    id: str
    iri: str
    title: str
    sha256: str
    media_type: str
    text: str
    blocks: tuple[Block, ...]
    practices: tuple[str, ...]
    source_url: str | None = None
    source_title: str | None = None
    licence: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PracticeView:
    """A practice with every fact known of it; `status` is a notation, or ``non-dichiarata``."""

    id: str
    iri: str
    title: str
    status: str
    status_label: str
    kind: str
    kind_label: str
    start: int
    end: int
    document: str
    facts: tuple[Fact, ...]

    def of(self, kind: FactKind) -> tuple[Fact, ...]:
        """Return the facts of one kind, in order."""
        return tuple(fact for fact in self.facts if fact.kind == kind)


def joined(views: Sequence[PracticeView], name: Callable[[str], str]) -> PracticeView:
    """Return the first view with the facts of all: one said by several has all their evidence.

    `name` gives the identifier that an organisation's node goes by. A fact is the same where kind,
    label, concept and detail are.
    """
    facts: dict[tuple[object, ...], Fact] = {}
    for fact in (fact for view in views for fact in view.facts):
        concept = name(fact.concept) if fact.concept and "/" in fact.concept else fact.concept
        detail = {
            key: name(value) if key == "funder" else value for key, value in fact.detail.items()
        }
        named = replace(fact, concept=concept, detail=detail)
        # Two spellings of one node are one fact; what has no concept is told apart by its words.
        who = concept if concept and concept.startswith("organisation/") else fact.label
        key = (fact.kind, concept, who, tuple(sorted(detail.items())))
        former = facts.get(key)
        facts[key] = _supported(former, named) if former else named
    order = list(FactKind)
    return replace(views[0], facts=tuple(sorted(facts.values(), key=lambda f: order.index(f.kind))))


def _supported(one: Fact, other: Fact) -> Fact:
    evidence = tuple(dict.fromkeys((*one.evidence, *other.evidence)))
    return replace(one, confidence=max(one.confidence, other.confidence), evidence=evidence)
