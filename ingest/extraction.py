"""From a document to everything read in it: the steps in their order, each replaceable.

language → spans → practices → kinds, status, roles → relations → statements
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import replace

from spacy.tokens import Doc

from ingest.assertions import Findings, to_statements
from ingest.language.pipeline import analyse, build_pipeline
from ingest.model import Document, Extraction, Practice, Span
from ingest.practices.boundaries import find_practices
from ingest.practices.kinds import kind_of
from ingest.practices.reading import Reading, Stretch
from ingest.relations.money import find_finances
from ingest.relations.periods import find_times
from ingest.relations.recipients import find_recipients
from ingest.relations.results import find_outcomes
from ingest.relations.seats import find_seats
from ingest.roles import RoleFound, find_roles
from ingest.spans import find_spans
from ingest.status import NOT_STATED, find_status
from ontology.places import Gazetteer
from ontology.schemes import ConceptSchemes

EXTRACTOR_VERSION = "0.2.0"

SpanFinder = Callable[[Doc, Document, ConceptSchemes, Gazetteer], tuple[Span, ...]]
PracticeFinder = Callable[[Reading], tuple[Practice, ...]]


class Extractor:
    """Reads documents; built once (the pipeline is costly), then used for any number of them.

    `language_model` names an installed Italian spaCy pipeline to use instead of our own; `spans`
    and `practices` replace the finders of those steps. Deterministic: the same document gives the
    same extraction. Raises ValueError (in Italian) when the language model is not installed.
    """

    def __init__(
        self,
        schemes: ConceptSchemes,
        gazetteer: Gazetteer,
        language_model: str | None = None,
        *,
        spans: SpanFinder = find_spans,
        practices: PracticeFinder = find_practices,
    ) -> None:
        self._schemes = schemes
        self._gazetteer = gazetteer
        self._pipeline = build_pipeline(schemes, language_model)
        self._find_spans = spans
        self._find_practices = practices

    def extract(self, document: Document) -> Extraction:
        """Return the practices, spans, statements and entities of a document.

        A text that describes no practice keeps its spans and has no statements.
        """
        doc = analyse(self._pipeline, document)
        spans = self._find_spans(doc, document, self._schemes, self._gazetteer)
        sentences = tuple(Stretch(sent.start_char, sent.end_char) for sent in doc.sents)
        return self.interpret(Reading(document, spans, sentences))

    def interpret(self, reading: Reading) -> Extraction:
        """Return the extraction of a document whose spans are known (found, or marked by hand)."""
        practices = tuple(
            replace(practice, kind=kind_of(reading, practice))
            for practice in self._find_practices(reading)
        )
        roles = find_roles(reading, practices)
        findings = tuple(self._find(reading, practice, roles) for practice in practices)
        statements, entities = to_statements(reading, findings)
        return Extraction(
            reading.document,
            tuple(found.practice for found in findings),
            reading.spans,
            statements,
            entities,
        )

    def _find(self, reading: Reading, practice: Practice, roles: tuple[RoleFound, ...]) -> Findings:
        status = find_status(reading, practice)
        first = bisect_left(roles, practice.start, key=lambda role: role.span.start)
        last = bisect_left(roles, practice.end, key=lambda role: role.span.start)
        own = roles[first:last]
        return Findings(
            replace(practice, status=status.status if status else NOT_STATED),
            status,
            own,
            find_recipients(reading, practice),
            find_finances(reading, practice, own),
            find_times(reading, practice),
            find_outcomes(reading, practice),
            find_seats(reading, practice, own, self._gazetteer),
        )
