"""Agreement between people, doubles and splits: small cases whose answer is known by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus.duplicates import likeness, shared_words
from corpus.evaluation.agreement import (
    Mark,
    TwoReadings,
    grade_pairs,
    link_agreement,
    load_readings,
    span_agreement,
    weighted_kappa,
)
from corpus.evaluation.doubles import average_precision, best_point, double_table, ordered_pairs
from corpus.evaluation.figures import Tally
from corpus.evaluation.ranking import parse_questions
from corpus.gold import GoldDocument
from corpus.same_as import load_same_as
from corpus.splits import Allotment, ManifestError, Split, freeze, load_manifest, write_manifest
from ingest.model import Label

TEXT = "Il Comune di Asti aiuta gli anziani soli"
FIRST = (
    Mark(3, 17, Label.ACTOR, "actor:comune"),
    Mark(28, 40, Label.BENEFICIARY, "beneficiary:anziani-soli"),
)
SECOND = (
    Mark(3, 17, Label.ACTOR, "actor:comune"),
    Mark(28, 35, Label.BENEFICIARY, "beneficiary:anziani"),
    Mark(18, 23, Label.MEASURE, None),
)


def test_two_readers_agree_where_their_spans_meet() -> None:
    documents = [GoldDocument("asti", TEXT, (), {}), GoldDocument("alba", TEXT, (), {})]
    found = span_agreement(documents, {"asti": TwoReadings(FIRST, SECOND)})
    assert found[Label.ACTOR] == Tally(1, 1, 1)
    assert found[Label.BENEFICIARY] == Tally(1, 1, 1)  # "anziani" is half of "anziani soli"
    assert found[Label.MEASURE] == Tally(0, 1, 0)
    assert found[Label.NEED] == Tally()


def test_concepts_are_compared_on_the_spans_both_marked() -> None:
    other = (FIRST[0], Mark(28, 40, Label.BENEFICIARY, "beneficiary:anziani"))
    assert link_agreement([TwoReadings(FIRST, other)]) == {
        Label.ACTOR: (1, 1),
        Label.BENEFICIARY: (0, 1),
    }


def test_readings_come_from_lines(tmp_path: Path) -> None:
    file = tmp_path / "readings.jsonl"
    file.write_text('{"id": "a", "first": [[0, 2, "ACTOR", null]], "second": []}\n')
    assert load_readings(file) == {"a": TwoReadings((Mark(0, 2, Label.ACTOR, None),), ())}


def test_kappa_is_one_for_the_same_grades_and_none_for_chance() -> None:
    assert weighted_kappa([(0, 0), (3, 3), (1, 1)]) == 1
    assert weighted_kappa([(0, 0), (0, 3), (3, 0), (3, 3)]) == pytest.approx(0)
    assert weighted_kappa([(2, 2)]) == 1
    with pytest.raises(ValueError, match="no grades"):
        weighted_kappa([])


def test_grades_are_paired_over_the_pool_that_was_judged() -> None:
    row = '{"id": "q", "query": "x", "kind": "need", "relevant": %s, "pool": ["a", "b", "c"%s]}'
    first = parse_questions(row % ('{"a": 3, "b": 1, "d": 3}', ', "d"'))
    second = parse_questions(row % ('{"a": 2}', ""))  # never saw the document d
    assert grade_pairs(first, second) == [(3, 2), (1, 0), (0, 0)]
    assert grade_pairs(first, ()) == []


def test_rare_words_tell_doubles_and_common_ones_do_not() -> None:
    texts = ["emporio fenice asti", "spesa alla fenice di Asti", "emporio di Alba"]
    texts += [f"emporio numero {number}" for number in range(6)]
    found = shared_words([*texts, *["scuola materna"] * 4, ""])
    assert found[0, 1] > 0.9
    assert found[0, 2] == 0  # too many speak of an emporio
    assert shared_words(["uno", "due"]).max() == 0
    assert not shared_words(["", ""]).any()


def test_words_and_meaning_weigh_alike() -> None:
    vectors = np.eye(3, dtype=np.float32)
    vectors[1] = vectors[0]
    texts = ["orti felici umbri", "orti felici umbri", "altro"] + ["scuola"] * 9
    padded = np.vstack([vectors, np.tile(np.float32([0, 0, 1]), (9, 1))])
    found = likeness(texts, padded)
    assert np.allclose(found, found.T)
    assert found[0, 1] > found[0, 2]
    assert np.isfinite(likeness(["a", "b"], vectors[:2])).all()


def test_average_precision_falls_with_every_wrong_pair_before_a_right_one() -> None:
    wanted = {("a", "b"), ("c", "d")}
    assert average_precision([("a", "b"), ("c", "d"), ("a", "c")], wanted) == 1
    assert average_precision([("a", "c"), ("a", "b")], wanted) == pytest.approx(0.25)
    assert best_point([("a", "b"), ("a", "c"), ("c", "d")], wanted) == (2 / 3, 1.0, 0.8)
    with pytest.raises(ValueError, match="no pair"):
        average_precision([], set())
    table = double_table(4, wanted, {"uno": [("a", "b"), ("c", "d")]})
    assert table.rows == (("uno", 1.0, 1.0, 1.0, 1.0, 1.0),)


def test_the_most_alike_come_first() -> None:
    scores = np.asarray([[9, 1, 5], [1, 9, 2], [5, 2, 9]], np.float32)
    order = ordered_pairs(["b", "c", "a"], scores)
    assert order == [("a", "b"), ("a", "c"), ("b", "c")]


def test_a_manifest_keeps_its_splits_when_digests_are_frozen_anew(tmp_path: Path) -> None:
    path, file = tmp_path / "manifest.csv", tmp_path / "orti.md"
    file.write_text("uno")
    write_manifest([Allotment("orti", "pratica", Split.TEST, "esempio.it", 2, "")], path)
    assert freeze({"orti": file}, path) == ["orti"]
    assert freeze({"orti": file}, path) == []
    assert load_manifest(path)["orti"].split is Split.TEST
    with pytest.raises(ManifestError, match="nido"):
        freeze({"orti": file, "nido": file}, path)


def test_a_manifest_row_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "manifest.csv"
    path.write_text("document,family,split,source,readers,sha256\norti,pratica,prova,x,1,y\n")
    with pytest.raises(ManifestError, match=r"manifest\.csv, riga 2"):
        load_manifest(path)


def test_a_pair_must_be_judged_yes_or_no(tmp_path: Path) -> None:
    path = tmp_path / "same_as.csv"
    path.write_text("kind,one,other,same,why\npractice,a,b,forse,x\n")
    with pytest.raises(ValueError, match="riga 2"):
        load_same_as(path)
