"""What a result shows of a practice: where, who, for whom, the best words, and why it is here."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from api.routers.desk import Desk
from api.web.snippet import Snippet, passage_text, snippet
from corpus.views import Fact, FactKind, PracticeView
from search.model import Hit

_LEADERS = ("role:promotore", "role:capofila", "role:ente-gestore")
_MOST = 3


@dataclass(frozen=True, slots=True)
class Card:
    """A result. `places`, `leaders`, `people` are labels, at most three of each."""

    hit: Hit
    status_label: str
    kind_label: str
    places: tuple[str, ...]
    leaders: tuple[str, ...]
    people: tuple[str, ...]
    snippet: Snippet | None


def card(hit: Hit, wanted: Collection[str], desk: Desk) -> Card:
    """Return the card of a hit; `wanted` are the stems to mark.

    A hit may be newer than the snapshot that is open: then its card has no facts yet.
    """
    view = desk.practice(hit.id)
    text = passage_text(hit.passage, desk.document(hit.document)) if hit.passage else hit.summary
    return Card(
        hit=hit,
        status_label=view.status_label if view else "",
        kind_label=view.kind_label if view else "",
        places=_labels(view, FactKind.PLACE) if view else (),
        leaders=_leaders(view) if view else (),
        people=_labels(view, FactKind.BENEFICIARY) if view else (),
        snippet=snippet(text, wanted) if text else None,
    )


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
