"""From a document to everything read in it: the steps in their order, each replaceable.

language → spans → practices → kinds, status, roles → relations → statements

The quick reading uses rules, labels and patterns alone. The accurate one shows what they found to
the trained tagger, which decides spans, concepts, roles, joins and status; the rules mend what they
know for certain, cut documents into rows and sections, read values, link names and prove what they
agree with.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import replace

from spacy.tokens import Doc

from ingest.assertions import Findings, to_statements
from ingest.language.pipeline import analyse, build_pipeline
from ingest.linking.completing import complete
from ingest.mending import mend
from ingest.model import Document, Extraction, Practice, Span
from ingest.notes import with_notes
from ingest.practices.boundaries import find_practices
from ingest.practices.kinds import kind_of
from ingest.practices.reading import Reading, Stretch
from ingest.practices.told import told_practices
from ingest.privacy import without_people
from ingest.relations.calls import find_call
from ingest.relations.money import find_finances
from ingest.relations.periods import find_times
from ingest.relations.recipients import find_recipients, joined_recipients
from ingest.relations.results import find_outcomes
from ingest.relations.seats import find_seats
from ingest.roles import RoleFound, find_roles
from ingest.roles.judged import judged_roles
from ingest.spans import find_spans
from ingest.status import NOT_STATED, find_status, judged_status
from ingest.tagging import Judgement, Tagger
from ontology.places import Gazetteer
from ontology.schemes import ConceptSchemes

EXTRACTOR_VERSION = "0.4.1"

SpanFinder = Callable[[Doc, Document, ConceptSchemes, Gazetteer], tuple[Span, ...]]
PracticeFinder = Callable[[Reading], tuple[Practice, ...]]


class Extractor:
    """Reads documents; built once (the pipeline is costly), then used for any number of them.

    With a `tagger` the reading is accurate, without one it is quick. `language_model` names a
    trained Italian pipeline (`build_pipeline`); `spans` and `practices` replace the finders of
    those steps. Deterministic: the same document gives the same extraction. Raises ValueError (in
    Italian) when the language model is not installed.
    """

    def __init__(
        self,
        schemes: ConceptSchemes,
        gazetteer: Gazetteer,
        language_model: str | None = None,
        *,
        tagger: Tagger | None = None,
        spans: SpanFinder = find_spans,
        practices: PracticeFinder = find_practices,
    ) -> None:
        self._schemes = schemes
        self._gazetteer = gazetteer
        self._pipeline = build_pipeline(schemes, language_model)
        self._tagger = tagger
        self._find_spans = spans
        self._find_practices = practices

    def extract(self, document: Document) -> Extraction:
        """Return the practices, spans, statements and entities of a document.

        A text that describes no practice keeps its spans and has no statements.
        """
        doc, spans = self._candidates(document)
        sentences = _sentences(doc)
        if self._tagger is None:
            return self.interpret(Reading(document, spans, sentences))
        judgement = self._tagger.read(doc, spans)
        found = mend(Reading(document, judgement.spans, sentences), spans, self._gazetteer)
        read = complete(found, document.text, spans, self._gazetteer)
        return self.interpret(Reading(document, read, sentences), judgement.about(read))

    def given(self, document: Document, spans: tuple[Span, ...]) -> Extraction:
        """Return the extraction of a document whose spans people marked."""
        doc, found = self._candidates(document)
        read = complete(spans, document.text, found, self._gazetteer)
        reading = Reading(document, read, _sentences(doc))
        if self._tagger is None:
            return self.interpret(reading)
        return self.interpret(reading, self._tagger.judge(doc, found, read))

    def link(self, document: Document, spans: tuple[Span, ...]) -> tuple[Span, ...]:
        """Return spans that people marked with what their words mean: concepts, codes, nodes."""
        doc, found = self._candidates(document)
        if self._tagger is not None:
            spans = self._tagger.link(doc, found, spans)
        return complete(spans, document.text, found, self._gazetteer)

    def interpret(self, reading: Reading, judgement: Judgement | None = None) -> Extraction:
        """Return the extraction of a document whose spans are known (found, or marked by hand)."""
        kept, private = without_people(reading.spans, reading.document.text)
        reading = replace(reading, spans=kept)
        practices = tuple(
            replace(practice, kind=kind_of(reading, practice))
            for practice in self._practices(reading, judgement)
        )
        roles = find_roles(reading, practices)
        if judgement is not None:
            roles = judged_roles(reading, judgement, roles)
        findings = tuple(self._find(reading, practice, roles, judgement) for practice in practices)
        statements, entities = to_statements(reading, findings)
        extraction = Extraction(
            reading.document,
            tuple(found.practice for found in findings),
            reading.spans,
            statements,
            entities,
        )
        return with_notes(extraction, private)

    def _candidates(self, document: Document) -> tuple[Doc, tuple[Span, ...]]:
        """Analyse a document and return it with the spans that rules and labels find."""
        doc = analyse(self._pipeline, document)
        return doc, self._find_spans(doc, document, self._schemes, self._gazetteer)

    def _practices(self, reading: Reading, judgement: Judgement | None) -> tuple[Practice, ...]:
        if judgement is None or self._tagger is None:
            return self._find_practices(reading)
        least = self._tagger.thresholds
        return told_practices(reading, judgement, least["practice"], least["name"])

    def _find(
        self,
        reading: Reading,
        practice: Practice,
        roles: tuple[RoleFound, ...],
        judgement: Judgement | None,
    ) -> Findings:
        if judgement is None or self._tagger is None:
            status = find_status(reading, practice)
            recipients = find_recipients(reading, practice)
        else:
            least = self._tagger.thresholds["status"]
            status = judged_status(reading, practice, judgement, least)
            known = frozenset(reading.spans)
            joins = [join for join in judgement.joins if {join.measure, join.people} <= known]
            recipients = joined_recipients(practice, joins)
        first = bisect_left(roles, practice.start, key=lambda role: role.span.start)
        last = bisect_left(roles, practice.end, key=lambda role: role.span.start)
        own = roles[first:last]
        return Findings(
            replace(practice, status=status.status if status else NOT_STATED),
            status,
            own,
            recipients,
            find_finances(reading, practice, own),
            find_times(reading, practice),
            find_outcomes(reading, practice),
            find_seats(reading, practice, own, self._gazetteer),
            call=find_call(reading, practice, own),
        )


def _sentences(doc: Doc) -> tuple[Stretch, ...]:
    return tuple(Stretch(sent.start_char, sent.end_char) for sent in doc.sents)
