from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.e5.pruning import is_latin, latin_rows, select
from search.e5.q4 import BrokenWeightsError, dequantise, open_q4, parse_q4

from .conftest import PIECES, tiny_weights


def test_low_nibbles_are_the_first_half_of_a_block_and_high_ones_the_second():
    block = np.zeros(1, np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)]))
    block["scale"] = 0.5
    block["nibbles"][0, 0] = 0x9F  # low 15, high 9
    weights = dequantise(block)
    assert weights.shape == (32,)
    assert weights[0] == (15 - 8) * 0.5
    assert weights[16] == (9 - 8) * 0.5
    assert weights[1] == -8 * 0.5


def test_the_head_gives_back_geometry_and_vocabulary(weights_file: Path):
    source = open_q4(weights_file)
    assert (source.geometry.hidden, source.geometry.layers, source.geometry.heads) == (32, 1, 2)
    assert source.vocabulary.pieces == PIECES
    assert source.vocabulary.scores[-1] == pytest.approx(-5)
    assert (source.vocabulary.bos, source.vocabulary.pad, source.vocabulary.eos) == (0, 1, 2)


def test_some_rows_of_a_matrix_are_those_of_the_whole(weights_file: Path):
    source = open_q4(weights_file)
    whole = source.tensor("emb.word", (len(PIECES), 32))
    assert np.array_equal(source.tensor("emb.word", whole.shape, [0, 4, 9]), whole[[0, 4, 9]])
    assert set(np.unique(whole)) <= {step * 0.125 for step in range(-8, 8)}


@pytest.mark.parametrize(("name", "shape"), [("no.such", (1,)), ("emb.word", (3, 32))])
def test_a_missing_or_misshapen_tensor_is_refused(weights_file: Path, name: str, shape):
    with pytest.raises(BrokenWeightsError, match=name):
        open_q4(weights_file).tensor(name, shape)


def test_another_file_is_refused():
    with pytest.raises(BrokenWeightsError, match="E5S1"):
        parse_q4(memoryview(b"GGUF" + bytes(200)))


@settings(max_examples=60)
@given(st.data())
def test_a_file_cut_anywhere_is_refused_and_never_crashes(data: st.DataObject):
    whole = tiny_weights()
    with pytest.raises(BrokenWeightsError):
        parse_q4(memoryview(whole[: data.draw(st.integers(0, len(whole) - 1))]))


@pytest.mark.parametrize("piece", ["▁anzi", "ñ", "é", "😀", "12", "▁", "ạ", "«"])
def test_latin_pieces_and_signs_stay(piece: str):
    assert is_latin(piece)


@pytest.mark.parametrize("piece", ["故", "дом", "▁السلام", "a故"])
def test_pieces_of_other_scripts_go(piece: str):
    assert not is_latin(piece)


def test_pruning_keeps_the_special_pieces_and_renumbers_them(weights_file: Path):
    vocabulary = open_q4(weights_file).vocabulary
    kept = select(vocabulary, latin_rows(vocabulary))
    assert set(PIECES) - set(kept.pieces) == {"故"}
    assert [kept.pieces[i] for i in (kept.bos, kept.pad, kept.eos, kept.unknown)] == list(
        PIECES[:4]
    )
    with pytest.raises(ValueError, match="special piece"):
        select(vocabulary, [4, 5])
