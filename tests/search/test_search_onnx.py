"""The encoder in 8 bits: made from a model's folder, near to torch, never taken for it."""

from __future__ import annotations

import json
import subprocess
import threading
from pathlib import Path

import numpy as np
import pytest

from search import onnx_encoder
from search.build_onnx import CARD, GRAPH, RECIPE, build, is_built, main
from search.e5.folder import write_folder
from search.e5.q4 import open_q4
from search.encoder import EncoderUnavailableError, SentenceTransformerEncoder
from search.onnx_encoder import OnnxEncoder

TEXTS = ["anziani", "ñ", "anziani ñ anziani", "", "anziani " * 400]


@pytest.fixture
def model(weights_file: Path, tmp_path: Path) -> Path:
    """A model of one layer that has never learnt anything."""
    folder = tmp_path / "model"
    folder.mkdir()
    write_folder(open_q4(weights_file), folder)
    return folder


def test_its_name_is_never_that_of_torch(model: Path, tmp_path: Path):
    onnx, torch = OnnxEncoder(model, tmp_path / "onnx"), SentenceTransformerEncoder(model)
    assert onnx.name == f"{torch.name}+int8-{RECIPE}"
    (model / "model.safetensors").write_bytes(b"others")
    assert OnnxEncoder(model, tmp_path / "onnx").name != onnx.name


def test_a_name_that_is_no_folder_is_refused_with_a_reason(tmp_path: Path):
    with pytest.raises(EncoderUnavailableError, match="vuole la cartella di un modello"):
        OnnxEncoder(tmp_path / "nowhere", tmp_path).encode_queries(["casa"])


def test_a_model_that_does_not_average_is_refused(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (model / "1_Pooling" / "config.json").write_text('{"pooling_mode_cls_token": true}')
    assert main(["--folder", str(model), "--out", str(tmp_path / "out")]) == 1
    assert "non fa la media" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_what_goes_wrong_while_it_is_made_is_told(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def fail(*_: object, **__: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess([], 1, "", "Traceback\nmanca un pacchetto: onnx")

    monkeypatch.setattr(subprocess, "run", fail)
    with pytest.raises(EncoderUnavailableError, match="manca un pacchetto: onnx"):
        OnnxEncoder(model, tmp_path).encode_queries(["casa"])


def test_nobody_waits_while_it_is_made(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    making, finish = threading.Event(), threading.Event()

    def slow(*_: object, **__: object) -> subprocess.CompletedProcess[str]:
        making.set()
        finish.wait(30)
        return subprocess.CompletedProcess([], 1, "", "no")

    def first() -> None:
        with pytest.raises(EncoderUnavailableError, match="no"):
            encoder.encode_queries(["casa"])

    monkeypatch.setattr(subprocess, "run", slow)
    monkeypatch.setattr(onnx_encoder, "_PATIENCE", 0.05)
    encoder = OnnxEncoder(model, tmp_path)
    maker = threading.Thread(target=first)
    maker.start()
    try:
        assert making.wait(30)
        with pytest.raises(EncoderUnavailableError, match="si sta preparando"):
            encoder.encode_queries(["casa"])
    finally:
        finish.set()
        maker.join()


@pytest.mark.slow
def test_it_is_made_once_and_its_vectors_are_near_those_of_torch(model: Path, tmp_path: Path):
    encoder = OnnxEncoder(model, tmp_path / "onnx")
    torch = SentenceTransformerEncoder(model)
    seen: list[tuple[int, int]] = []
    vectors = encoder.encode_passages(TEXTS, lambda done, total: seen.append((done, total)))
    assert seen == [(n, len(TEXTS)) for n in range(1, len(TEXTS) + 1)]
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), encoder.dimension)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert ((vectors * torch.encode_passages(TEXTS)).sum(1) > 0.99).all()
    queries = encoder.encode_queries(TEXTS)
    assert ((queries * torch.encode_queries(TEXTS)).sum(1) > 0.99).all()
    # Each text is computed by itself: company changes nothing.
    assert np.array_equal(encoder.encode_passages(TEXTS[:1])[0], vectors[0])
    card = json.loads((encoder.graph / CARD).read_text(encoding="utf-8"))
    assert card["model"] == torch.name
    assert {path.name for path in encoder.graph.iterdir()} == {GRAPH, CARD}
    assert not build(model, encoder.graph)


@pytest.mark.slow
def test_a_damaged_graph_or_one_of_other_weights_is_made_again(model: Path, tmp_path: Path):
    out = tmp_path / "onnx" / "x"
    assert build(model, out)
    content = bytearray((out / GRAPH).read_bytes())
    content[len(content) // 2] ^= 1
    (out / GRAPH).write_bytes(bytes(content))
    assert not is_built(out, model)
    assert build(model, out)
    assert is_built(out, model)
    card = json.loads((out / CARD).read_text(encoding="utf-8"))
    (out / CARD).write_text(json.dumps({**card, "model": "another"}), encoding="utf-8")
    assert not is_built(out, model)
