"""A practice at a glance: what a small card says of it, in the order in which people ask."""

from __future__ import annotations

from corpus.views import FactKind, PracticeView

_ASKED = (
    ("Che cosa", FactKind.MEASURE),
    ("Per chi", FactKind.BENEFICIARY),
    ("Dove", FactKind.PLACE),
    ("Chi", FactKind.ACTOR),
    ("Con quali soldi", FactKind.MONEY),
)
_MOST = 3


def glance(view: PracticeView) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return a question and at most three labels that answer it, for each that has any."""
    told = (
        (name, tuple(dict.fromkeys(fact.label for fact in view.of(kind)))[:_MOST])
        for name, kind in _ASKED
    )
    return tuple((name, labels) for name, labels in told if labels)
