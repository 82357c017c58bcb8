"""Marked texts as the network learns from them: the same words, the same truths."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from small_reader import small_encoder
from spacy.tokens import Doc

from corpus.gold import GoldDocument, read_gold
from corpus.training.examples import (
    Examiner,
    Example,
    MarkedSpan,
    concept_numbers,
    place_of,
)
from ingest.language.pipeline import analyse, build_pipeline
from ingest.model import Label
from ingest.readers import read
from ingest.tagging.alphabet import SCHEMES, STATUSES, TAGS
from ingest.tagging.judging import PAIR_FEATURES
from ingest.tagging.network import WordPieces
from ontology.places import Gazetteer
from ontology.schemes import load_schemes

SCHEMES_OF_OURS = load_schemes()
FRONT = "---\nid: {id}\ntitle: Prova\nstatus: conclusa\nfamily: {family}\npractice: true\n---\n\n"
TEXT = (
    "[[Argento vivo|PRACTICE main=yes]] del [[Comune di Lecco|ACTOR actor:comune role=promotore]]"
    " offre un [[trasporto sociale|MEASURE measure:trasporto-sociale n=1 for=2]] agli"
    " [[anziani soli|BENEFICIARY beneficiary:anziani n=2]] e non alle"
    " [[famiglie|BENEFICIARY beneficiary:famiglie n=3]]. Lo scrive la"
    " [[stampa|ACTOR role=fonte-informativa]].\n"
)


@pytest.fixture(scope="module")
def examiner(tmp_path_factory: pytest.TempPathFactory) -> Examiner:
    folder = tmp_path_factory.mktemp("encoder")
    pieces = WordPieces(folder, small_encoder(folder))
    return Examiner(build_pipeline(SCHEMES_OF_OURS), pieces, SCHEMES_OF_OURS, Gazetteer({}))


def gold(folder: Path, body: str, family: str = "ampio") -> GoldDocument:
    path = folder / "prova.md"
    path.write_text(FRONT.format(id="prova", family=family) + body, encoding="utf-8")
    return read_gold(path)


def analysed(text: str, name: str = "prova.md") -> Doc:
    return analyse(build_pipeline(SCHEMES_OF_OURS), read(text.encode(), name))


def words(doc: Doc, example: Example, span: MarkedSpan) -> str:
    first = example.window.first
    last = doc[first + span.end - 1]
    return doc.text[doc[first + span.first].idx : last.idx + len(last)]


def test_every_mark_is_learnt_where_it_stands_with_its_truths(
    examiner: Examiner, tmp_path: Path
) -> None:
    document = gold(tmp_path, TEXT)
    (example,) = examiner.examples(document)
    doc = analysed(document.text)
    assert [words(doc, example, span) for span in example.spans] == [
        span.text for span in document.spans
    ]
    name, town, measure, people, families, press = example.spans
    assert (name.main, name.concept, name.role) == (True, None, None)
    assert (town.concept, town.role, town.main) == ("actor:comune", "promotore", None)
    assert (measure.concept, measure.dictionary) == ("measure:trasporto-sociale",) * 2
    assert (people.label, people.role) == (Label.BENEFICIARY, None)
    assert families.concept == "beneficiary:famiglie"
    assert (press.role, press.concept) == ("", "")  # a role that the tagger does not say
    assert (example.practice, example.status) == (True, STATUSES.index("conclusa"))


def test_tags_features_and_pool_have_a_row_a_token(examiner: Examiner, tmp_path: Path) -> None:
    (example,) = examiner.examples(gold(tmp_path, TEXT))
    count = example.window.end - example.window.first
    assert example.pool.shape == (count, len(example.window.ids))
    assert len(example.tags) == len(example.features.rules) == len(example.features.blocks) == count
    for span in example.spans:
        told = [TAGS[tag] for tag in example.tags[span.first : span.end]]
        assert told == [f"B-{span.label}"] + [f"I-{span.label}"] * (len(told) - 1)
    assert np.count_nonzero(example.tags) == sum(s.end - s.first for s in example.spans)


def test_a_measure_is_joined_to_the_people_it_is_said_to_be_for(
    examiner: Examiner, tmp_path: Path
) -> None:
    (example,) = examiner.examples(gold(tmp_path, TEXT))
    assert example.joins == ((2, 3, True), (2, 4, False))
    assert example.pairs.shape == (2, PAIR_FEATURES)
    assert not np.array_equal(*example.pairs)


def test_where_nobody_joined_anything_joins_and_names_are_not_learnt(
    examiner: Examiner, tmp_path: Path
) -> None:
    bare = TEXT.replace(" main=yes", "").replace(" n=1 for=2", "").replace(" n=2", "")
    (example,) = examiner.examples(gold(tmp_path, bare.replace(" n=3", ""), "contropelo"))
    assert example.joins == ()
    assert example.spans[0].main is None
    (example,) = examiner.examples(gold(tmp_path, bare.replace(" n=3", ""), "ampio"))
    assert [joined for *_, joined in example.joins] == [False, False]
    assert example.spans[0].main is False


def test_a_long_document_is_several_windows_each_with_its_own_marks(
    examiner: Examiner, tmp_path: Path
) -> None:
    document = gold(tmp_path, "\n".join([TEXT] * 12))
    found = list(examiner.examples(document))
    assert len(found) > 2
    doc = analysed(document.text)
    wanted = {span.text for span in document.spans}
    seen = 0
    for example in found:
        for span in example.spans:
            assert words(doc, example, span) in wanted
            owned = example.window.own <= example.window.first + span.first
            seen += owned
        assert all(max(one, other) < len(example.spans) for one, other, _ in example.joins)
        assert not TAGS[example.tags[0]].startswith("I-")
    assert len(document.spans) - len(found) <= seen <= len(document.spans)


def test_each_line_of_phrases_is_a_text_of_its_own(examiner: Examiner, tmp_path: Path) -> None:
    path = tmp_path / "frasi.md"
    path.write_text(
        "# measure:trasporto-sociale\n\nUn [[passaggio in auto|MEASURE measure:trasporto-sociale]]"
        " dal medico.\nNiente da segnare qui.\n",
        encoding="utf-8",
    )
    one, none = examiner.phrases(path)
    assert one.document != none.document
    assert (one.practice, one.status, one.joins) == (None, None, ())
    assert [span.concept for span in one.spans] == ["measure:trasporto-sociale"]
    assert (none.spans, np.count_nonzero(none.tags)) == ((), 0)


def test_a_label_of_the_schemes_teaches_its_concept_and_no_tags(examiner: Examiner) -> None:
    for example in islice(examiner.labels(), 12):
        (span,) = example.spans
        assert span.concept in SCHEMES_OF_OURS
        assert SCHEMES_OF_OURS[span.concept].scheme == SCHEMES[span.label]
        assert (span.dictionary, span.role, len(example.tags)) == ("", None, 0)
        assert not example.features.rules.any()  # else the rules would tell it


def test_the_dictionary_knows_labels_and_not_what_is_said_otherwise(examiner: Examiner) -> None:
    assert examiner.dictionary(Label.MEASURE, "trasporto\nsociale") == "measure:trasporto-sociale"
    assert examiner.dictionary(Label.MEASURE, "qualcosa di mai sentito") == ""


def test_concepts_have_numbers_of_their_own_and_none_has_nought() -> None:
    numbers = concept_numbers(SCHEMES_OF_OURS)
    assert numbers[""] == 0
    assert sorted(numbers.values()) == list(range(len(numbers)))
    expected = {c.id for c in SCHEMES_OF_OURS if c.scheme in SCHEMES.values()}
    assert set(numbers) - {""} == expected


def test_a_place_says_block_and_sentence() -> None:
    doc = analysed("Uno due.\n\nTre quattro. Cinque.\n", "prova.txt")
    first = place_of(doc, 0, 2)
    last = place_of(doc, len(doc) - 3, len(doc) - 2)
    assert (first.first, first.end) == (0, 2)
    assert first.block != last.block
    assert first.sentence != last.sentence
