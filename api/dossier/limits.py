"""The numbers of `limits.toml`, read once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Limits:
    """All of `limits.toml`."""

    practices: int
    note: int
    title: int
    facts: int
    body: int
    file: int
    seconds: float


@cache
def limits() -> Limits:
    """Return the numbers of `limits.toml`."""
    text = resources.files("api.dossier").joinpath("limits.toml").read_text(encoding="utf-8")
    return Limits(**tomllib.loads(text))
