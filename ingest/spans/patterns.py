"""Patterns are data: the TOML and CSV files beside the finders, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load_patterns(name: str) -> dict[str, Any]:
    """Return a TOML file of this package; raises FileNotFoundError where there is none."""
    return tomllib.loads(files("ingest.spans").joinpath(name).read_text(encoding="utf-8"))
