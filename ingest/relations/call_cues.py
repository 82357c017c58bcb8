"""The phrases of `calls.toml`, looked for in words: anywhere, last, at the end, as a whole."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from ingest.practices.cues import line_opening, phrase, read_rules

_NUMBERING = re.compile(r"^(?:[\W\d_]*(?:art(?:icolo|\.)?\s?)?\d{0,3}(?:[A-Za-z]\))?[\W_]*)", re.I)


def rules() -> Any:
    """Return the tables of `calls.toml`."""
    return read_rules("ingest.relations", "calls.toml")


def sure(kind: str) -> float:
    """Return the confidence that a kind of rule deserves, 0 to 1."""
    return float(rules()["confidence"][kind])


def limit(name: str) -> int:
    """Return a limit, in characters."""
    return int(rules()["limits"][name])


@cache
def _any(group: str, key: str = "phrases") -> re.Pattern[str]:
    """All phrases of a group as one expression: amounts and dates ask for many, many times."""
    return phrase("|".join(f"(?:{cue})" for cue in rules()[group][key]))


def first(group: str, words: str, key: str = "phrases") -> re.Match[str] | None:
    """Return the first place where a phrase of a group stands in some words."""
    return _any(group, key).search(words)


def last(group: str, words: str) -> int | None:
    """Return where the last phrase of a group begins in some words."""
    return max((match.start() for match in _any(group).finditer(words)), default=None)


def ending(group: str, words: str) -> int | None:
    """Return where the longest phrase of a group begins that ends with the words."""
    starts = [
        match.start()
        for cue in rules()[group]["phrases"]
        for match in phrase(cue).finditer(words)
        if match.end() == len(words)
    ]
    return min(starts, default=None)


def heads(group: str, line: str) -> bool:
    """Tell whether a heading begins with a phrase of a group, its number aside."""
    bare = _NUMBERING.sub("", line, count=1)
    return any(phrase(cue).match(bare) for cue in rules()[group]["phrases"])


def opens(group: str, line: str) -> bool:
    """Tell whether a line begins with a phrase of a group, which may end inside a word."""
    return any(line_opening(cue).match(line) for cue in rules()[group]["phrases"])


def invitations() -> tuple[re.Pattern[str], ...]:
    """Return the phrases after which a sentence lists who may apply."""
    return tuple(phrase(cue) for cue in rules()["invited"]["phrases"])
