"""Practices like one: near in meaning, with the same rare concepts, in a like territory."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.matching.kinship import Rarity, common
from corpus.matching.limits import Limits
from corpus.matching.practices import Outlined, Search, same_words
from corpus.matching.shapes import Because, BecauseKind, Similar
from corpus.matching.territory import Relation, Territories
from corpus.outlines import Outline
from corpus.views import FactKind
from ontology.schemes import ConceptSchemes
from search.model import Hit

_SHARED: tuple[tuple[FactKind, BecauseKind, str], ...] = (
    (FactKind.MEASURE, "misura", "fanno le stesse cose"),
    (FactKind.NEED, "bisogno", "rispondono allo stesso bisogno"),
    (FactKind.BENEFICIARY, "destinatari", "sono per le stesse persone"),
)


class Likeness:
    """Finds practices like one."""

    def __init__(self, schemes: ConceptSchemes, territories: Territories, limits: Limits) -> None:
        self._schemes = schemes
        self._territories = territories
        self._limits = limits.similar

    def find(
        self, one: Outline, search: Search, outlined: Outlined, rarity: Rarity
    ) -> tuple[Similar, ...]:
        """Return the practices most like one, never itself.

        Search is asked its title and the words for what it does and for whom: what is told of a
        practice, not how its source tells it.
        """
        hits = search(_portrait(one), {}, self._limits.looked_at).hits
        others = [hit for hit in hits if hit.id != one.view.id]
        best = max((hit.score for hit in others), default=0.0) or 1.0
        found = [
            self._weigh(one, outline, hit, hit.score / best, rarity)
            for hit in others
            if (outline := outlined(hit.id))
        ]
        found.sort(key=lambda similar: (-similar.score, similar.view.id))
        return tuple(found[: self._limits.shown])

    def _weigh(
        self, one: Outline, other: Outline, hit: Hit, meaning: float, rarity: Rarity
    ) -> Similar:
        shared = {
            kind.value: common(self._schemes, one.concepts(kind), other.concepts(kind))
            for kind, _, _ in _SHARED
        }
        ours = rarity.sum(c for kind, _, _ in _SHARED for c in one.concepts(kind))
        theirs = rarity.sum(c for kind, _, _ in _SHARED for c in other.concepts(kind))
        both = rarity.sum(c for concepts in shared.values() for c in concepts)
        # Over the larger of the two: a practice that names everything is like none.
        concepts = min(1.0, both / (max(ours, theirs) or 1.0))
        near = self._nearest(one, other)
        place = max(near.kind, near.nearness) if near else 0.0
        limits = self._limits
        score = limits.meaning * meaning + limits.concepts * concepts + limits.place * place
        score /= limits.meaning + limits.concepts + limits.place
        because = tuple(self._because(shared, near, hit))
        return Similar(other.view, other.places, score, shared, hit.passage, because)

    def _nearest(self, one: Outline, other: Outline) -> Relation | None:
        found = [r for p in one.places if (r := self._territories.closest(p, other.places))]
        return max(found, key=lambda r: max(r.kind, r.nearness), default=None)

    def _because(
        self, shared: dict[str, tuple[str, ...]], near: Relation | None, hit: Hit
    ) -> Iterator[Because]:
        for kind, reason, words in _SHARED:
            if concepts := shared[kind.value]:
                labels = ", ".join(self._schemes[c].label.lower() for c in concepts)
                yield Because(reason, f"{words}: {labels}", concepts)
        if near is not None and (near.same or near.kind >= 0.75):
            yield Because("territorio", f"dove: {near.text}", (near.place.code,))
        for reason_found in hit.reasons:
            if reason_found.kind == "parole":
                yield from same_words("usano le stesse parole:", reason_found.detail)


def _portrait(one: Outline) -> str:
    facts = (fact for kind, _, _ in _SHARED for fact in one.view.of(kind))
    told = (fact.detail.get("words") or fact.label for fact in facts)
    return ". ".join(dict.fromkeys((one.view.title, *told)))
