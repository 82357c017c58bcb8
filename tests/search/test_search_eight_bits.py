"""Weights in eight bits: what a network says does not depend on the processor."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from ingest.tagging.card import GRAPH, MODEL
from search.eight_bits import write_in_eight_bits


@pytest.fixture
def product(tmp_path: Path) -> Path:
    """A graph that multiplies by a matrix whose products are as large as they can be."""
    weights = numpy_helper.from_array(np.ones((64, 4), np.float32), "weights")
    given, said = (
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, size])
        for name, size in (("given", 64), ("said", 4))
    )
    node = helper.make_node("MatMul", ["given", "weights"], ["said"])
    graph = helper.make_graph([node], "product", [given], [said], [weights])
    path = tmp_path / "whole.onnx"
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, path)
    return path


def test_large_products_are_added_up_whole(product: Path, tmp_path: Path):
    write_in_eight_bits(product, tmp_path / "small.onnx")
    small = onnxruntime.InferenceSession(tmp_path / "small.onnx")
    for value in (1.0, -3.0):
        (said,) = small.run(None, {"given": np.full((1, 64), value, np.float32)})
        assert said == pytest.approx(64 * value, rel=0.02)


def test_the_weights_of_the_tagger_are_unsigned():
    model = onnx.load(MODEL / GRAPH)
    kinds = {tensor.name: tensor.data_type for tensor in model.graph.initializer}
    products = [node for node in model.graph.node if node.op_type == "MatMulInteger"]
    assert len(products) > 50
    assert {kinds[node.input[1]] for node in products} == {TensorProto.UINT8}
