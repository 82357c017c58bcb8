"""What practices say of something, each fact with the sentence that says it and the way there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from api.routers.desk import Desk
from api.web.quotation import Quotation, quotations
from corpus.views import Fact, FactKind, PracticeView

_NOWHERE: frozenset[str] = frozenset()  # the text is on the practice's page, not on this one


@dataclass(frozen=True, slots=True)
class Said:
    """A fact, the sentences that say it, and the address where it stands beside its document."""

    fact: Fact
    quotes: tuple[Quotation, ...]
    address: str


@dataclass(frozen=True, slots=True)
class Telling:
    """A practice with what it says."""

    view: PracticeView
    said: tuple[Said, ...]


def tellings(
    practices: Iterable[str], kind: FactKind, wanted: Callable[[Fact], bool], desk: Desk
) -> Iterator[Telling]:
    """Yield practices with their facts of a kind that are wanted, those merged into them too."""
    for identifier in practices:
        view = desk.practice(identifier)
        if view is None:
            continue  # newer than the snapshot that is open
        merged = desk.library.merged(f"practice/{identifier}")
        others = (desk.practice(one.removeprefix("practice/")) for one in merged)
        views = [view, *(one for one in others if one)]
        yield Telling(view, tuple(one for v in views for one in _said(v, view, kind, wanted, desk)))


def _said(
    view: PracticeView,
    kept: PracticeView,
    kind: FactKind,
    wanted: Callable[[Fact], bool],
    desk: Desk,
) -> Iterator[Said]:
    document = desk.document(view.document)
    if document is None:
        return
    for place, fact in enumerate(view.facts, 1):  # as the page of a practice numbers them
        if fact.kind is kind and wanted(fact):
            own = f"/pratiche/{quote(view.id, safe='')}#fatto-{place}"
            there = own if view is kept else f"/documenti/{quote(document.id, safe='')}"
            yield Said(fact, quotations(fact, document, _NOWHERE), there)
