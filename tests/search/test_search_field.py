"""The difference that tuning makes to the weights: a byte a weight, added at set-up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from search.e5.field import BrokenFieldError, adapted, difference, read_card, write

CARD = {"model": "prova"}
matrices = arrays(np.float32, (3, 4), elements=st.floats(-1, 1, width=32))


@given(before=matrices, after=matrices)
def test_weights_come_back_within_half_a_step_of_their_row(
    before: np.ndarray, after: np.ndarray, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("field")
    write(folder, difference({"w": before}, {"w": after}), CARD)
    step = np.abs(after - before).max(axis=1, keepdims=True) / 127
    error = np.abs(adapted({"w": before}, folder)["w"] - after)
    assert (error <= step * 0.51 + 1e-6).all()


def test_what_did_not_change_is_not_kept_and_what_nobody_tuned_stays(tmp_path: Path) -> None:
    same, other = np.ones((2, 2), np.float32), np.zeros(2, np.float32)
    changes = difference({"a": same, "b": other}, {"a": same, "b": other + 1})
    assert set(changes) == {"b", "b.scale"}
    write(tmp_path, changes, CARD)
    found = adapted({"a": same, "b": other, "c": same}, tmp_path)
    assert found["a"] is same
    assert found["c"] is same
    np.testing.assert_allclose(found["b"], 1)


def test_the_card_names_the_bytes(tmp_path: Path) -> None:
    write(tmp_path, difference({"a": np.zeros(2, np.float32)}, {"a": np.ones(2, np.float32)}), CARD)
    assert len(read_card(tmp_path)["sha256"]) == 64


def test_a_difference_of_another_model_or_a_damaged_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BrokenFieldError, match="manca"):
        adapted({}, tmp_path)
    with pytest.raises(BrokenFieldError, match="manca"):
        read_card(tmp_path)
    before, after = {"w": np.zeros((2, 2), np.float32)}, {"w": np.ones((2, 2), np.float32)}
    write(tmp_path, difference(before, after), CARD)
    for other in ({}, {"w": np.zeros((3, 2), np.float32)}):
        with pytest.raises(BrokenFieldError, match="di un altro modello: w"):
            adapted(other, tmp_path)
    file = tmp_path / "difference.safetensors"
    file.write_bytes(file.read_bytes()[:20])
    with pytest.raises(BrokenFieldError, match="manca"):
        adapted(before, tmp_path)


def test_the_shipped_difference_touches_upper_layers_alone() -> None:
    from safetensors.numpy import load_file

    from search.e5.field import DIFFERENCE, FIELD

    names = {name for name in load_file(FIELD / DIFFERENCE) if not name.endswith(".scale")}
    assert names
    assert all(name.startswith("encoder.layer.") for name in names)
    assert min(int(name.split(".")[2]) for name in names) >= 6
