"""Which concepts are the same thing, or one inside the other, and how telling a shared one is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ontology.schemes import ConceptSchemes
from search.fusion import idf
from search.model import FacetCount


def common(schemes: ConceptSchemes, ours: Iterable[str], theirs: Iterable[str]) -> tuple[str, ...]:
    """Return what two lists of concepts share: the broader one where one holds the other.

    "Anziani" and "anziani non autosufficienti" share "anziani"; two that are only under a common
    one share nothing.
    """
    found: dict[str, None] = {}
    others = tuple(theirs)
    for one in ours:
        above = set(schemes.ancestors(one)) if one in schemes else set()
        for other in others:
            if one == other or one in (schemes.ancestors(other) if other in schemes else ()):
                found[one] = None
            elif other in above:
                found[other] = None
    specific = dict(found)
    for one in found:  # what stands above another shared one adds nothing
        for above_one in schemes.ancestors(one) if one in schemes else ():
            specific.pop(above_one, None)
    return tuple(specific)


class Rarity:
    """How telling each concept is, from how many practices of the library have it."""

    def __init__(self, total: int, facets: Mapping[str, Iterable[FacetCount]]) -> None:
        self._total = max(1, total)
        self._counts = {one.value: one.count for counts in facets.values() for one in counts}

    def __call__(self, concept: str) -> float:
        """Return the weight of a concept, above 0; a rare one weighs more."""
        return idf(min(self._counts.get(concept, 0), self._total), self._total)

    def sum(self, concepts: Iterable[str]) -> float:
        """Return the weight of several."""
        return sum(self(concept) for concept in concepts)
