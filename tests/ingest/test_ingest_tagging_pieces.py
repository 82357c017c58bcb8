"""What the encoder is shown of a document: every word once, never more than it was taught."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from small_reader import small_tokenizer
from spacy.language import Language
from spacy.tokens import Doc

from ingest.language import analyse, build_pipeline
from ingest.model import Block, BlockKind, Document
from ingest.readers import read
from ingest.tagging.network import pooling
from ingest.tagging.pieces import NOBODY, SEPARATOR, START, Window, surfaces, windows
from ontology.schemes import load_schemes

TOKENIZER = small_tokenizer()
MOST = 512  # pieces that the encoder was taught to read at once
WORDS = st.one_of(
    st.sampled_from(["gli", "anziani", "l'orto", "CASA", "co-housing", "12.000", "€", "(AUSL).)"]),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12),
    st.integers(100, 320).map(lambda n: "x" * n),
)
BLANKS = st.sampled_from([" ", "\n", "\n\n", "", " -\n", "  "])
TEXTS = st.lists(st.tuples(WORDS, BLANKS), max_size=60).map(
    lambda pairs: "".join(word + blank for word, blank in pairs)
)


@pytest.fixture(scope="module")
def nlp() -> Language:
    return build_pipeline(load_schemes())


def analysed(nlp: Language, text: str, *blocks: Block) -> Doc:
    return analyse(nlp, Document("prova", "Prova", "00", "text/plain", text, blocks))


def shown(doc: Doc) -> list[Window]:
    return list(windows(doc, TOKENIZER))


def answered(found: list[Window]) -> list[int]:
    """The tokens that have pieces, of each window those it answers for."""
    return [
        owner
        for window in found
        for owner in sorted(set(window.owners) - {NOBODY})
        if window.own <= owner < window.end
    ]


@settings(max_examples=60, deadline=None)
@given(TEXTS)
@example("")
@example("parola " * 2000)
@example("x" * 299 + "-\n" + "y" * 299)
@example(("a" * 300 + " ") * 12)
def test_every_word_is_answered_for_once_and_no_window_is_too_long(
    nlp: Language, text: str
) -> None:
    doc = analysed(nlp, text)
    found = shown(doc)
    told = answered(found)
    assert told == sorted(set(told))
    ends = [0, *(window.end for window in found)]
    assert all(end <= window.own for end, window in zip(ends, found, strict=False))
    for window in found:
        assert len(window.ids) == len(window.owners) <= MOST
        assert window.ids[0] == START
        assert window.ids[-1] == SEPARATOR
        owners = [owner for owner in window.owners if owner != NOBODY]
        assert owners == sorted(owners)
        assert window.first == owners[0] <= window.own < window.end == owners[-1] + 1
    # A token without pieces of its own shares one with the token before it, or is blank.
    for token in set(range(len(doc))) - set(told):
        assert doc[token].is_space or shares_a_piece(doc, token), doc[token].text


def shares_a_piece(doc: Doc, token: int) -> bool:
    """Tell whether no piece begins with a token: it is the tail of one or has no sign to show."""
    text = doc[token].text
    glued = token > 0 and not doc[token - 1].whitespace_
    return glued or not text.strip() or not any(sign.isprintable() for sign in text)


def test_an_empty_document_and_one_of_blanks_have_no_windows(nlp: Language) -> None:
    assert shown(analysed(nlp, "")) == []
    assert shown(analysed(nlp, " \n\n \t ")) == []


def test_a_long_text_is_cut_between_words_with_context_before(nlp: Language) -> None:
    doc = analysed(nlp, "parola breve " * 300)
    first, second, *_ = shown(doc)
    assert first.first == first.own == 0
    assert second.first < second.own == first.end
    assert len(second.ids) <= MOST


def test_a_window_ends_between_two_blocks_where_it_can(nlp: Language) -> None:
    line = "parola breve qui sotto "
    text = line * 12 + "\n\n" + line * 12
    middle = len(line) * 12
    doc = analysed(
        nlp,
        text,
        Block(BlockKind.PARAGRAPH, 0, middle),
        Block(BlockKind.PARAGRAPH, middle + 2, len(text)),
    )
    first, *_ = shown(doc)
    assert doc[first.end - 1].idx < middle
    assert doc[first.end - 1].text == "sotto"
    assert text[doc[first.end - 1].idx :].startswith("sotto \n\n")


def test_front_matter_is_not_read(nlp: Language) -> None:
    text = "---\ntitle: Segreto\nstatus: conclusa\n---\n\nGli anziani soli.\n"
    doc = analyse(nlp, read(text.encode(), "prova.md"))
    words = {doc[i].text for i in answered(shown(doc))}
    assert {"Gli", "anziani", "soli"} <= words
    assert not {"Segreto", "conclusa"} & words


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_every_token_keeps_a_surface(nlp: Language, text: str) -> None:
    doc = analysed(nlp, text)
    assert len(surfaces(doc)) == len(doc)


def test_a_broken_word_is_shown_whole_and_capitals_as_ordinary_writing(nlp: Language) -> None:
    assert "accompagnamento" in surfaces(analysed(nlp, "Servizi di accom-\npagnamento sociale."))
    shout = surfaces(analysed(nlp, "IL SERVIZIO DI ACCOMPAGNAMENTO DEGLI ANZIANI"))
    assert shout == ["il", "Servizio", "di", "Accompagnamento", "Degli", "Anziani"]


def test_a_lone_acronym_and_ordinary_lines_keep_their_capitals(nlp: Language) -> None:
    assert surfaces(analysed(nlp, "ANCI")) == ["ANCI"]
    assert surfaces(analysed(nlp, "La ASL di Lecco e la CRI")) == [
        "La",
        "ASL",
        "di",
        "Lecco",
        "e",
        "la",
        "CRI",
    ]


def test_typographic_apostrophes_are_shown_plain(nlp: Language) -> None:
    assert surfaces(analysed(nlp, "l’orto"))[0] == "l'"


def test_pooling_gives_each_token_the_mean_of_its_own_pieces() -> None:
    window = Window((0, 5, 6, 7, 2), (NOBODY, 3, 3, 5, NOBODY), 3, 3, 6)
    expected = [[0, 0.5, 0.5, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 1, 0]]
    assert np.array_equal(pooling(window), np.array(expected, np.float32))
    assert pooling(window).dtype == np.float32


@settings(max_examples=30, deadline=None)
@given(TEXTS)
def test_the_shares_of_a_token_add_up_to_one_or_to_none(nlp: Language, text: str) -> None:
    for window in shown(analysed(nlp, text)):
        sums = pooling(window).sum(1)
        assert len(sums) == window.end - window.first
        assert np.all(np.isclose(sums, 1, atol=1e-4) | (sums == 0))
