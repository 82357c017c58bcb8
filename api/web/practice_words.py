"""The words of the practice page kept as data (`practice_words.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from corpus.reviews import Review


@dataclass(frozen=True, slots=True)
class PracticeWords:
    """Everything in `practice_words.toml`."""

    reviews: Mapping[Review, str]
    transfer: tuple[str, ...]


@cache
def practice_words() -> PracticeWords:
    """Read the file once. Raises KeyError where a state of review has no words."""
    text = resources.files("api.web").joinpath("practice_words.toml").read_text("utf-8")
    raw = tomllib.loads(text)
    return PracticeWords(
        reviews={review: raw["reviews"][review.value] for review in Review},
        transfer=tuple(raw["transfer"]["stems"]),
    )
