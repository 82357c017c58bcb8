"""Who works with whom: organisations that take part in the same practices. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from corpus.registers.practices import PracticeEntry
from corpus.registers.register import Key


@dataclass(frozen=True, slots=True)
class Tie:
    """Two organisations, in order of identifier, and the practices that both take part in."""

    one: str
    other: str
    practices: tuple[str, ...]

    @property
    def key(self) -> Key:
        """Where it stands: by identifiers."""
        return self.one, self.other


def ties_of(
    practices: Iterable[PracticeEntry], most: int, organisation: str | None = None
) -> tuple[tuple[Tie, ...], tuple[str, ...]]:
    """Return who is tied to whom by these practices, and the practices that are left out.

    With an `organisation`, only its own ties, of every practice. Else a practice with more than
    `most` organisations is left out: a list of the members of a network says little of who works
    with whom, and its pairs grow with the square.
    """
    shared: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    crowded: list[str] = []
    for practice in practices:
        organisations = practice.organisations
        if organisation is not None and organisation not in organisations:
            continue
        if organisation is None and len(organisations) > most:
            crowded.append(practice.id)
            continue
        for pair in _pairs(organisations, organisation):
            shared[pair].append(practice.id)
    ties = (Tie(*pair, tuple(sorted(those))) for pair, those in shared.items())
    return tuple(sorted(ties, key=lambda tie: tie.key)), tuple(sorted(crowded))


def _pairs(organisations: Iterable[str], one: str | None) -> Iterable[tuple[str, str]]:
    if one is None:
        return combinations(organisations, 2)
    return ((min(one, other), max(one, other)) for other in organisations if other != one)
