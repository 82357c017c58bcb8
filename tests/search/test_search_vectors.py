from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from search.vectors import SIDECAR, Stamp, Vectors, best_of, spread_of

STAMP = Stamp("generation", "encoder", 8, 20, "digest")


def unit(count: int, seed: int = 1) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(count, 8)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture
def vectors() -> Vectors:
    vectors = Vectors(8)
    vectors.add(np.arange(100, 120), unit(20))
    return vectors


def test_every_vector_is_compared_as_a_plain_product_would(vectors: Vectors):
    query = unit(1, seed=2)[0]
    keys, scores = vectors.compared(query)
    assert keys.tolist() == list(range(100, 120))
    assert scores == pytest.approx(unit(20) @ query, abs=1e-6)


def test_the_best_are_those_that_sorting_gives_among_all_and_among_some():
    scores = np.random.default_rng(3).normal(size=40).round(1)  # with equals
    scores[7] = np.nan
    some = np.arange(40) % 3 > 0
    for allowed in (np.ones(40, bool), some, np.zeros(40, bool)):
        known = [n for n in range(40) if allowed[n] and n != 7]
        expected = sorted(known, key=lambda n: (-scores[n], n))
        for count in (0, 1, 5, 40):
            assert best_of(scores, count, allowed).tolist() == expected[:count]


def test_removed_passages_are_never_found_again(vectors: Vectors):
    vectors.remove(np.asarray([103, 104, 999]))
    assert len(vectors) == 18
    assert not {103, 104} & set(vectors.compared(unit(1)[0])[0].tolist())


def test_a_key_cannot_come_twice(vectors: Vectors):
    with pytest.raises(ValueError, match="already"):
        vectors.add(np.asarray([100]), unit(1))
    with pytest.raises(ValueError, match="already"):
        vectors.add(np.asarray([500, 500]), unit(2))
    assert len(vectors) == 20


def test_spread_is_the_lowest_and_highest_score_that_is_known():
    assert spread_of(np.asarray([0.5, np.nan, -0.25], np.float32)) == (-0.25, 0.5)
    assert spread_of(np.empty(0, np.float32)) == (0.0, 0.0)


def test_a_copy_is_read_back_and_can_be_changed(vectors: Vectors, tmp_path: Path):
    vectors.save(tmp_path, STAMP)
    copy = Vectors.load(tmp_path, STAMP)
    assert copy is not None
    query = unit(1, seed=5)[0]
    assert [part.tolist() for part in copy.compared(query)] == [
        part.tolist() for part in vectors.compared(query)
    ]
    copy.remove(np.asarray([100]))
    copy.add(np.asarray([100, 300]), unit(2, seed=6))
    assert len(copy) == 21


def test_only_one_copy_is_kept(vectors: Vectors, tmp_path: Path):
    vectors.save(tmp_path, STAMP)
    vectors.remove(np.asarray([100]))
    vectors.save(tmp_path, STAMP)
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize(
    "other",
    [
        Stamp("another generation", "encoder", 8, 20, "digest"),
        Stamp("generation", "another encoder", 8, 20, "digest"),
        Stamp("generation", "encoder", 8, 19, "digest"),
        Stamp("generation", "encoder", 8, 20, "other passages"),
    ],
)
def test_a_copy_of_other_passages_is_not_used(vectors: Vectors, tmp_path: Path, other: Stamp):
    vectors.save(tmp_path, STAMP)
    assert Vectors.load(tmp_path, other) is None


def test_a_flipped_bit_is_noticed(vectors: Vectors, tmp_path: Path):
    vectors.save(tmp_path, STAMP)
    (file,) = tmp_path.glob("*.faiss")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    assert Vectors.load(tmp_path, STAMP) is None


@pytest.mark.parametrize(
    "sidecar",
    [b"", b"[]", b"{", b"\xff", b"{}", json.dumps({"file": "../elsewhere"}).encode()],
)
def test_a_broken_sidecar_is_noticed(vectors: Vectors, tmp_path: Path, sidecar: bytes):
    vectors.save(tmp_path, STAMP)
    (tmp_path / SIDECAR).write_bytes(sidecar)
    assert Vectors.load(tmp_path, STAMP) is None


def test_where_there_is_no_copy_none_is_found(tmp_path: Path):
    assert Vectors.load(tmp_path / "nowhere", STAMP) is None
