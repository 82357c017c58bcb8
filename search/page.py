"""What a reader gets of an answer: a page of explained hits, and the facets to narrow it by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from ontology.schemes import ConceptSchemes
from search.concepts import with_broader
from search.contract import Lookup
from search.doubt import Signs
from search.facets import Mask
from search.holdings import Holdings
from search.model import FACETS, FacetCount, FacetName, Hit, PracticeCard
from search.question import Question
from search.ranking import Ranked, Ranking
from search.reasons import explain
from search.scope import Scope, UnknownFacetError
from search.values import Values


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question found: `ranked` of those `passing` the filters.

    `matching` tells which practices match the question, passing or not; None where every practice
    does, more or less. `signs` tell whether any of them is an answer; `themes` are the concepts
    that the question seems to be about, with what each is worth.
    """

    holdings: Holdings
    ranked: Ranking
    passing: Mask
    matching: Mask | None
    note: str | None
    signs: Signs | None = None
    themes: Mapping[str, float] = field(default_factory=dict)


def make_hits(
    page: Sequence[Ranked],
    question: Question,
    answer: Answer,
    doubted: bool,
    lookup: Lookup,
    schemes: ConceptSchemes,
) -> tuple[Hit, ...]:
    """Return the hits of a page, in its order."""
    cards = lookup.cards([entry.practice for entry in page])
    passages = lookup.passages([e.passage for e in page if e.passage is not None])
    hits = []
    for entry in page:
        card = cards[entry.practice]
        passage = None if entry.passage is None else passages[entry.passage]
        if passage is not None and passage.start == passage.end:
            passage = None  # the card alone: no words of a document to show
        values = {value for _, value in facet_values(card, schemes)}
        reasons = explain(entry, question, card, passage, values, answer.themes, doubted, schemes)
        hits.append(
            Hit(
                id=card.id,
                iri=card.iri,
                title=card.title,
                score=entry.score,
                status=card.status,
                passage=passage,
                reasons=reasons,
                facets=card.facets,
                summary=card.summary,
                document=card.document,
            )
        )
    return tuple(hits)


def count_facets(answer: Answer, scope: Scope, values: Values) -> dict[str, tuple[FacetCount, ...]]:
    """Count, for every facet, how many practices each value would leave, the commonest first.

    The filters of the other facets hold; a facet's own does not: its values are alternatives.
    """
    free = [facet for facet in FACETS if facet not in scope.facets]
    counts = _count(free, answer.passing, answer, values)
    for facet in FACETS:
        if facet in scope.facets:
            passing = answer.holdings.passing(scope.without(facet))
            counts |= _count([facet], passing, answer, values)
    return {facet: counts[facet] for facet in FACETS}


def _count(
    facets: Sequence[FacetName], passing: Mask, answer: Answer, values: Values
) -> dict[str, tuple[FacetCount, ...]]:
    mask = passing if answer.matching is None else passing & answer.matching
    known: dict[str, FacetName] = {facet: facet for facet in facets}
    names = answer.holdings.facets.names
    counts = answer.holdings.counts(mask)
    found: dict[FacetName, list[tuple[int, str, str]]] = {facet: [] for facet in facets}
    for number in np.flatnonzero(counts).tolist():
        name, value = names[number]
        facet = known.get(name)
        if facet is not None:
            found[facet].append((-int(counts[number]), values.folded(facet, value), value))
    return {
        facet: tuple(
            _told(value, values.label(facet, value), -count) for count, _, value in sorted(told)
        )
        for facet, told in found.items()
    }


@lru_cache(maxsize=50_000)
def _told(value: str, label: str, count: int) -> FacetCount:
    return FacetCount(value, label, count)


def facet_values(card: PracticeCard, schemes: ConceptSchemes) -> frozenset[tuple[str, str]]:
    """Return the facet values of a card, broader concepts included. Raises UnknownFacetError."""
    for facet in card.facets:
        if facet not in FACETS:
            known = ", ".join(FACETS)
            raise UnknownFacetError(f"il filtro «{facet}» non esiste: ci sono {known}")
    return frozenset(
        (facet, value)
        for facet, stated in card.facets.items()
        for one in stated
        for value in with_broader(one, schemes)
    )
