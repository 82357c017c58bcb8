"""The memory of phrases: who is near votes, who is known is not asked again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors import SafetensorError

from corpus.gold import GoldDocument
from corpus.markup import strip
from corpus.training.memory import remember
from ingest.model import Label
from ingest.tagging.memory import Memory, Phrase
from ontology.schemes import build_schemes

NUMBERS = {"": 0, "measure:orti": 1, "measure:nido": 2}
DIRECTIONS = {"orti sociali": 0, "orti urbani": 0.1, "asilo nido": 1.5, "piante in comune": 0.05}


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    angles = np.array([DIRECTIONS.get(text, 3.0) for text in texts])
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


@pytest.fixture
def memory() -> Memory:
    phrases = (
        Phrase(Label.MEASURE, "orti sociali", "measure:orti"),
        Phrase(Label.MEASURE, "orti urbani", "measure:orti"),
        Phrase(Label.MEASURE, "asilo nido", "measure:nido"),
    )
    return Memory(phrases, embed([phrase.words for phrase in phrases]))


def test_a_phrase_nobody_linked_takes_the_concept_of_its_neighbours(memory: Memory) -> None:
    votes = memory.votes(Label.MEASURE, embed(["piante in comune"])[0], NUMBERS)
    assert votes[1] > 0.99
    assert votes.sum() == pytest.approx(1.0)


def test_phrases_of_another_label_do_not_vote(memory: Memory) -> None:
    assert not memory.votes(Label.NEED, embed(["orti sociali"])[0], NUMBERS).any()


def test_a_concept_the_tagger_does_not_know_has_no_vote(memory: Memory) -> None:
    votes = memory.votes(Label.MEASURE, embed(["orti sociali"])[0], {"": 0, "measure:nido": 1})
    assert votes[1] == pytest.approx(1.0)


def test_only_phrases_that_are_not_remembered_are_embedded(memory: Memory) -> None:
    asked: list[str] = []

    def asking(texts: Sequence[str]) -> NDArray[np.float32]:
        asked.extend(texts)
        return embed(texts)

    vectors = memory.vectors(["Orti sociali", "piante in comune", "piante in comune"], asking)
    assert asked == ["piante in comune"]
    assert vectors["Orti sociali"] == pytest.approx(embed(["orti sociali"])[0])


def test_a_saved_memory_votes_as_before_and_is_the_same_bytes(
    memory: Memory, tmp_path: Path
) -> None:
    memory.save(tmp_path)
    again = Memory.load(tmp_path)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    again.save(tmp_path)
    assert before == {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    meaning = embed(["piante in comune"])[0]
    votes = memory.votes(Label.MEASURE, meaning, NUMBERS)
    assert again.votes(Label.MEASURE, meaning, NUMBERS) == pytest.approx(votes, abs=0.05)


def test_a_memory_that_lost_a_phrase_is_refused(memory: Memory, tmp_path: Path) -> None:
    memory.save(tmp_path)
    (tmp_path / "memory.json").write_text("[]")
    with pytest.raises(SafetensorError):
        Memory.load(tmp_path)


def test_what_people_linked_is_remembered_and_rare_slips_are_not(tmp_path: Path) -> None:
    marked = "[[orti sociali|MEASURE measure:orti]] " * 4 + "[[orti sociali|MEASURE measure:nido]]"
    text, spans = strip(marked)
    amount, paid = strip("[[3.000 euro|FUNDING value=3000]]")
    lines = tmp_path / "frasi.md"
    lines.write_text("# measure:nido\nApre l'[[asilo nido|MEASURE measure:nido]].\n")
    made = remember(
        [GoldDocument("a", text, spans, {}), GoldDocument("b", amount, paid, {})],
        [lines],
        build_schemes(()),
        embed,
    )
    assert [(p.words, p.concept) for p in made.phrases] == [
        ("asilo nido", "measure:nido"),
        ("orti sociali", "measure:orti"),
    ]
