from __future__ import annotations

import tomllib
from importlib import resources

import pytest
import Stemmer
from hypothesis import given
from hypothesis import strategies as st

from search.question import ask, tidy
from search.words import is_stop_word, stem_text, words

STEMS = tomllib.loads(resources.files("search").joinpath("stems.toml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("anziani", "anziano"),
        ("quartiere", "quartieri"),
        ("familiare", "familiari"),
        ("orto", "orti"),
        ("gestita", "gestiti"),
        ("accompagnamento", "accompagnare"),
        ("attività", "attivita"),  # typed without its accent
        ("ATTIVITÀ", "attività"),
        ("disabilità", "disabilita'"),
        ("perche\u0301", "perché"),  # decomposed
        ("l'assistenza", "l’assistenza"),
        ("ﬁducia", "fiducia"),
    ],
)
def test_forms_of_a_word_have_one_stem(one: str, other: str):
    assert stem_text(one) == stem_text(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("anziano", "anzi"), ("nido", "neve"), ("qualità", "quale"), ("sanità", "sano")],
)
def test_different_words_keep_different_stems(one: str, other: str):
    assert stem_text(one) != stem_text(other)


@pytest.mark.parametrize(("form", "other"), STEMS["words"].items())
def test_every_exception_is_needed_and_works(form: str, other: str):
    assert stem_text(form) == stem_text(other)
    assert Stemmer.Stemmer("italian").stemWord(form) != stem_text(form)


def test_an_apostrophe_parts_article_and_noun():
    assert [word.text for word in words("dell’accompagnamento")] == ["dell", "accompagnamento"]


@given(st.text())
def test_words_are_slices_and_stems_hold_no_query_syntax(text: str):
    for word in words(text):
        assert text[word.start : word.end] == word.text
        assert word.stem.replace("_", "!").isalnum()
    assert set(stem_text(text)) & set("\"*^():-+{}'") == set()


@pytest.mark.parametrize("word", ["di", "Perché", "perche", "THE", "c"])
def test_empty_words_are_known_with_and_without_accents(word: str):
    assert is_stop_word(word)


@pytest.mark.parametrize("word", ["non", "senza", "casa", "anziani"])
def test_words_that_change_the_meaning_are_not_empty(word: str):
    assert not is_stop_word(word)


def test_a_question_is_looked_up_by_its_telling_words_each_once():
    question = ask("Che cosa c'è per gli anziani e gli ANZIANI soli?", max_terms=10)
    assert question.terms == (("anzian",), ("sol",))
    assert not question.only_stop_words


def test_a_question_of_empty_words_is_looked_up_as_they_stand():
    question = ask("dopo di noi", max_terms=10)
    assert question.only_stop_words
    assert question.terms == (("dop", "di", "noi"),)


def test_a_question_holds_no_more_terms_than_allowed():
    assert len(ask(" ".join(f"parola{n}" for n in range(500)), max_terms=64).terms) == 64


@given(st.text())
def test_tidying_leaves_no_control_sign_and_is_stable(text: str):
    tidied = tidy(text)
    assert tidy(tidied) == tidied
    assert not any(ord(sign) < 32 or sign == "\x7f" for sign in tidied)


def test_lone_surrogates_and_joiners_are_dropped():
    assert tidy("casa\ud800 fami\u00adglia\0\n x") == "casa famiglia x"


def test_a_negation_counts_only_before_a_word_that_says_something() -> None:
    from search.question import ask

    assert ask("anziani non autosufficienti", 9).terms == (
        ("anzian",),
        ("non",),
        ("autosufficient",),
    )
    assert all(term != ("non",) for term in ask("i vecchi non riescono ad andare", 9).terms)
