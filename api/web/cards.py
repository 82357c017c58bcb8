"""What a result shows of a practice: who, what, for whom, where, money, years, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from api.routers.desk import Desk
from api.web.snippet import Snippet, Telling, passage_text, snippet
from corpus.views import Fact, FactKind, PracticeView
from ontology.schemes import ConceptSchemes
from search.model import Hit

_LEADERS = ("role:promotore", "role:capofila", "role:ente-gestore")
_MOST = 3
_NAMED = ("concetti",)  # the reasons whose details are concepts: those of the question,
_ABOUT = (*_NAMED, "temi")  # and those that answer questions like it
_LONGEST_TELLING = 10  # words: a whole sentence in colour lights nothing


@dataclass(frozen=True, slots=True)
class Card:
    """A result. What it tells are labels, at most three of each."""

    hit: Hit
    status_label: str
    kind_label: str
    places: tuple[str, ...]
    leaders: tuple[str, ...]
    people: tuple[str, ...]
    measures: tuple[str, ...]
    money: tuple[str, ...]
    years: tuple[str, ...]
    snippet: Snippet | None


def card(hit: Hit, wanted: Collection[str], desk: Desk, *, doubted: bool = False) -> Card:
    """Return the card of a hit; `wanted` are the stems to mark.

    Where it is doubted that anything answers, only what the question names is lit in the passage,
    not what questions like it seem to be about.

    A hit may be newer than the snapshot that is open: then its card has no facts yet.
    """
    view = desk.practice(hit.id)
    text = passage_text(hit.passage, desk.document(hit.document)) if hit.passage else hit.summary
    told = tellings(hit, view, desk.library.reference.schemes, doubted=doubted) if view else ()
    return Card(
        hit=hit,
        status_label=view.status_label if view else "",
        kind_label=view.kind_label if view else "",
        places=_labels(view, FactKind.PLACE) if view else (),
        leaders=_leaders(view) if view else (),
        people=_labels(view, FactKind.BENEFICIARY) if view else (),
        measures=_labels(view, FactKind.MEASURE) if view else (),
        money=_labels(view, FactKind.MONEY) if view else (),
        years=_labels(view, FactKind.PERIOD) if view else (),
        snippet=snippet(text, wanted, told=told) if text else None,
    )


def tellings(
    hit: Hit, view: PracticeView, schemes: ConceptSchemes, *, doubted: bool
) -> tuple[Telling, ...]:
    """Return the words of the passage that say what the hit has in common with the question."""
    passage = hit.passage
    kinds = _NAMED if doubted else _ABOUT
    shared = {one for why in hit.reasons if why.kind in kinds for one in why.detail}
    if passage is None or not shared:
        return ()
    found = dict.fromkeys(
        Telling(" ".join(one.quote.split()), fact.kind)
        for fact in view.facts
        if _is_about(fact, shared, schemes)
        for one in fact.evidence
        if one.document == passage.document and passage.start <= one.start < one.end <= passage.end
    )
    return tuple(one for one in found if one.words.count(" ") < _LONGEST_TELLING)


def _is_about(fact: Fact, shared: AbstractSet[str], schemes: ConceptSchemes) -> bool:
    """Tell whether a fact has one of the concepts, or one under it, or lies in a region named."""
    if fact.kind is FactKind.PLACE:
        return fact.detail.get("region_code") in shared
    if fact.concept is None or fact.concept not in schemes:
        return False
    return not shared.isdisjoint((fact.concept, *schemes.ancestors(fact.concept)))


def _labels(view: PracticeView, kind: FactKind) -> tuple[str, ...]:
    return _first(view.of(kind))


def _leaders(view: PracticeView) -> tuple[str, ...]:
    """Return who promotes it; who leads or runs it when no promoter is named."""
    actors = view.of(FactKind.ACTOR)
    for role in _LEADERS:
        found = [actor for actor in actors if actor.detail.get("role") == role]
        if found:
            return _first(found)
    return ()


def _first(facts: Iterable[Fact]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact.label for fact in facts))[:_MOST]
