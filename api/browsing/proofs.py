"""A practice as the page of a thing shows it: with the sentence that ties it to that thing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote as quoted

from api.routers.desk import Desk
from api.web.highlight import Mark
from api.web.quotation import Quotation, quote
from corpus.views import Evidence, Fact, FactKind, PracticeView

#: Whether a fact says that its practice has to do with the thing.
Proves = Callable[[Fact], bool]
_MOST = 3
_NOWHERE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Proof:
    """A sentence, and the address where it can be read among the others."""

    quotation: Quotation
    address: str


@dataclass(frozen=True, slots=True)
class PracticeCard:
    """A practice; `roles` are those of the organisation whose page it is on."""

    id: str
    title: str
    status: str
    status_label: str
    kind_label: str
    places: tuple[str, ...]
    people: tuple[str, ...]
    roles: tuple[str, ...]
    proof: Proof | None


def practice_cards(
    desk: Desk,
    practices: Iterable[str],
    proves: Proves,
    roles: Callable[[str], tuple[str, ...]] = lambda _: (),
) -> Iterator[PracticeCard]:
    """Yield the cards of practices; one that is not in the open snapshot yet is passed over."""
    for identifier in practices:
        view = desk.practice(identifier)
        if view is None:
            continue
        yield PracticeCard(
            id=view.id,
            title=view.title,
            status=view.status,
            status_label=view.status_label,
            kind_label=view.kind_label,
            places=_labels(view, FactKind.PLACE),
            people=_labels(view, FactKind.BENEFICIARY),
            roles=roles(identifier),
            proof=_proof(desk, view, proves),
        )


def proof_of(desk: Desk, evidence: Evidence) -> Proof | None:
    """Return the sentence of a piece of evidence; it is lit where the document's page marks it."""
    document = desk.document(evidence.document)
    if document is None:
        return None
    views = [view for one in document.practices if (view := desk.practice(one))]
    marked = any(
        (evidence.start, evidence.end) == (words.start, words.end)
        for view in views
        for fact in view.facts
        for words in fact.evidence
    )
    page = f"/documenti/{quoted(document.id, safe='')}"
    anchor = f"#{Mark(evidence.start, evidence.end, (), ()).anchor}" if marked else ""
    return Proof(quote(evidence, document, _NOWHERE), f"{page}{anchor}")


def _proof(desk: Desk, view: PracticeView, proves: Proves) -> Proof | None:
    """Return the surest sentence of a practice, or of a telling that was merged into it."""
    numbered = [(place, fact) for place, fact in enumerate(view.facts, 1) if _says(fact, proves)]
    if numbered:
        place, fact = max(numbered, key=lambda one: (one[1].confidence, -one[0]))
        document = desk.document(fact.evidence[0].document)
        if document is None:
            return None
        # The page of the practice gives every fact this anchor, and from there its words.
        there = f"/pratiche/{quoted(view.id, safe='')}#fatto-{place}"
        return Proof(quote(fact.evidence[0], document, _NOWHERE), there)
    whole = desk.library.whole_practice(view.id)
    told = [fact for fact in whole.facts if _says(fact, proves)] if whole else []
    return proof_of(desk, told[0].evidence[0]) if told else None


def _says(fact: Fact, proves: Proves) -> bool:
    return bool(fact.evidence) and proves(fact)


def _labels(view: PracticeView, kind: FactKind) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact.label for fact in view.of(kind)))[:_MOST]
