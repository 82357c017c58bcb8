from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.encoder import (
    EncoderUnavailableError,
    HashingEncoder,
    SentenceTransformerEncoder,
    clean,
)

MODEL = Path(__file__).parents[2] / ".build" / "models" / "prassi-e5-small"


@given(st.lists(st.text(), max_size=5))
def test_hashed_vectors_are_of_length_one_whatever_the_text(texts: list[str]):
    vectors = HashingEncoder(32).encode_passages(texts)
    assert vectors.shape == (len(texts), 32)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(texts)), abs=1e-5)


def test_hashed_vectors_are_the_same_in_every_run():
    vector = HashingEncoder(8).encode_queries(["anziani soli"])[0]
    expected = [-0.447, -0.258, -0.365, -0.258, -0.516, -0.365, 0.258, 0.258]
    assert vector == pytest.approx(expected, abs=1e-3)
    assert np.array_equal(vector, HashingEncoder(8).encode_passages(["Anziani SOLI!"])[0])


def test_like_spelling_is_nearer_than_other_words():
    one, other, far = HashingEncoder().encode_passages(["anziani", "anziano", "scuola"])
    assert one @ other > one @ far + 0.3


def test_progress_is_told_up_to_the_end():
    seen: list[tuple[int, int]] = []
    HashingEncoder().encode_passages(["a", "b"], lambda done, total: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]


def test_a_dimension_of_nothing_is_refused():
    with pytest.raises(ValueError, match="dimension"):
        HashingEncoder(0)


def test_text_for_a_tokenizer_is_composed_and_free_of_nul_and_surrogates():
    assert clean("perche\u0301\0 s\ud800i") == "perché si"


def test_a_missing_model_says_what_to_do(tmp_path: Path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(EncoderUnavailableError, match="make setup"):
        _ = SentenceTransformerEncoder(tmp_path / "empty").name

    with pytest.raises(EncoderUnavailableError, match="make setup"):
        SentenceTransformerEncoder(tmp_path / "nowhere").encode_queries(["casa"])


@pytest.mark.slow
def test_a_folder_that_is_no_model_says_what_to_do(tmp_path: Path):
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(EncoderUnavailableError, match="make setup"):
        SentenceTransformerEncoder(tmp_path).encode_queries(["casa"])


@pytest.mark.slow
def test_a_name_that_is_not_in_the_local_cache_is_not_downloaded():
    with pytest.raises(EncoderUnavailableError, match="make setup"):
        SentenceTransformerEncoder("prassi/no-such-model").encode_queries(["casa"])


@pytest.fixture(scope="module")
def real() -> SentenceTransformerEncoder:
    return SentenceTransformerEncoder(MODEL)


@pytest.mark.slow
def test_the_real_model_names_itself_with_its_weights(real: SentenceTransformerEncoder):
    assert real.name.startswith("prassi/e5-small-welfare@")
    assert real.dimension == 384


@pytest.mark.slow
def test_questions_and_passages_are_read_with_their_prompts(real: SentenceTransformerEncoder):
    text = "anziani soli"
    question, passage = real.encode_queries([text])[0], real.encode_passages([text])[0]
    assert not np.allclose(question, passage, atol=1e-3)
    assert 0.8 < question @ passage < 1


@pytest.mark.slow
def test_batches_do_not_change_vectors_or_their_order(real: SentenceTransformerEncoder):
    texts = [f"parola {'molto ' * (n % 7)} {n}" for n in range(20)]
    together = real.encode_passages(texts)
    alone = np.concatenate([real.encode_passages([text]) for text in texts])
    assert (together * alone).sum(axis=1) == pytest.approx(np.ones(20), abs=1e-4)


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(st.text(max_size=300))
def test_the_real_model_encodes_any_text(real: SentenceTransformerEncoder, text: str):
    vector = real.encode_queries([text])[0]
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-4)


@pytest.mark.slow
def test_sign_of_arabic_that_broke_another_engine_is_harmless(real: SentenceTransformerEncoder):
    assert real.encode_queries(["\ufdfa" * 200]).shape == (1, 384)
