"""What the tagger is told of each token beside its words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from ingest.language import analyse, build_pipeline
from ingest.model import Block, BlockKind, Document, Label, Span
from ingest.tagging.alphabet import BLOCK_NUMBER, NO_BLOCK, TAGS
from ingest.tagging.features import SHAPES, features_of, located
from ontology.schemes import load_schemes

UPPER, CAPITALS, DIGIT, SIGN, SENTENCE, BLANK, BLOCK, BREAK = range(SHAPES)


@pytest.fixture(scope="module")
def nlp() -> Language:
    return build_pipeline(load_schemes())


def analysed(nlp: Language, text: str, *blocks: Block) -> Doc:
    return analyse(nlp, Document("prova", "Prova", "00", "text/plain", text, blocks))


def span(text: str, words: str, label: Label) -> Span:
    start = text.index(words)
    return Span(start, start + len(words), words, label, 0.9)


def test_what_rules_found_is_told_as_tags(nlp: Language) -> None:
    text = "Il Comune accompagna gli anziani soli."
    doc = analysed(nlp, text)
    candidates = [span(text, "Comune", Label.ACTOR), span(text, "anziani soli", Label.BENEFICIARY)]
    tags = [TAGS[tag] for tag in features_of(doc, candidates).rules]
    assert tags == ["O", "B-ACTOR", "O", "O", "B-BENEFICIARY", "I-BENEFICIARY", "O"]
    assert located(doc, candidates) == [(1, 2, Label.ACTOR), (4, 6, Label.BENEFICIARY)]


def test_a_token_is_told_the_kind_of_its_block(nlp: Language) -> None:
    text = "Orti\n\nSi coltiva.\n\nMenu"
    doc = analysed(
        nlp,
        text,
        Block(BlockKind.HEADING, 0, 4),
        Block(BlockKind.PARAGRAPH, 6, 17),
        Block(BlockKind.FURNITURE, 19, 23),
    )
    kinds = dict(zip((token.text for token in doc), features_of(doc, ()).blocks, strict=True))
    assert kinds["Orti"] == BLOCK_NUMBER[BlockKind.HEADING]
    assert kinds["coltiva"] == BLOCK_NUMBER[BlockKind.PARAGRAPH]
    assert kinds["Menu"] == NO_BLOCK


def test_signs_of_writing_and_layout_are_told(nlp: Language) -> None:
    text = "La ASL, dal 2021.\n\nOrti"
    heading = Block(BlockKind.HEADING, text.index("Orti"), len(text))
    doc = analysed(nlp, text, Block(BlockKind.PARAGRAPH, 0, 17), heading)
    shapes = features_of(doc, ()).shapes
    rows = {token.text: shapes[token.i] for token in doc}
    assert rows["La"][[UPPER, CAPITALS, SENTENCE, BLOCK]].tolist() == [1, 0, 1, 1]
    assert rows["ASL"][[UPPER, CAPITALS, SENTENCE, BLOCK]].tolist() == [1, 1, 0, 0]
    assert rows[","][SIGN] == 1
    assert rows["2021"][[DIGIT, UPPER]].tolist() == [1, 0]
    assert rows["\n\n"][[BLANK, BREAK]].tolist() == [1, 1]
    assert rows["Orti"][[SENTENCE, BLOCK, BREAK]].tolist() == [1, 1, 0]


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_any_text_has_a_row_a_token(nlp: Language, text: str) -> None:
    doc = analysed(nlp, text)
    features = features_of(doc, ())
    assert features.rules.shape == features.blocks.shape == (len(doc),)
    assert features.shapes.shape == (len(doc), SHAPES)
    assert features.rules.dtype == features.blocks.dtype == np.int64
    assert set(np.unique(features.shapes)) <= {0, 1}
