from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from search.vectors import SIDECAR, Stamp, Vectors

STAMP = Stamp("generation", "encoder", 8, 20, "digest")


def unit(count: int, seed: int = 1) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(count, 8)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture
def vectors() -> Vectors:
    vectors = Vectors(8)
    vectors.add(np.arange(100, 120), unit(20))
    return vectors


def test_the_nearest_are_those_a_plain_product_gives(vectors: Vectors):
    query = unit(1, seed=2)[0]
    expected = np.argsort(-(unit(20) @ query))[:5] + 100
    keys, scores = vectors.nearest(query, 5)
    assert keys.tolist() == expected.tolist()
    assert scores == pytest.approx((unit(20) @ query)[expected - 100])


def test_a_filter_is_exact_and_gives_all_that_pass(vectors: Vectors):
    among = np.asarray([101, 107, 119, 555])
    keys, _ = vectors.nearest(unit(1, seed=3)[0], 10, among)
    assert sorted(keys.tolist()) == [101, 107, 119]
    assert len(vectors.nearest(unit(1)[0], 10, np.empty(0, np.int64))[0]) == 0


def test_removed_passages_are_never_found_again(vectors: Vectors):
    vectors.remove(np.asarray([103, 104, 999]))
    assert len(vectors) == 18
    assert not {103, 104} & set(vectors.nearest(unit(1)[0], 50)[0].tolist())
    assert np.isnan(vectors.scores(unit(1)[0], np.asarray([103]))[0])


def test_a_key_cannot_come_twice(vectors: Vectors):
    with pytest.raises(ValueError, match="already"):
        vectors.add(np.asarray([100]), unit(1))
    with pytest.raises(ValueError, match="already"):
        vectors.add(np.asarray([500, 500]), unit(2))
    assert len(vectors) == 20


def test_spread_is_the_lowest_and_highest_score(vectors: Vectors):
    query = unit(1, seed=4)[0]
    assert vectors.spread(query) == pytest.approx(
        ((unit(20) @ query).min(), (unit(20) @ query).max()), abs=1e-6
    )
    assert Vectors(8).spread(query) == (0.0, 0.0)


def test_a_copy_is_read_back_and_can_be_changed(vectors: Vectors, tmp_path: Path):
    vectors.save(tmp_path, STAMP)
    copy = Vectors.load(tmp_path, STAMP)
    assert copy is not None
    query = unit(1, seed=5)[0]
    assert copy.nearest(query, 20)[0].tolist() == vectors.nearest(query, 20)[0].tolist()
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
