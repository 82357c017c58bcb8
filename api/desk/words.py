"""The words of `words.toml`, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources


@cache
def desk_words() -> Mapping[str, Mapping[str, str]]:
    """Return the words of the desk, by table."""
    text = (resources.files("api.desk") / "words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def said(table: str, name: str) -> str:
    """Return the words for something, or its own name where there are none."""
    return desk_words()[table].get(name, name)
