"""A comparison as a table: each fact with its sentence, what is shared told apart. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from api.web.proof import Proof, proof
from api.web.words import words
from corpus.matching.shapes import Comparison, Row
from corpus.views import DocumentView, Fact, FactKind, PracticeView

#: Facts of one kind shown for each practice: a programme can have two hundred towns.
SHOWN = 12


@dataclass(frozen=True, slots=True)
class Said:
    """A fact in a cell; `both` when every practice of the comparison has it."""

    fact: Fact
    proof: Proof | None
    both: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """What one practice has of a kind of fact; `more` counts what is not shown."""

    said: tuple[Said, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of fact; `shared` in words, `missing` for a practice that says nothing of it."""

    kind: FactKind
    title: str
    shared: tuple[str, ...]
    missing: str
    cells: tuple[Cell, ...]


def lines(
    comparison: Comparison, documents: Callable[[str], DocumentView | None]
) -> tuple[Line, ...]:
    """Return the rows of the table, in reading order."""
    missing = {group.kind: group.missing for group in words().groups}
    return tuple(
        Line(
            row.kind,
            row.label,
            row.shared,
            missing[row.kind],
            tuple(
                _cell(view, cell, frozenset(only), row, documents)
                for view, cell, only in zip(comparison.practices, row.cells, row.only, strict=True)
            ),
        )
        for row in comparison.rows
    )


def _cell(
    view: PracticeView,
    facts: tuple[Fact, ...],
    only: frozenset[str],
    row: Row,
    documents: Callable[[str], DocumentView | None],
) -> Cell:
    told = [
        Said(fact, _proof(fact, view, documents), bool(row.shared) and fact.label not in only)
        for fact in facts
    ]
    told.sort(key=lambda one: not one.both)
    return Cell(tuple(told[:SHOWN]), max(0, len(told) - SHOWN))


def _proof(
    fact: Fact, view: PracticeView, documents: Callable[[str], DocumentView | None]
) -> Proof | None:
    return proof(fact, view, documents(fact.evidence[0].document)) if fact.evidence else None
