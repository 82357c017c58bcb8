"""The card of the shipped tagger: what it may say, how sure it must be, what it was made from."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

MODEL = Path(__file__).parent / "model"
GRAPH, HEADS, CARD = "tagger.onnx", "heads.safetensors", "card.json"


def read_card(model: Path = MODEL) -> dict[str, Any]:
    """Return the card of a model folder; raises OSError or ValueError where there is none."""
    card: dict[str, Any] = json.loads((model / CARD).read_text(encoding="utf-8"))
    return card


@cache
def tagger_version() -> str:
    """Return the version of the shipped tagger, without loading it."""
    return str(read_card()["version"])
