"""The order in which the finders read a document, and how what they find becomes its spans."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Doc

from ingest.language.offsets import text_of
from ingest.language.regions import block_numbers
from ingest.linking.labels import LabelIndex
from ingest.linking.organisations import link_organisations
from ingest.linking.places import link_places
from ingest.model import Document, Label, Span
from ingest.spans.acronyms import find_acronyms, introduced_acronyms
from ingest.spans.choose import choose
from ingest.spans.clauses import find_clauses
from ingest.spans.concepts import SCHEMES, find_concepts
from ingest.spans.coordinations import find_coordinated, find_listed_bodies
from ingest.spans.funds import find_funds
from ingest.spans.headed import find_headed
from ingest.spans.money import find_money
from ingest.spans.named_bodies import find_introduced_bodies, find_known_bodies
from ingest.spans.names import find_names
from ingest.spans.organisations import find_organisations, generic_names
from ingest.spans.periods import find_periods
from ingest.spans.phrases import barred_tokens, within
from ingest.spans.places import PlaceFinder
from ingest.spans.results import find_results
from ontology.places import Gazetteer
from ontology.schemes import ConceptSchemes


class SpanFinder:
    """The finders over one set of schemes and one gazetteer: built once, used for many texts."""

    def __init__(self, schemes: ConceptSchemes, gazetteer: Gazetteer) -> None:
        self._index = LabelIndex(schemes, SCHEMES)
        self._gazetteer = gazetteer
        self._places = PlaceFinder(gazetteer)

    def find(self, doc: Doc, document: Document) -> tuple[Span, ...]:
        """Return the spans of a document: sorted, apart from each other, linked where possible."""
        numbers = block_numbers(doc)
        unread = barred_tokens(doc, (), numbers)

        def free(spans: Iterable[Span]) -> list[bool]:
            return barred_tokens(doc, tuple(spans), numbers)

        values = choose(doc, (*find_money(doc, unread), *find_periods(doc, unread)))
        funds = find_funds(doc, unread)
        values = choose(doc, (*values, *funds))
        results = find_results(doc, free(values))
        firm = choose(doc, (*values, *results))
        bodies = (*find_organisations(doc, free(firm)), *find_known_bodies(doc, free(firm)))
        bodies = (*bodies, *find_introduced_bodies(doc, free((*firm, *bodies))))
        concepts = find_concepts(doc, self._index, free(firm))
        bodies = choose(doc, (*bodies, *(s for s in concepts if s.label is Label.ACTOR)))
        firm = choose(doc, (*firm, *bodies))
        listed = find_listed_bodies(
            doc, bodies, lambda name: bool(self._gazetteer.named(name)), free(firm)
        )
        firm = choose(doc, (*firm, *listed))
        places = self._places.find(doc, free(firm))
        names = find_names(doc, document.title, (p.text for p in places), unread)
        firm = choose(doc, (*firm, *names, *places))
        concepts = within(doc, concepts, free(s for s in firm if s.label is Label.PRACTICE))
        concepts = tuple(s for s in concepts if s.label is not Label.ACTOR)
        # People before measures: the complement of "trasporto per anziani" is a span of its own.
        # Needs and measures together: "percorsi di autonomia", "mancanza di trasporti".
        for labels in ((Label.BENEFICIARY,), (Label.NEED, Label.MEASURE)):
            barred = free(firm)
            headed = [s for label in labels for s in find_headed(doc, label, self._index, barred)]
            if Label.BENEFICIARY in labels:
                headed.extend(find_clauses(doc, self._index, barred))
            best = choose(doc, (*firm, *concepts, *headed))
            settled = frozenset(firm)
            firm = tuple(s for s in best if s.label in labels or s in settled)
            # What is settled does not come back: it would only hide the span that was chosen.
            concepts = tuple(s for s in concepts if s.label not in labels)
        funding = (s for s in concepts if s.label is Label.FUNDING)
        firm = choose(doc, (*firm, *funding))
        firm = choose(doc, (*firm, *find_coordinated(doc, firm, free(firm))))
        acronyms = introduced_acronyms(text_of(doc), firm)
        firm = choose(doc, (*firm, *find_acronyms(doc, acronyms, free(firm))))
        full_names = {a.short: a.full.text for a in acronyms}
        firm = link_places(firm, text_of(doc), self._gazetteer)
        return link_organisations(firm, full_names, generic_names(), self._gazetteer)


_FINDERS: dict[tuple[int, int], tuple[ConceptSchemes, Gazetteer, SpanFinder]] = {}
_MOST_FINDERS = 4


def find_spans(
    doc: Doc, document: Document, schemes: ConceptSchemes, gazetteer: Gazetteer
) -> tuple[Span, ...]:
    """Return the spans of an analysed document: sorted, not overlapping, linked.

    ``document.text[span.start:span.end] == span.text`` for each. The index of labels is built once
    for a pair of schemes and gazetteer.
    """
    key = (id(schemes), id(gazetteer))
    if key not in _FINDERS:
        if len(_FINDERS) >= _MOST_FINDERS:
            _FINDERS.clear()
        # The pair is kept beside the finder, so that its identities are not given to other objects.
        _FINDERS[key] = (schemes, gazetteer, SpanFinder(schemes, gazetteer))
    return _FINDERS[key][2].find(doc, document)
