"""What a question is about, told by the questions most like it, and what that does to a ranking."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ontology.schemes import load_schemes
from search import answering
from search.doubt import shipped_judge
from search.encoder import HashingEncoder
from search.engine import SearchEngine
from search.holdings import Holdings
from search.kindred import KINDRED, Kindred, in_bytes, kindred_for, load_kindred
from search.model import PracticeCard
from search.passages import Stretch, split

from .conftest import MakeEngine, fill

ASKED = (
    ("la nonna sta sola tutto il giorno", "beneficiary:anziani-soli"),
    ("vorrei coltivare l'insalata sotto casa", "measure:orti-sociali"),
    ("a chi lascio il bambino quando lavoro", "beneficiary:minori"),
)


@pytest.fixture
def kindred() -> Kindred:
    """Three questions, each answered by a practice of one concept."""
    encoder = HashingEncoder()
    vectors = encoder.encode_queries([query for query, _ in ASKED])
    concepts = tuple(concept for _, concept in ASKED)
    return Kindred(
        encoder.name,
        concepts,
        in_bytes(vectors),
        np.arange(3, dtype=np.int32),
        np.eye(3, dtype="f"),
    )


@pytest.fixture
def taught(
    make_engine: MakeEngine, kindred: Kindred, monkeypatch: pytest.MonkeyPatch
) -> SearchEngine:
    monkeypatch.setattr(answering, "kindred_for", lambda name: kindred)
    return fill(make_engine(HashingEncoder()))


def test_the_concepts_of_the_nearest_questions_weigh_most(kindred: Kindred) -> None:
    vector = HashingEncoder().encode_queries(["mia nonna sta sola"])[0]
    themes, nearest = kindred.themes(vector, nearest=2, warmth=0.1, most=3)
    assert next(iter(themes)) == "beneficiary:anziani-soli"
    assert len(themes) == 2
    assert sum(themes.values()) == pytest.approx(1)
    assert 0 < nearest < 1


def test_the_same_question_is_found_again_although_it_is_kept_in_bytes(kindred: Kindred) -> None:
    vector = HashingEncoder().encode_queries([ASKED[1][0]])[0]
    _, nearest = kindred.themes(vector, nearest=1, warmth=0.1, most=1)
    assert nearest == pytest.approx(1, abs=0.02)


def test_what_is_saved_is_read_back(kindred: Kindred, tmp_path: Path) -> None:
    kindred.save(tmp_path / "kindred.npz")
    again = load_kindred(tmp_path / "kindred.npz")
    assert (again.encoder, again.concepts) == (kindred.encoder, kindred.concepts)
    vector = HashingEncoder().encode_queries(["insalata"])[0]
    assert again.themes(vector, 3, 0.1, 3) == kindred.themes(vector, 3, 0.1, 3)


def test_those_that_ship_are_of_the_encoder_that_ships_and_name_concepts_that_exist() -> None:
    held = load_kindred(KINDRED)
    schemes = load_schemes()
    assert held.encoder == shipped_judge().encoder
    assert all(schemes.get(concept) for concept in held.concepts)
    assert len(held.vectors) == len(held.answers) > 4000
    assert held.answers.max() == len(held.profiles) - 1


def test_another_encoder_has_none() -> None:
    assert kindred_for("hashed-ngrams-256") is None
    own = load_kindred(KINDRED).encoder
    assert kindred_for(own) is not None
    assert kindred_for(f"{own}+int8-1") is not None  # its vectors are nearly the same


def test_a_need_without_a_word_of_the_answer_finds_it_and_says_why(
    taught: SearchEngine, village: SearchEngine
) -> None:
    question = "insalata sotto casa, vorrei"
    before = {hit.id: place for place, hit in enumerate(village.search(question).hits)}
    hits = taught.search(question).hits
    after = {hit.id: place for place, hit in enumerate(hits)}
    assert after["orti"] <= before["orti"]
    reason = next(r for r in hits[after["orti"]].reasons if r.kind == "temi")
    assert reason.detail == ("measure:orti-sociali",)
    assert reason.text == "domande simili trovano risposta in: Orti sociali"
    assert all(r.kind != "temi" for r in hits[after["casa"]].reasons)


def test_a_practice_that_comes_later_is_found_by_its_theme_at_once(taught: SearchEngine) -> None:
    question = "la nonna sola tutto il giorno"
    taught.search(question)
    text = "Telefonate ogni mattina."
    card = PracticeCard(
        "filo",
        "https://example.org/filo",
        "Filo",
        "filo",
        "implementation-status:in-corso",
        "",
        {"beneficiary": ("beneficiary:anziani-soli",)},
    )
    taught.add("filo", "1", [card], split("filo", text, [(0, len(text))], [Stretch("filo", 0, 24)]))
    hit = next(hit for hit in taught.search(question).hits if hit.id == "filo")
    assert any(reason.kind == "temi" for reason in hit.reasons)
    taught.remove("filo")
    assert all(hit.id != "filo" for hit in taught.search(question).hits)


def test_who_holds_a_concept_stands_where_the_catalogue_has_it(village: SearchEngine) -> None:
    with village._index.reading() as lookup:
        holdings = Holdings().followed(lookup, 0)
        places = holdings.facets.of_value("beneficiary:anziani")
        keys = [
            card.id
            for card in lookup.cards(holdings.catalogue.practice_keys[places].tolist()).values()
        ]
    assert keys == ["inverno"]
    assert not len(holdings.facets.of_value("measure:banca"))
