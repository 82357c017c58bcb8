"""One practice as CSV: a row for each place where a document states a fact."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from api.routers.tables import Column, as_csv
from corpus.views import Evidence, Fact, PracticeView

_NAMES = (
    *("practice", "kind", "label", "concept", "confidence", "detail"),
    *("document", "start", "end", "quote"),
)


def facts_table(view: PracticeView) -> Iterator[str]:
    """Yield the CSV of a practice; a fact that no words support has one row, without them."""
    columns = [Column(name, name, lambda value: value) for name in _NAMES]
    rows = (
        _row(view, fact, evidence) for fact in view.facts for evidence in fact.evidence or (None,)
    )
    return as_csv(rows, columns)


def _row(view: PracticeView, fact: Fact, evidence: Evidence | None) -> dict[str, Any]:
    told = {
        "practice": view.id,
        "kind": fact.kind.value,
        "label": fact.label,
        "concept": fact.concept,
        "confidence": fact.confidence,
        "detail": [f"{name}={value}" for name, value in fact.detail.items()],
    }
    if evidence:
        for name in ("document", "start", "end", "quote"):
            told[name] = getattr(evidence, name)
    return told
