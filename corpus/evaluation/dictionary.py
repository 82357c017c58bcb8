"""The baseline of extraction: spaCy's PhraseMatcher over the labels of the schemes and the places.

What anyone would build in an afternoon: no lemmas, no head nouns, no patterns, no structure. The
longest label wins; letters may be large or small, but a place needs its capital.
"""

from __future__ import annotations

from collections.abc import Iterator

import spacy
from spacy.matcher import PhraseMatcher
from spacy.util import filter_spans

from corpus.evaluation.spans import SCHEMES
from ingest.model import BlockKind, Document, Label, Span
from ontology.places import Gazetteer
from ontology.schemes import ConceptSchemes

LABELS = {scheme: label for label, scheme in SCHEMES.items()}


class Dictionary:
    """Finds the labels of the concept schemes and the names of territories, and nothing else."""

    def __init__(self, schemes: ConceptSchemes, gazetteer: Gazetteer) -> None:
        self._nlp = spacy.blank("it")
        self._words = PhraseMatcher(self._nlp.vocab, attr="LOWER")
        self._places = PhraseMatcher(self._nlp.vocab, attr="ORTH")
        make = self._nlp.make_doc
        for name in LABELS:
            for concept in schemes.scheme(name):
                phrases = (concept.label, *concept.alt_labels)
                self._words.add(concept.id, [make(phrase) for phrase in phrases])
        for place in gazetteer:
            self._places.add(place.code, [make(place.name)])

    def find(self, document: Document) -> tuple[Span, ...]:
        """Return the spans of a document's own words, in order, apart from each other."""
        doc = self._nlp.make_doc(document.text)
        matches = [*self._words(doc, as_spans=True), *self._places(doc, as_spans=True)]
        silent = [b for b in document.blocks if b.kind is BlockKind.METADATA]
        return tuple(
            span
            for span in _labelled(filter_spans(matches))
            if not any(block.start <= span.start < block.end for block in silent)
        )


def _labelled(found: list[spacy.tokens.Span]) -> Iterator[Span]:
    for span in sorted(found, key=lambda span: span.start):
        concept = span.label_
        label = LABELS.get(concept.partition(":")[0], Label.PLACE)
        yield Span(span.start_char, span.end_char, span.text, label, 1.0, concept)
