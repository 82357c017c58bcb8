"""The card of the shipped tagger: what it may say, how sure it must be, what it was made from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

MODEL = Path(__file__).parent / "model"
GRAPH, HEADS, CARD = "tagger.onnx", "heads.safetensors", "card.json"


def read_card(model: Path = MODEL) -> dict[str, Any]:
    """Return the card of a model folder; raises OSError or ValueError where there is none."""
    card: dict[str, Any] = json.loads((model / CARD).read_text(encoding="utf-8"))
    return card


def write_card(card: Mapping[str, Any], model: Path) -> None:
    """Write the card of a model folder; the same card gives the same bytes."""
    text = json.dumps(dict(sorted(card.items())), ensure_ascii=False, indent=1) + "\n"
    (model / CARD).write_text(text, encoding="utf-8")


@cache
def tagger_version() -> str:
    """Return the version of the shipped tagger, without loading it."""
    return str(read_card()["version"])
