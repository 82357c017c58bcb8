"""What the search encoder learns from, and how it is set against what."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest
import torch

from corpus.splits import Split, load_manifest
from corpus.tuning.batches import concept_batches, question_batches
from corpus.tuning.learning import compared
from corpus.tuning.material import (
    QUESTIONS,
    Asked,
    Said,
    labels,
    practices_to_learn,
    said_concepts,
    training_questions,
)
from ontology.schemes import load_schemes

SCHEMES = load_schemes()


def test_training_questions_are_about_practices_of_the_training_part_alone() -> None:
    allotted = load_manifest()
    assert {allotted[one.practice].split for one in training_questions()} == {Split.TRAIN}
    assert all(allotted[name].split is Split.TRAIN for name in practices_to_learn())


def test_no_training_question_is_a_held_out_one() -> None:
    held = {
        json.loads(line)["query"].casefold()
        for part in ("dev", "test")
        for line in QUESTIONS.with_name(f"{part}.jsonl").read_text(encoding="utf-8").splitlines()
    }
    learnt = {one.query.casefold() for one in training_questions()}
    answerable = QUESTIONS.with_name("answerable.jsonl").read_text(encoding="utf-8")
    learnt |= {json.loads(line)["query"].casefold() for line in answerable.splitlines()}
    assert not held & learnt


def test_sentences_are_read_under_their_concept_without_marks(tmp_path: Path) -> None:
    file = tmp_path / "misure.md"
    file.write_text(
        "# measure:banca-del-tempo\nSi [[scambiano ore|MEASURE measure:banca-del-tempo]].\n"
        "# actor:aps\nNon è un bisogno.\n",
        encoding="utf-8",
    )
    assert list(said_concepts(tmp_path)) == [Said("measure:banca-del-tempo", "Si scambiano ore.")]
    assert {one.concept for one in said_concepts()} <= set(labels(SCHEMES))


def asked(count: int, *, general: bool = False) -> list[Asked]:
    return [Asked(f"domanda {n}", f"p{n % 12}", general) for n in range(count)]


def test_a_batch_holds_a_practice_once_and_every_question_comes_once() -> None:
    questions = asked(48)
    vectors = np.random.default_rng(0).normal(size=(48, 4)).astype(np.float32)
    batches = question_batches(questions, vectors, {}, 8, random.Random(1))
    seen = [number for batch in batches for number in batch.numbers]
    assert len(seen) == len(set(seen)) >= 40
    for batch in batches:
        assert len({questions[n].practice for n in batch.numbers}) == 8


def test_a_general_question_spares_practices_with_the_same_measure() -> None:
    questions = [Asked("a", "p0", True), Asked("b", "p1", False)]
    measures = {"p0": frozenset({"measure:x"}), "p1": frozenset({"measure:x"})}
    (batch,) = question_batches(
        questions, np.eye(2, dtype=np.float32), measures, 2, random.Random(1)
    )
    spared = {
        questions[n].practice: bool(batch.spared[row].any()) for row, n in enumerate(batch.numbers)
    }
    assert spared == {"p0": True, "p1": False}


def test_a_concept_is_not_set_against_itself_or_what_is_broader() -> None:
    narrow = next(c.id for c in SCHEMES if c.scheme == "measure" and SCHEMES.ancestors(c.id))
    broad = SCHEMES.ancestors(narrow)[0]
    said = [Said(narrow, "uno"), Said(broad, "due"), Said("need:solitudine-isolamento", "tre")]
    said[2] = Said(next(c.id for c in SCHEMES if c.scheme == "need"), "tre")
    (batch,) = concept_batches(said, SCHEMES, 3, random.Random(1))
    kin = {
        frozenset((said[batch.numbers[i]].concept, said[batch.numbers[j]].concept))
        for i in range(3)
        for j in range(3)
        if batch.spared[i, j]
    }
    assert kin == {frozenset((narrow, broad))}


def test_the_loss_falls_as_the_right_passage_comes_nearer_and_forgets_spared_ones() -> None:
    questions = torch.eye(2)
    none = torch.zeros(2, 2, dtype=torch.bool)
    right = compared(questions, torch.eye(2), none, 0.1, 0.0)
    wrong = compared(questions, torch.eye(2).flip(0), none, 0.1, 0.0)
    assert right < wrong
    all_spared = ~torch.eye(2, dtype=torch.bool)
    spared = compared(questions, torch.ones(2, 2) / 2**0.5, all_spared, 0.1, 0.0)
    assert float(spared) == pytest.approx(0, abs=1e-6)
