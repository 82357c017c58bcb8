"""What a reader gets of an answer: a page of explained hits, and the facets to narrow it by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ontology.schemes import ConceptSchemes
from search.concepts import label_of, with_broader
from search.lookup import Filters, FoundPractice, Lookup
from search.model import FACETS, FacetCount, Hit, PracticeCard
from search.question import Question
from search.ranking import Ranked
from search.reasons import explain
from search.words import fold


class UnknownFacetError(ValueError):
    """A filter or a card names a facet that does not exist; the message is Italian."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question found: `ranked` of those `passing` the filters.

    `matching` are the keys of all practices that match the question, passing or not; None where
    every practice does, more or less.
    """

    ranked: Sequence[Ranked]
    passing: Sequence[FoundPractice]
    matching: frozenset[int] | None
    note: str | None


def make_hits(
    page: Sequence[Ranked], question: Question, lookup: Lookup, schemes: ConceptSchemes
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
        hits.append(
            Hit(
                id=card.id,
                iri=card.iri,
                title=card.title,
                score=entry.score,
                status=card.status,
                passage=passage,
                reasons=explain(entry, question, card, passage, values, schemes),
                facets=card.facets,
                summary=card.summary,
                document=card.document,
            )
        )
    return tuple(hits)


def count_facets(
    answer: Answer, wanted: Filters, lookup: Lookup, schemes: ConceptSchemes
) -> dict[str, tuple[FacetCount, ...]]:
    """Count, for every facet, how many practices each value would leave, the commonest first.

    The filters of the other facets hold; a facet's own does not: its values are alternatives.
    """
    return {facet: _count(facet, answer, wanted, lookup, schemes) for facet in FACETS}


def _count(
    facet: str, answer: Answer, wanted: Filters, lookup: Lookup, schemes: ConceptSchemes
) -> tuple[FacetCount, ...]:
    others = {name: values for name, values in wanted.items() if name != facet}
    passing = lookup.practices(others) if facet in wanted else answer.passing
    keys = [p.key for p in passing if answer.matching is None or p.key in answer.matching]
    counts = [
        FacetCount(value, label_of(value, schemes), count)
        for value, count in lookup.facet_counts(facet, keys)
    ]
    return tuple(sorted(counts, key=lambda found: (-found.count, fold(found.label))))


def facet_values(card: PracticeCard, schemes: ConceptSchemes) -> frozenset[tuple[str, str]]:
    """Return the facet values of a card, broader concepts included. Raises UnknownFacetError."""
    return frozenset(
        (facet, value)
        for facet, stated in known_facets(card.facets).items()
        for one in stated
        for value in with_broader(one, schemes)
    )


def known_facets(filters: Filters) -> Filters:
    """Return filters as they are; raises UnknownFacetError if one is not of `FACETS`."""
    for facet in filters:
        if facet not in FACETS:
            raise UnknownFacetError(f"il filtro «{facet}» non esiste: ci sono {', '.join(FACETS)}")
    return filters
