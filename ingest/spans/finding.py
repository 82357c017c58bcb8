"""The order in which the finders read a document, and how what they find becomes its spans."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Doc

from ingest.language.regions import block_numbers
from ingest.linking.labels import LabelIndex
from ingest.linking.organisations import link_organisations
from ingest.model import Document, Label, Span
from ingest.spans.acronyms import find_acronyms, introduced_acronyms
from ingest.spans.choose import choose
from ingest.spans.concepts import SCHEMES, find_concepts
from ingest.spans.coordinations import find_coordinated
from ingest.spans.funds import find_funds
from ingest.spans.headed import find_headed
from ingest.spans.money import find_money
from ingest.spans.names import find_names
from ingest.spans.organisations import find_organisations, generic_names
from ingest.spans.periods import find_periods
from ingest.spans.phrases import barred_tokens
from ingest.spans.places import find_places
from ingest.spans.results import find_results
from ontology.places import Gazetteer
from ontology.schemes import ConceptSchemes


class SpanFinder:
    """The finders over one set of schemes and one gazetteer; build it once, use it for many texts."""

    def __init__(self, schemes: ConceptSchemes, gazetteer: Gazetteer) -> None:
        self._index = LabelIndex(schemes, SCHEMES)
        self._gazetteer = gazetteer

    def find(self, doc: Doc, document: Document) -> tuple[Span, ...]:
        """Return the spans of a document: sorted, apart from each other, linked where possible."""
        numbers = block_numbers(doc)
        unread = barred_tokens(doc, (), numbers)

        def free(spans: Iterable[Span]) -> list[bool]:
            return barred_tokens(doc, tuple(spans), numbers)

        values = choose(doc, (*find_money(doc, unread), *find_periods(doc, unread)))
        results = find_results(doc, free(values))
        funds = find_funds(doc, free(values))
        firm = choose(doc, (*values, *results, *funds))
        bodies = find_organisations(doc, free(firm))
        concepts = find_concepts(doc, self._index, free(firm))
        bodies = choose(doc, (*bodies, *(s for s in concepts if s.label is Label.ACTOR)))
        firm = choose(doc, (*firm, *bodies))
        places = find_places(doc, self._gazetteer, free(firm))
        names = find_names(doc, document.title, (p.text for p in places), unread)
        firm = choose(doc, (*firm, *names, *places))
        # People before measures: the complement of "trasporto per anziani" is a span of its own.
        for label in (Label.BENEFICIARY, Label.NEED, Label.MEASURE):
            barred = free(firm)
            of_label = (s for s in concepts if s.label is label)
            headed = find_headed(doc, label, self._index, barred)
            others = (s for s in concepts if s.label is not label and s.label is not Label.ACTOR)
            best = choose(doc, (*of_label, *headed, *others, *firm))
            firm = tuple(s for s in best if s.label is label or s in firm)
        funding = (s for s in concepts if s.label is Label.FUNDING)
        firm = choose(doc, (*firm, *funding))
        firm = choose(doc, (*firm, *find_coordinated(doc, firm, free(firm))))
        acronyms = introduced_acronyms(doc.text, firm)
        firm = choose(doc, (*firm, *find_acronyms(doc, acronyms, free(firm))))
        full_names = {a.short: a.full.text for a in acronyms}
        return link_organisations(firm, full_names, generic_names())


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
