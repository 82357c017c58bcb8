"""What the encoder learnt of the field: the difference that tuning made to its weights.

Shipped as package data beside this file (`field/`), a byte a weight, and added to the weights that
come from the registry. Words keep their vectors. Made by `python -m corpus.tuning`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save

FIELD = Path(__file__).parent / "field"
DIFFERENCE, CARD = "difference.safetensors", "card.json"
_SCALE = ".scale"
_STEPS = 127

Weights = Mapping[str, NDArray[np.float32]]


class BrokenFieldError(ValueError):
    """The shipped difference is missing, damaged, or of another model."""


def difference(before: Weights, after: Weights) -> dict[str, NDArray[Any]]:
    """Return what changed from one set of weights to another, a byte each, in steps of a row.

    Tensors that did not change are left out. Raises KeyError if `before` lacks one of `after`.
    """
    found: dict[str, NDArray[Any]] = {}
    for name, weights in sorted(after.items()):
        change = np.asarray(weights, np.float32) - np.asarray(before[name], np.float32)
        if change.any():
            scale = np.abs(change).max(axis=-1, keepdims=True) / _STEPS
            steps = np.divide(change, scale, out=np.zeros_like(change), where=scale > 0)
            found[name] = np.round(steps).astype(np.int8)
            found[name + _SCALE] = scale.astype(np.float32)
    return found


def write(folder: Path, changes: Mapping[str, NDArray[Any]], card: Mapping[str, Any]) -> None:
    """Write a difference with its card; the same gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / DIFFERENCE).write_bytes(save(dict(changes)))
    text = json.dumps(card, ensure_ascii=False, indent=1) + "\n"
    (folder / CARD).write_text(text, encoding="utf-8")


def read_card(folder: Path = FIELD) -> dict[str, Any]:
    """Return the card with the sha256 of the difference; raises BrokenFieldError."""
    try:
        card: dict[str, Any] = json.loads((folder / CARD).read_text(encoding="utf-8"))
        content = (folder / DIFFERENCE).read_bytes()
    except (OSError, ValueError) as error:
        raise BrokenFieldError(f"l'adattamento del modello in {folder} manca: {error}") from error
    return {**card, "sha256": hashlib.sha256(content).hexdigest()}


def adapted(weights: Weights, folder: Path = FIELD) -> dict[str, NDArray[np.float32]]:
    """Return weights with the difference of a folder added; raises BrokenFieldError."""
    try:
        changes = load_file(folder / DIFFERENCE)
    except (OSError, SafetensorError) as error:
        raise BrokenFieldError(f"l'adattamento del modello in {folder} manca: {error}") from error
    found = dict(weights)
    for name, steps in changes.items():
        if name.endswith(_SCALE):
            continue
        if name not in found or found[name].shape != steps.shape or name + _SCALE not in changes:
            raise BrokenFieldError(f"l'adattamento in {folder} è di un altro modello: {name}")
        found[name] = found[name] + steps.astype(np.float32) * changes[name + _SCALE]
    return found
