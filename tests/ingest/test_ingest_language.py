"""The pipeline keeps offsets, joins broken words and ends sentences where a reader does."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from ingest.language import analyse, build_pipeline
from ingest.language.regions import block_numbers
from ingest.model import Block, BlockKind, Document
from ontology.schemes import load_schemes


@pytest.fixture(scope="module")
def nlp() -> Language:
    return build_pipeline(load_schemes())


def document(text: str, *blocks: Block) -> Document:
    return Document("prova", "Prova", "0" * 64, "text/plain", text, blocks)


def read(nlp: Language, text: str, *blocks: Block) -> Doc:
    return analyse(nlp, document(text, *blocks))


def sentences(doc: Doc) -> list[str]:
    return [" ".join(s.text.split()) for s in doc.sents if s.text.strip()]


def test_a_hyphenated_word_is_one_token(nlp: Language) -> None:
    assert "co-housing" in [t.text for t in read(nlp, "Un co-housing sociale.")]


def test_a_word_broken_at_a_line_end_is_one_word_with_its_own_offsets(nlp: Language) -> None:
    doc = read(nlp, "Servizi di accom-\npagnamento sociale.")
    token = next(t for t in doc if t.norm_ == "accompagnamento")
    assert doc.text[token.idx : token.idx + len(token)] == "accom-\npagnamento"
    assert token.lemma_ == "accompagnamento"


def test_a_hyphen_of_its_own_stays_when_a_line_ends_after_it(nlp: Language) -> None:
    assert "socio-sanitari" in [t.norm_ for t in read(nlp, "Interventi socio-\nsanitari locali.")]


@pytest.mark.parametrize(
    ("form", "lemma"),
    [("dell’anziano", "di"), ("nelle", "in"), ("agli", "a"), ("gli", "il"), ("ragazze", "ragazzo"),
     ("socio-sanitarie", "socio-sanitario"), ("FAMIGLIE", "famiglia"), ("città", "città")],
)  # fmt: skip
def test_lemmas_fit_the_labels_of_the_schemes(nlp: Language, form: str, lemma: str) -> None:
    assert read(nlp, form)[0].lemma_ == lemma


@pytest.mark.parametrize(
    ("text", "word", "pos"),
    [("Il servizio accompagna gli anziani.", "accompagna", "VERB"),
     ("Il sostegno agli anziani.", "sostegno", "NOUN"),
     ("Vive nel quartiere popolare.", "quartiere", "NOUN"),
     ("Un servizio finanziato da tutti.", "finanziato", "ADJ"),
     ("Aiuta la madre.", "aiuta", "VERB")],
)  # fmt: skip
def test_verbs_and_nouns_are_told_apart(nlp: Language, text: str, word: str, pos: str) -> None:
    assert next(t for t in read(nlp, text) if t.norm_ == word).pos_ == pos


def test_abbreviations_and_wrapped_lines_do_not_end_a_sentence(nlp: Language) -> None:
    text = "Visto l'art. 55 del d.lgs. 117/2017, il Comune\napprova il progetto. Poi si vota."
    assert sentences(read(nlp, text)) == [
        "Visto l'art. 55 del d.lgs. 117/2017, il Comune approva il progetto.",
        "Poi si vota.",
    ]


def test_blocks_end_sentences_although_no_full_stop_does(nlp: Language) -> None:
    text = "Destinatari\n- anziani\n- famiglie"
    blocks = (
        Block(BlockKind.HEADING, 0, 11),
        Block(BlockKind.LIST_ITEM, 12, 21),
        Block(BlockKind.LIST_ITEM, 22, 32),
    )
    assert sentences(read(nlp, text, *blocks)) == ["Destinatari", "- anziani", "- famiglie"]


def test_furniture_and_metadata_carry_no_block_number(nlp: Language) -> None:
    text = "stampa questa pagina\n\nTesto vero"
    blocks = (Block(BlockKind.FURNITURE, 0, 20), Block(BlockKind.PARAGRAPH, 22, 32))
    doc = read(nlp, text, *blocks)
    assert {doc[n].text for n, b in enumerate(block_numbers(doc)) if b >= 0} == {"Testo", "vero"}


def test_a_model_that_is_not_installed_is_named_in_italian() -> None:
    with pytest.raises(ValueError, match="«it_che_non_c_e» non è installato"):
        build_pipeline(load_schemes(), "it_che_non_c_e")


def test_another_installed_pipeline_is_used_by_name_and_filled_where_empty(tmp_path: Path) -> None:
    spacy.blank("it").to_disk(tmp_path / "it_altro")
    doc = read(build_pipeline(load_schemes(), str(tmp_path / "it_altro")), "Le ragazze cantano.")
    assert doc[1].lemma_ == "ragazzo"
    assert sentences(doc) == ["Le ragazze cantano."]


def test_a_pipeline_of_another_language_is_refused(tmp_path: Path) -> None:
    spacy.blank("en").to_disk(tmp_path / "en_altro")
    with pytest.raises(ValueError, match="non è per l'italiano"):
        build_pipeline(load_schemes(), str(tmp_path / "en_altro"))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_tokens_and_blanks_are_the_text_whatever_it_is(nlp: Language, text: str) -> None:
    doc = read(nlp, text)
    assert doc.text == text
    assert all(text[t.idx : t.idx + len(t.text)] == t.text for t in doc)


@pytest.mark.parametrize("sign", [*"(\"-.'a1A,/\n«_’=", "https://a.b/"])
def test_a_page_of_one_sign_is_read_in_bounded_time(nlp: Language, sign: str) -> None:
    text = sign * (100_000 // len(sign))
    start = time.process_time()
    doc = read(nlp, text)
    assert doc.text == text
    assert time.process_time() - start < 8  # quadratic reading takes minutes
