"""The model of Italian that ships with Prassi: loaded from the repository, on our own sentences."""

from __future__ import annotations

import json
import socket
import time
from importlib.resources import files
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, Token

from ingest.language import analyse, build_pipeline
from ingest.language.syntax import OWN_MODEL, load_model
from ingest.model import Block, BlockKind, Document
from ontology.schemes import load_schemes

MODEL = Path(str(files("ingest.language").joinpath("model")))


@pytest.fixture(scope="module")
def nlp() -> Language:
    return build_pipeline(load_schemes(), OWN_MODEL)


def read(nlp: Language, text: str, *blocks: Block) -> Doc:
    return analyse(nlp, Document("prova", "Prova", "0" * 64, "text/plain", text, blocks))


def word(doc: Doc, form: str) -> Token:
    return next(token for token in doc if token.norm_ == form)


def test_the_model_is_loaded_without_asking_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the model must come from the repository")

    monkeypatch.setattr(socket, "socket", refuse)
    doc = read(build_pipeline(load_schemes(), OWN_MODEL), "Il Comune apre uno sportello.")
    assert doc.has_annotation("DEP")


def test_it_says_who_does_what(nlp: Language) -> None:
    doc = read(nlp, "Il Comune di Trento finanzia un servizio di trasporto per gli anziani soli.")
    verb = word(doc, "finanzia")
    assert (verb.pos_, verb.dep_, verb.head) == ("VERB", "ROOT", verb)
    assert [word(doc, w).dep_ for w in ("comune", "servizio", "trasporto")] == [
        "nsubj", "obj", "nmod",
    ]  # fmt: skip
    assert word(doc, "comune").head == verb
    assert word(doc, "trasporto").head == word(doc, "servizio")
    assert [t.norm_ for t in word(doc, "anziani").lefts] == ["per", "gli"]


def test_it_joins_what_a_list_joins(nlp: Language) -> None:
    doc = read(nlp, "Il progetto prevede uno sportello, un laboratorio e una biblioteca.")
    members = [word(doc, w) for w in ("sportello", "laboratorio", "biblioteca")]
    assert [token.dep_ for token in members] == ["obj", "conj", "conj"]
    assert {token.head for token in members[1:]} == {members[0]}


def test_it_gives_features_of_words(nlp: Language) -> None:
    doc = read(nlp, "Le operatrici hanno aiutato le famiglie.")
    assert word(doc, "famiglie").morph.to_dict() == {"Gender": "Fem", "Number": "Plur"}
    assert word(doc, "aiutato").morph.get("VerbForm") == ["Part"]
    assert word(doc, "hanno").pos_ == "AUX"


@pytest.mark.parametrize(
    ("text", "form", "pos"),
    [("Il sostegno alle famiglie continua.", "sostegno", "NOUN"),
     ("Io sostegno non ne ho avuto.", "sostegno", "NOUN"),
     ("Lo sportello aiuta le madri sole.", "aiuta", "VERB"),
     ("Dato l'aiuto ricevuto, il centro apre.", "aiuto", "NOUN"),
     ("Un servizio sociale per persone fragili.", "sociale", "ADJ"),
     ("Si svolge a Bolzano.", "bolzano", "PROPN")],
)  # fmt: skip
def test_it_tells_classes_apart_in_context(nlp: Language, text: str, form: str, pos: str) -> None:
    assert word(read(nlp, text), form).pos_ == pos


def test_capitals_broken_words_and_typographic_apostrophes_are_read_through(nlp: Language) -> None:
    doc = read(nlp, "IL COMUNE OFFRE L’ACCOMPAGNAMENTO AGLI ANZIANI")
    assert word(doc, "offre").dep_ == "ROOT"
    assert word(doc, "accompagnamento").dep_ == "obj"
    doc = read(nlp, "Il Comune offre l’accom-\npagnamento\nagli anziani.")
    assert word(doc, "accompagnamento").dep_ == "obj"
    assert word(doc, "accompagnamento").head == word(doc, "offre")


def test_sentences_and_lemmas_are_those_of_the_quick_pipeline(nlp: Language) -> None:
    text = "Visto l'art. 55, il Comune\napprova. DESTINATARI: anziani\n\n- donne sole; famiglie"
    quick = read(build_pipeline(load_schemes()), text)
    doc = read(nlp, text)
    assert [s.text for s in doc.sents] == [s.text for s in quick.sents]
    assert [t.lemma_ for t in doc] == [t.lemma_ for t in quick]


def test_furniture_is_not_parsed_and_blocks_end_trees(nlp: Language) -> None:
    text = "stampa questa pagina\n\nIl centro apre\nle famiglie vengono"
    blocks = (
        Block(BlockKind.FURNITURE, 0, 20),
        Block(BlockKind.LIST_ITEM, 22, 36),
        Block(BlockKind.LIST_ITEM, 37, 55),
    )
    doc = read(nlp, text, *blocks)
    assert {t.dep_ for t in doc if t.i < word(doc, "il").i} == {"dep"}
    assert [t.norm_ for t in doc if t.dep_ == "ROOT"] == ["apre", "vengono"]


def test_the_same_text_is_always_read_the_same(nlp: Language) -> None:
    text = "La rete dei servizi accompagna chi esce dal carcere. " * 20
    one = read(nlp, text)
    other = read(build_pipeline(load_schemes(), OWN_MODEL), text)
    columns = ["POS", "MORPH", "DEP", "HEAD", "SENT_START"]
    assert (one.to_array(columns) == read(nlp, text).to_array(columns)).all()
    assert [(t.pos_, str(t.morph), t.dep_, t.head.i) for t in one] == [
        (t.pos_, str(t.morph), t.dep_, t.head.i) for t in other
    ]


def one_tree_a_sentence(doc: Doc) -> bool:
    return all(
        sum(t.head.i == t.i for t in sentence) == 1
        and all(sentence.start <= t.head.i < sentence.end for t in sentence)
        for sentence in doc.sents
    )


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "...", "-", "7", "—", "\u00ad", "  a", "👵🏽"])
def test_next_to_nothing_is_read_too(nlp: Language, text: str) -> None:
    doc = read(nlp, text)
    assert doc.text == text
    assert one_tree_a_sentence(doc)


@settings(max_examples=40, deadline=None)
@given(st.text(st.sampled_from("aàEe .,;\n-’'(•0\u00ad"), max_size=200) | st.text(max_size=100))
def test_every_sentence_of_any_text_is_one_tree(nlp: Language, text: str) -> None:
    doc = read(nlp, text)
    assert doc.text == text
    assert one_tree_a_sentence(doc)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [("il servizio di trasporto per gli anziani soli e le famiglie con bambini, " * 420)[:30_000],
     "Rossi Mario, " * 5_000, "( " * 20_000, "a" * 50_000, "Il centro apre. " * 6_000],
)  # fmt: skip
def test_a_text_without_end_is_read_in_bounded_time(nlp: Language, text: str) -> None:
    started = time.process_time()
    doc = read(nlp, text)
    assert one_tree_a_sentence(doc)
    assert time.process_time() - started < 40


def test_another_italian_pipeline_without_a_parser_leaves_sentences_alone(tmp_path: Path) -> None:
    spacy.blank("it").to_disk(tmp_path / "it_altro")
    doc = read(build_pipeline(load_schemes(), str(tmp_path / "it_altro")), "Apre. Chiude.")
    assert [s.text for s in doc.sents] == ["Apre.", "Chiude."]
    assert not doc.has_annotation("DEP")


def test_the_model_is_small_and_says_its_licence_and_its_sources() -> None:
    meta = json.loads((MODEL / "meta.json").read_text(encoding="utf-8"))
    assert meta["license"] == "CC BY-SA 4.0"
    assert {source["name"] for source in meta["sources"]} == {
        "MarkIT", "ParlaMint", "TWITTIRO", "PUD",
    }  # fmt: skip
    notice = (MODEL / "NOTICE.txt").read_text(encoding="utf-8")
    assert all(source["url"] in notice for source in meta["sources"])
    assert "Attribution-ShareAlike 4.0" in (MODEL / "LICENSE.txt").read_text(encoding="utf-8")
    assert sum(path.stat().st_size for path in MODEL.rglob("*") if path.is_file()) < 15_000_000


def test_the_model_tells_no_path_of_the_machine_that_made_it() -> None:
    for name in ("config.cfg", "meta.json"):
        assert "/work" not in (MODEL / name).read_text(encoding="utf-8")
        assert "/tmp" not in (MODEL / name).read_text(encoding="utf-8")
    assert load_model(OWN_MODEL).config["paths"]["treebanks"] is None
