"""Gathering what each measure needs: gold, reference works, the extractor, the library's index."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from api.workplace import Workplace
from corpus.evaluation.agreement import (
    READINGS,
    TwoReadings,
    concept_agreement,
    link_agreement,
    load_readings,
    span_agreement,
)
from corpus.evaluation.coverage import genre_table, region_table, split_table
from corpus.evaluation.dictionary import Dictionary
from corpus.evaluation.doubles import by_names, by_vectors, double_table, true_pairs
from corpus.evaluation.extraction import concept_table, score_spans, span_table, style_table
from corpus.evaluation.fields import field_table
from corpus.evaluation.linking import exact_linker, link_table, organisation_table, our_linker
from corpus.evaluation.ranking import GradedQuestion
from corpus.evaluation.searching import answer, kind_table, search_table, ways_to_search
from corpus.evaluation.searching import pooled as pool_of
from corpus.evaluation.tables import Table
from corpus.gold import PRACTICE, GoldDocument, annotated_files, read_gold
from corpus.practice_truths import load_truths
from corpus.same_as import load_same_as
from corpus.splits import Split, load_manifest
from ingest.model import Document, Extraction
from ingest.readers import read

if TYPE_CHECKING:
    from search.index import SearchIndex


class Gold:
    """The annotated documents to measure on, each read once as a stranger would read it."""

    def __init__(self, documents: Sequence[GoldDocument], workplace: Workplace) -> None:
        self.documents = documents
        self._extractor = workplace.extractor()
        self._read: dict[str, Document] = {}
        self._extracted: dict[str, Extraction] = {}

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


def gold_of(split: Split | None) -> list[GoldDocument]:
    """Return the annotated documents of a split, or all."""
    allotted = load_manifest()
    return [
        read_gold(path)
        for name, path in annotated_files().items()
        if split is None or (name in allotted and allotted[name].split is split)
    ]


def extraction_tables(gold: Gold, workplace: Workplace) -> list[Table]:
    """Measure spans, concepts and the fields of practices."""
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
        style_table(ours),
    ]


def linking_tables(documents: Sequence[GoldDocument], workplace: Workplace) -> list[Table]:
    """Measure the links of known spans, and of the names of organisations."""
    works = workplace.reference
    ours = our_linker(works.schemes, works.gazetteer)
    exactly = exact_linker(works.schemes, works.gazetteer)
    people = link_agreement(_readings(documents).values())
    return [link_table(documents, ours, exactly, people), organisation_table(load_same_as())]


def search_tables(
    questions: Sequence[GradedQuestion], index: SearchIndex, workplace: Workplace
) -> list[Table]:
    """Measure search over the library, and each of its signals alone."""
    engines = ways_to_search(index, workplace.encoder, workplace.reference.schemes)
    ways = {way: answer(engine, questions) for way, engine in engines.items()}
    return [search_table(questions, ways), kind_table(questions, ways)]


def pooled(
    file: Path, depth: int, index: SearchIndex, workplace: Workplace
) -> Iterator[dict[str, object]]:
    """Yield each question of a file with the documents that a judge should look at."""
    engines = ways_to_search(index, workplace.encoder, workplace.reference.schemes)
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        seen = {*row.get("relevant", ()), *row.get("pool", ())}
        yield {**row, "pool": sorted({*seen, *pool_of(engines, row["query"], depth)})}


def duplicate_tables(gold: Gold, workplace: Workplace) -> list[Table]:
    """Measure how practices told twice are found among all the documents."""
    from corpus.duplicates import names_in, text_bags

    practices = [document for document in gold.documents if document.family == PRACTICE]
    held = {document.id for document in practices}
    wanted = {pair for pair in true_pairs(load_same_as()) if held.issuperset(pair)}
    keys = sorted(held)
    texts = {d.id: d.text.partition("\n---\n")[2].strip() for d in practices}
    titles = {d.id: gold.document(d).title for d in practices}
    vectors = workplace.encoder.encode_passages([texts[key][:1500] for key in keys])
    ways = {
        "nomi (pratica, enti, luoghi, titolo)": by_names(
            {d.id: names_in(gold.extraction(d)) for d in practices}
        ),
        "tutte le parole (TF-IDF)": by_names(text_bags(texts.items())),
        "solo il titolo": by_names(text_bags(titles.items())),
        "significato (e5)": by_vectors(keys, vectors),
    }
    return [double_table(len(practices), wanted, ways)]


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
    return Path(__file__).parents[2] / "corpus" / "questions" / f"{split}.jsonl"
