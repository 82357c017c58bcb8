"""The trained network as package data: one ONNX graph in 8 bits, the heads' weights, a card.

The graph holds all twelve layers of the encoder (those of the search model and the tuned ones) but
not its piece vectors, which `make setup` builds: so the package data stays small.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from safetensors.numpy import save
from torch import Tensor, nn
from transformers import BertModel

from corpus.training.network import TaggerNetwork, lower
from ingest.tagging.card import GRAPH, HEADS, write_card
from search.eight_bits import write_in_eight_bits

#: Layers that NumPy computes at reading time (`ingest.tagging.judging`).
_HEADS = (
    "label.", "concept.", "trust", "role.", "name.", "join.", "measure.", "people.",
    "attention.", "whole.", "follow", "first",
)  # fmt: skip
_OPERATORS = 18


class _Whole(nn.Module):
    """The graph that is exported: frozen layers, tuned layers, states and emissions."""

    def __init__(self, encoder: BertModel, network: TaggerNetwork) -> None:
        super().__init__()
        self.encoder = encoder
        self.network = network
        self.frozen = encoder.config.num_hidden_layers - len(network.layers)

    def forward(
        self, pieces: Tensor, pool: Tensor, rules: Tensor, blocks: Tensor, shapes: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Return meaning, state and emissions of one window (batch of one)."""
        meaning = self.network.meaning(lower(self.encoder, pieces, self.frozen), pool)
        state, emissions = self.network.tagging(meaning, rules, blocks, shapes)
        return meaning, state, emissions


def export(
    encoder: BertModel, network: TaggerNetwork, folder: Path, card: Mapping[str, Any]
) -> None:
    """Write graph, heads and card into a folder; the same weights give the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "whole.onnx"
        _export_graph(_Whole(encoder, network).eval(), whole, encoder.config.hidden_size)
        write_in_eight_bits(whole, folder / GRAPH)
    heads = {
        name: value.detach().numpy().astype(np.float16)
        for name, value in network.state_dict().items()
        if name.startswith(_HEADS)
    }
    # Not save_file: what it writes only its owner may read.
    (folder / HEADS).write_bytes(save(dict(sorted(heads.items()))))
    write_card(card, folder)


def _export_graph(whole: nn.Module, target: Path, width: int) -> None:
    pieces, tokens = 24, 12
    example = (
        torch.zeros(1, pieces, width),
        torch.zeros(1, tokens, pieces),
        torch.zeros(1, tokens, dtype=torch.long),
        torch.zeros(1, tokens, dtype=torch.long),
        torch.zeros(1, tokens, 8),
    )
    length, count = torch.export.Dim("pieces", min=2), torch.export.Dim("tokens", min=2)
    program = torch.onnx.export(
        whole,
        example,
        input_names=["pieces", "pool", "rules", "blocks", "shapes"],
        output_names=["meaning", "state", "emissions"],
        dynamic_shapes=({1: length}, {1: count, 2: length}, *[{1: count}] * 3),
        opset_version=_OPERATORS,
        dynamo=True,
    )
    assert program is not None  # noqa: S101 - dynamo always returns one
    program.save(str(target))
    model = onnx.load(target)
    _forget_origin(model)
    onnx.checker.check_model(model)
    onnx.save(model, target)


def _forget_origin(model: onnx.ModelProto) -> None:
    """Leave out where in whose files each node was written: it is no part of the model."""
    del model.metadata_props[:]
    del model.graph.metadata_props[:]
    for part in (*model.graph.node, *model.graph.value_info):
        del part.metadata_props[:]
        part.doc_string = ""
