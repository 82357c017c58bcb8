"""The words that give a role, read from `roles.toml` and found in a text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from ingest.model import Label
from ingest.practices.cues import phrase, read_rules

Direction = Literal["after", "before"]


@dataclass(frozen=True, slots=True)
class Trigger:
    """One rule: phrases that give `role` to the actors that stand `direction` of them."""

    role: str
    direction: Direction
    phrases: tuple[re.Pattern[str], ...]
    needs: Label | None = None
    kinds: frozenset[str] = frozenset()
    confidence: float | None = None
    first_gap: int | None = None
    positive: tuple[str, ...] = ()
    negative: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldLabel:
    """Names of a field, column or heading whose actors have `role`."""

    role: str
    phrases: tuple[re.Pattern[str], ...]
    positive: tuple[str, ...] = ()
    negative: tuple[str, ...] = ()

    def matches(self, label: str) -> bool:
        """Tell whether a label is one of these names, the whole of it."""
        words = label.strip(" \t\n#*:–-")
        return any(found.fullmatch(words) for found in self.phrases)


@dataclass(frozen=True, slots=True)
class Hit:
    """A trigger found at ``text[start:end]``."""

    start: int
    end: int
    trigger: Trigger


@cache
def triggers() -> tuple[Trigger, ...]:
    """Return the triggers of `roles.toml`. Raises ValueError on a malformed phrase."""
    return tuple(
        Trigger(
            f"role:{rule['role']}",
            cast("Direction", rule["direction"]),
            tuple(phrase(words) for words in rule["phrases"]),
            Label(rule["needs"]) if "needs" in rule else None,
            frozenset(rule.get("kinds", ())),
            rule.get("confidence"),
            rule.get("first_gap"),
            tuple(rule["positive"]),
            tuple(rule["negative"]),
        )
        for rule in read_rules("ingest.roles", "roles.toml")["trigger"]
    )


@cache
def field_labels() -> tuple[FieldLabel, ...]:
    """Return the field labels of `roles.toml`."""
    return tuple(
        FieldLabel(
            f"role:{rule['role']}",
            tuple(phrase(words) for words in rule["phrases"]),
            tuple(rule["positive"]),
            tuple(rule["negative"]),
        )
        for rule in read_rules("ingest.roles", "roles.toml")["label"]
    )


def role_of_label(label: str) -> str | None:
    """Return the role that a field label, column header or heading gives; None for any other."""
    return next((known.role for known in field_labels() if known.matches(label)), None)


def find_hits(text: str) -> tuple[Hit, ...]:
    """Return the triggers in a text, by position, less those inside a longer one."""
    found = [
        Hit(match.start(), match.end(), trigger)
        for trigger in triggers()
        for words in trigger.phrases
        for match in words.finditer(text)
    ]
    hits: list[Hit] = []
    reached = {"after": 0, "before": 0}
    for hit in sorted(
        dict.fromkeys(found), key=lambda hit: (hit.start, -hit.end, hit.trigger.role)
    ):
        # "in collaborazione con" says more than the "con" inside it.
        if hit.end > reached[hit.trigger.direction]:
            hits.append(hit)
            reached[hit.trigger.direction] = hit.end
    return tuple(hits)


def hits_between(hits: tuple[Hit, ...], start: int, end: int) -> Iterable[Hit]:
    """Return the hits that begin inside ``[start, end)``; `hits` is sorted by start."""
    first = bisect_left(hits, start, key=lambda hit: hit.start)
    last = bisect_left(hits, end, key=lambda hit: hit.start)
    return hits[first:last]
