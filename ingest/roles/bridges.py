"""What may stand between a trigger and an actor, or between two actors of one list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from ingest.practices.cues import read_rules

STAND_IN = "◦"  # for a span of another label, or an aside, inside a gap
_WORD = re.compile(rf"[\w’']+|{STAND_IN}")
_STOP = re.compile(r"[.!?](?=\s|$)")
_LINK = re.compile(r"[,;/(–\n]")
_MARKER = re.compile(r"(?<!\w)(?:\w|\d{1,2})[).]\s")  # "a) …; b) …"


@dataclass(frozen=True, slots=True)
class Bridges:
    """The words of `roles.toml` that join or separate actors, and how far a trigger reaches."""

    stoppers: frozenset[str]
    connectors: frozenset[str]
    small: frozenset[str]
    first_gap: int
    next_gap: int
    before_gap: int

    def first(self, gap: str, limit: int | None = None) -> int | None:
        """Count the words between a trigger and its first actor; None where it does not reach."""
        words = self._words(gap, self.stoppers)
        if words is None or ";" in gap:
            return None
        return self._within(words, self.first_gap if limit is None else limit)

    def next(self, gap: str) -> int | None:
        """Count the words between two actors of one list; None where the list has ended."""
        words = self._words(_MARKER.sub(" ", gap), self.stoppers)
        if words is None or ":" in gap:
            return None
        unknown = self._within(words, self.next_gap)
        linked = _LINK.search(gap) or any(word in self.connectors for word in words)
        return unknown if linked or unknown == 0 else None

    def before(self, gap: str) -> int | None:
        """Count the words between an actor and the verb it governs; None where it governs none."""
        words = self._words(gap, self.stoppers - {"che", "mentre"})
        if words is None or ":" in gap or ";" in gap:
            return None
        return self._within(words, self.before_gap)

    def _words(self, gap: str, stoppers: frozenset[str]) -> list[str] | None:
        if _STOP.search(gap):
            return None
        words = [word.casefold().strip("'’") for word in _WORD.findall(gap)]
        return None if any(word in stoppers for word in words) else words

    def _within(self, words: list[str], limit: int) -> int | None:
        unknown = sum(word not in self.small and word not in self.connectors for word in words)
        return unknown if unknown <= limit else None


@cache
def bridges() -> Bridges:
    """Return the bridges of `roles.toml`."""
    rules: Any = read_rules("ingest.roles", "roles.toml")
    return Bridges(
        frozenset(rules["stoppers"]),
        frozenset(rules["connectors"]),
        frozenset(rules["small_words"]),
        **rules["limits"],
    )
