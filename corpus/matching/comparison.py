"""Practices side by side: what they share and what each alone has. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce

from corpus.matching.kinship import common
from corpus.matching.limits import load_limits
from corpus.matching.shapes import Comparison, Row
from corpus.views import Fact, FactKind, PracticeView
from ontology.schemes import ConceptSchemes

ROWS: Mapping[FactKind, str] = {
    FactKind.ACTOR: "Chi",
    FactKind.BENEFICIARY: "Per chi",
    FactKind.PLACE: "Dove",
    FactKind.PERIOD: "Quando",
    FactKind.MEASURE: "Che cosa",
    FactKind.NEED: "Per quale bisogno",
    FactKind.MONEY: "Con quali soldi",
    FactKind.RESULT: "Con quali risultati",
    FactKind.STATUS: "A che punto",
}


class UnfitComparison(ValueError):
    """Too few or too many practices, or one twice; the message is Italian."""


class UnknownPractice(LookupError):
    """A practice that is not held; `identifier` is what was asked for."""

    def __init__(self, identifier: str) -> None:
        self.identifier = " ".join(identifier.split())[:80]
        super().__init__(f"la pratica «{self.identifier}» non è nella libreria")


def checked(identifiers: Sequence[str]) -> tuple[str, ...]:
    """Return identifiers that can be compared; raises UnfitComparison."""
    most = load_limits().input.compared
    if len(set(identifiers)) < len(identifiers):
        raise UnfitComparison("la stessa pratica è data due volte: confrontatene di diverse")
    if not 2 <= len(identifiers) <= most:
        given = "nessuna" if not identifiers else str(len(identifiers))
        raise UnfitComparison(f"si confrontano da 2 a {most} pratiche: qui ce n'è {given}")
    return tuple(identifiers)


def compare(views: Sequence[PracticeView], schemes: ConceptSchemes) -> Comparison:
    """Put practices side by side, a row a kind of fact, in reading order."""
    return Comparison(tuple(views), tuple(_row(kind, views, schemes) for kind in ROWS))


def _row(kind: FactKind, views: Sequence[PracticeView], schemes: ConceptSchemes) -> Row:
    cells = tuple(view.of(kind) for view in views)
    if kind in (FactKind.MEASURE, FactKind.BENEFICIARY, FactKind.NEED):
        concepts = [tuple(f.concept for f in cell if f.concept) for cell in cells]
        held = reduce(lambda ours, theirs: common(schemes, ours, theirs), concepts)
        below = {below for one in held for below in schemes.descendants(one)}
        return _told(
            kind,
            cells,
            tuple(schemes[one].label for one in held),
            lambda fact: fact.concept in below if fact.concept else False,
        )
    if kind is FactKind.PLACE:
        return _places(cells)
    if kind is FactKind.STATUS:
        return _status(views, cells)
    shared = reduce(lambda ours, theirs: ours & theirs, ({_key(f) for f in c} for c in cells))
    labels = _unique(fact.label for fact in cells[0] if _key(fact) in shared)
    return _told(kind, cells, labels, lambda fact: _key(fact) in shared)


def _places(cells: tuple[tuple[Fact, ...], ...]) -> Row:
    """The smallest territory that every practice has, or lies in."""
    levels = ("comune", "provincia", "regione")
    for level in levels:
        named = [{f.detail[level] for f in cell if level in f.detail} for cell in cells]
        if both := sorted(set.intersection(*named)):
            shared = tuple(name if level == "comune" else f"{level} {name}" for name in both)
            # Two towns of one region share the region, and differ in the towns.
            return _told(FactKind.PLACE, cells, shared, _labelled(shared))
    return _told(FactKind.PLACE, cells, (), lambda _: False)


def _status(views: Sequence[PracticeView], cells: tuple[tuple[Fact, ...], ...]) -> Row:
    labels = [view.status_label for view in views]
    same = len(set(labels)) == 1
    only = tuple(() if same else (label,) for label in labels)
    return Row(FactKind.STATUS, ROWS[FactKind.STATUS], cells, (labels[0],) if same else (), only)


def _told(
    kind: FactKind,
    cells: tuple[tuple[Fact, ...], ...],
    shared: tuple[str, ...],
    is_shared: Callable[[Fact], bool],
) -> Row:
    only = tuple(_unique(f.label for f in cell if not is_shared(f)) for cell in cells)
    return Row(kind, ROWS[kind], cells, shared, only)


def _labelled(labels: Sequence[str]) -> Callable[[Fact], bool]:
    return lambda fact: fact.label in labels


def _key(fact: Fact) -> str:
    return fact.concept or fact.label.casefold()


def _unique(labels: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(labels))
