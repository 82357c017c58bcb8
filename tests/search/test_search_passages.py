from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.passages import MAX_WORDS, Stretch, in_context, split

SENTENCE = st.lists(
    st.sampled_from(["La", "rete", "dei", "volontari", "aiuta", "art.", "5", "città", "a" * 170]),
    min_size=1,
    max_size=60,
).map(lambda parts: " ".join(parts) + ". ")


@st.composite
def documents(draw: st.DrawFn):
    """A text, its blocks (some stretches of text in none) and practices side by side."""
    text, blocks = "", []
    for sentences in draw(st.lists(st.lists(SENTENCE, max_size=8), max_size=6)):
        start = len(text)
        text += "".join(sentences)
        if draw(st.booleans()):
            blocks.append((start, len(text)))
        text += draw(st.sampled_from(["\n\n", "", "\n- ", "\npag. 2\n"]))
    edges = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    stretches = [Stretch(f"p{i}", start, end) for i, (start, end) in enumerate(pairs)]
    return text, blocks, stretches


@given(documents(), st.integers(5, 40))
def test_every_word_of_a_block_is_in_exactly_one_passage(document, max_words: int):
    text, blocks, stretches = document
    passages = split("d", text, blocks, stretches, max_words)
    covered = [0] * len(text)
    for passage in passages:
        for place in range(passage.start, passage.end):
            covered[place] += 1
    inside = {place for start, end in blocks for place in range(start, end)}
    for place, sign in enumerate(text):
        if sign.isalnum():
            assert covered[place] == (place in inside), (place, text[place - 10 : place + 10])


@given(documents(), st.integers(5, 40))
def test_passages_are_slices_within_limits_and_within_one_practice(document, max_words: int):
    text, blocks, stretches = document
    passages = split("d", text, blocks, stretches, max_words)
    assert [p.start for p in passages] == sorted(p.start for p in passages)
    assert len({p.id for p in passages}) == len(passages)
    for passage in passages:
        assert text[passage.start : passage.end] == passage.text == passage.text.strip()
        assert len(passage.text.split()) <= max_words
        for stretch in stretches:
            whole = stretch.start <= passage.start and passage.end <= stretch.end
            apart = passage.end <= stretch.start or stretch.end <= passage.start
            empty = not text[stretch.start : stretch.end].strip()
            assert empty or (whole if passage.practice == stretch.practice else apart)


def test_sentences_stay_whole_and_abbreviations_do_not_end_them():
    text = "Ai sensi dell'art. 5 il Comune interviene. " * 3 + "La dott. Rossi concorda. " * 3
    passages = split("d", text, [(0, len(text))], max_words=12)
    assert all(re.search(r"(interviene|concorda)\.$", p.text) for p in passages)


def test_a_sentence_too_long_is_cut_between_words():
    text = " ".join(f"parola{n}" for n in range(450))
    passages = split("d", text, [(0, len(text))])
    assert [len(p.text.split()) for p in passages] == [200, 200, 50]


def test_a_text_just_over_the_limit_is_cut_in_halves_not_into_a_stub():
    text = "Cinque parole in questa frase. " * 42
    sizes = [len(p.text.split()) for p in split("d", text, [(0, len(text))])]
    assert sizes == [105, 105]


def test_short_blocks_share_a_passage_but_furniture_parts_them():
    text = "# Titolo\n\nTesto.\n\nstampa questa pagina\n\nAltro testo."
    blocks = [(2, 8), (10, 16), (40, 52)]
    assert [p.text for p in split("d", text, blocks)] == ["Titolo\n\nTesto.", "Altro testo."]


def test_a_run_of_letters_without_blanks_does_not_make_an_endless_passage():
    passages = split("d", "x" * 100_000, [(0, 100_000)])
    assert max(len(p.text) for p in passages) <= 80 * MAX_WORDS


def test_offsets_outside_the_text_are_refused():
    with pytest.raises(ValueError, match="outside"):
        split("d", "breve", [(0, 9)])
    with pytest.raises(ValueError, match="outside"):
        split("d", "breve", [(0, 5)], [Stretch("p", 3, 70)])


def test_no_blocks_make_no_passages():
    assert split("d", "testo", []) == ()


def test_a_short_passage_is_read_with_its_neighbours_and_a_long_one_alone():
    texts = ["uno due", "PNRR", "tre quattro cinque"]
    assert in_context("T", texts, 1, enough=1) == "T\nPNRR"
    assert in_context("T", texts, 1, enough=4) == "T\nPNRR\ntre quattro cinque"
    assert in_context("T", texts, 1, enough=50) == "T\nuno due\nPNRR\ntre quattro cinque"


def test_reading_in_context_ends_where_the_practice_does():
    assert in_context("T", ["sola"], 0) == "T\nsola"
    assert in_context("T", ["prima", "ultima"], 1) == "T\nprima\nultima"
