"""Gathering what each measure needs: gold, reference works, the extractor, the library's index."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING

from api.cli.untouched import untouched_index
from api.settings import Reading
from api.workplace import Workplace
from corpus.evaluation.agreement import (
    READINGS,
    TwoReadings,
    concept_agreement,
    link_agreement,
    load_readings,
    span_agreement,
)
from corpus.evaluation.calibration import calibration_table
from corpus.evaluation.coverage import genre_table, region_table, split_table
from corpus.evaluation.dictionary import Dictionary
from corpus.evaluation.doubles import double_table, ordered_pairs, true_pairs
from corpus.evaluation.error_tables import error_tables
from corpus.evaluation.errors import Mistake, mistakes
from corpus.evaluation.extraction import concept_table, score_spans, span_table, style_table
from corpus.evaluation.fields import field_table
from corpus.evaluation.linking import (
    exact_linker,
    link_table,
    organisation_nodes,
    organisation_table,
    our_linker,
    reading_linker,
)
from corpus.evaluation.ranking import GradedQuestion, parse_questions
from corpus.evaluation.relations import relation_table
from corpus.evaluation.searching import (
    WHOLE,
    answer,
    doubt_table,
    judge_table,
    kind_table,
    search_table,
    ways_to_search,
)
from corpus.evaluation.searching import pooled as pool_of
from corpus.evaluation.tables import Table
from corpus.gold import (
    PRACTICE,
    GoldDocument,
    annotated_files,
    gold_documents,
    read_gold,
    retold_documents,
)
from corpus.practice_truths import load_truths
from corpus.same_as import load_same_as
from corpus.splits import Split, load_manifest
from ingest.model import Document, Extraction, Label, Span
from ingest.readers import read

if TYPE_CHECKING:
    from search.contract import Index


_READ_FOR_MEANING = 1500  # characters: about what the encoder takes in at once
QUESTIONS = Path(__file__).parents[2] / "corpus" / "questions"


class Gold:
    """The annotated documents to measure on, each read once as a stranger would read it."""

    def __init__(self, documents: Sequence[GoldDocument], workplace: Workplace) -> None:
        self.documents = documents
        self._extractor = workplace.extractor()
        self._read: dict[str, Document] = {}
        self._extracted: dict[str, Extraction] = {}
        self._given: dict[str, Extraction] = {}

    def part(self, documents: Sequence[GoldDocument]) -> Gold:
        """Return some of these documents; what one of the two reads, the other need not."""
        own = copy(self)
        own.documents = documents
        return own

    def document(self, gold: GoldDocument) -> Document:
        """Return the document as the reader gives it."""
        if gold.id not in self._read:
            self._read[gold.id] = read(gold.text.encode(), f"{gold.id}.md")
        return self._read[gold.id]

    def extraction(self, gold: GoldDocument) -> Extraction:
        """Return everything that Prassi reads in it."""
        if gold.id not in self._extracted:
            self._extracted[gold.id] = self._extractor.extract(self.document(gold))
        return self._extracted[gold.id]

    def given(self, gold: GoldDocument) -> Extraction:
        """Return everything that Prassi makes of the spans that people marked in it."""
        if gold.id not in self._given:
            spans = tuple(
                Span(one.start, one.end, one.text, one.label, 1.0, one.concept)
                for one in gold.spans
            )
            self._given[gold.id] = self._extractor.given(self.document(gold), spans)
        return self._given[gold.id]

    def linked(self, gold: GoldDocument) -> tuple[Span, ...]:
        """Return the spans that people marked in it, linked by Prassi and by nobody else."""
        bare = tuple(Span(s.start, s.end, s.text, s.label, 1.0) for s in gold.spans)
        return self._extractor.link(self.document(gold), bare)

    def mistakes(self) -> list[Mistake]:
        """Return everything that is wrong in what Prassi reads in them."""
        return [one for gold in self.documents for one in mistakes(gold, self.extraction(gold))]


def gold_of(split: Split | None) -> list[GoldDocument]:
    """Return the annotated documents of a split, or all."""
    allotted = load_manifest()
    return [
        read_gold(path)
        for name, path in annotated_files().items()
        if split is None or (name in allotted and allotted[name].split is split)
    ]


def extraction_tables(gold: Gold, workplace: Workplace) -> list[Table]:
    """Measure spans, concepts, fields and relations, how sure they are and how they fail."""
    schemes = workplace.reference.schemes
    dictionary = Dictionary(schemes, workplace.reference.gazetteer)
    readings = _readings(gold.documents)
    truths = load_truths()
    ours = score_spans(gold.documents, lambda d: gold.extraction(d).spans, schemes)
    plain = score_spans(gold.documents, lambda d: dictionary.find(gold.document(d)), schemes)
    people = span_agreement(gold.documents, readings) if readings else {}
    alike = (
        concept_agreement(readings.values(), lambda c: schemes.ancestors(c) if c in schemes else ())
        if readings
        else {}
    )
    whole = [(d, truths.get(d.id), gold.extraction(d)) for d in gold.documents]
    return [
        span_table(ours, plain, people),
        concept_table(ours, plain, alike),
        field_table(whole),
        relation_table(gold.documents, gold.extraction, gold.given),
        style_table(ours),
        calibration_table(gold.documents, gold.extraction),
        *error_tables(gold.documents, gold.mistakes()),
    ]


def for_the_final_figure(documents: Sequence[GoldDocument]) -> list[str]:
    """Return which of these documents nobody may learn from: those of the test part."""
    allotted = load_manifest()
    return [
        document.id
        for document in documents
        if document.id in allotted and allotted[document.id].split is Split.TEST
    ]


def linking_tables(documents: Sequence[GoldDocument], workplace: Workplace) -> list[Table]:
    """Measure the links of known spans, and of the names of organisations."""
    works = workplace.reference
    if workplace.settings.reading is Reading.ACCURATE:
        ours = reading_linker(Gold(documents, workplace).linked)
    else:
        ours = our_linker(works.schemes, works.gazetteer)
    exactly = exact_linker(works.schemes, works.gazetteer)
    people = link_agreement(_readings(documents).values())
    # The pairs of names are of the whole corpus, whatever part of it is measured.
    nodes = organisation_nodes(gold_documents(), works.gazetteer)
    return [
        link_table(documents, ours, exactly, people),
        organisation_table(load_same_as(), nodes),
    ]


def search_tables(
    questions: Sequence[GradedQuestion], index: Index, workplace: Workplace
) -> list[Table]:
    """Measure search over the library, each of its signals alone, and the encoder as it comes."""
    schemes = workplace.reference.schemes
    with untouched_index(index, workplace) as before:
        engines = ways_to_search(index, workplace.encoder, schemes, before)
        ways = {way: answer(engine, questions) for way, engine in engines.items()}
    tables = [
        search_table(questions, ways),
        kind_table(questions, ways),
        doubt_table(questions, ways[WHOLE]),
    ]
    second = [q for q in second_judge() if q.id in {question.id for question in questions}]
    return [*tables, *([judge_table(questions, second, ways[WHOLE])] if second else [])]


def pooled(
    file: Path, depth: int, index: Index, workplace: Workplace
) -> Iterator[dict[str, object]]:
    """Yield each question of a file with the documents that a judge should look at."""
    engines = ways_to_search(index, workplace.encoder, workplace.reference.schemes)
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        seen = {*row.get("relevant", ()), *row.get("pool", ())}
        yield {**row, "pool": sorted({*seen, *pool_of(engines, row["query"], depth)})}


def duplicate_tables(gold: Gold, workplace: Workplace) -> list[Table]:
    """Measure how practices told twice are found among all practices and their second tellings."""
    from corpus.duplicates import likeness, nearness, shared_words  # sklearn takes a second

    retold = retold_documents()
    practices = [document for document in gold.documents if document.family == PRACTICE]
    everything = [*practices, *(document for document, _ in retold)]
    held = {document.id for document in everything}
    pairs = true_pairs(load_same_as(), ((telling.id, told) for telling, told in retold))
    wanted = {pair for pair in pairs if held.issuperset(pair)}
    keys = sorted(held)
    bodies = {d.id: d.text.partition("\n---\n")[2].strip() for d in everything}
    titles = {d.id: gold.document(d).title for d in everything}
    texts = [f"{titles[key]}\n{bodies[key]}" for key in keys]
    vectors = workplace.encoder.encode_passages([bodies[key][:_READ_FOR_MEANING] for key in keys])
    names = [" ".join(_names(gold.extraction(d))) for d in sorted(everything, key=lambda d: d.id)]
    ways = {
        "parole e significato": likeness(texts, vectors),
        "solo le parole (TF-IDF)": shared_words(texts),
        "solo il significato (e5)": nearness(vectors),
        "solo i nomi estratti (pratica, enti, luoghi)": shared_words(names),
        "solo il titolo": shared_words([titles[key] for key in keys]),
    }
    orders = {name: ordered_pairs(keys, scores) for name, scores in ways.items()}
    return [double_table(len(everything), wanted, orders)]


def reconciliation_tables(workplace: Workplace) -> list[Table]:
    """Measure how names from elsewhere meet the organisations and practices of our documents."""
    from corpus.evaluation.reconciling import Told, reconciling_table, told
    from corpus.evaluation.reconciling_truth import (
        Trial,
        body_trials,
        names_of,
        practice_trials,
        reference_questions,
    )
    from corpus.reconciling.opening import assembled, reference_shelves
    from corpus.reconciling.vocabulary import Vocabulary

    works, judged = workplace.reference, load_same_as()
    documents = list(gold_documents())
    nodes = names_of(organisation_nodes(documents, works.gazetteer))
    practices = [one for one in documents if one.family == PRACTICE]
    titles = {one.id: read(one.text.encode(), f"{one.id}.md").title for one in practices}
    vocabulary = Vocabulary.load(works.schemes)
    shelves = reference_shelves(works, vocabulary)
    own = Trial((), (), tuple(reference_questions(works.gazetteer, works.schemes)))
    answers: list[Told] = []
    for trial in (*body_trials(judged, nodes), *practice_trials(judged, titles), own):
        asked = assembled(works, vocabulary, trial.practices, trial.organisations, shelves)
        answers += [told(question, asked.reconcile) for question in trial.questions]
    return [reconciling_table(answers)]


def _names(found: Extraction) -> Iterator[str]:
    named = {Label.PRACTICE, Label.ACTOR, Label.PLACE}
    return (span.text for span in found.spans if span.label in named)


def corpus_tables(workplace: Workplace) -> list[Table]:
    """Count what there is."""
    documents = gold_of(None)
    places = workplace.reference.gazetteer
    return [
        split_table(documents, load_manifest()),
        genre_table(documents),
        region_table(documents, load_truths(), places),
    ]


def _readings(documents: Sequence[GoldDocument]) -> Mapping[str, TwoReadings]:
    wanted = {document.id for document in documents}
    known = load_readings() if READINGS.is_file() else {}
    return {name: two for name, two in known.items() if name in wanted}


def default_questions(split: Split) -> Path:
    """Return the questions of the repository for a split."""
    return QUESTIONS / f"{split}.jsonl"


def second_judge() -> tuple[GradedQuestion, ...]:
    """Return the questions that a second person judged, with that person's grades."""
    path = QUESTIONS / "second_judge.jsonl"
    return parse_questions(path.read_text(encoding="utf-8"))
