"""Who works with whom, as much of it as a drawing can show: the strongest ties first. Pure."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from corpus.registers.network import Tie

#: Organisations and ties of a drawing: beyond, nobody can read it.
MOST_MEMBERS = 150
MOST_TIES = 300


@dataclass(frozen=True, slots=True)
class Group:
    """Kinds of organisation that are drawn alike."""

    id: str
    title: str
    concepts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """The ties that are shown, the strongest first, and how many there are in all."""

    ties: tuple[Tie, ...]
    total: int

    @property
    def members(self) -> frozenset[str]:
        """The organisations of the ties shown."""
        return frozenset(member for tie in self.ties for member in tie.key)


@cache
def groups() -> tuple[Group, ...]:
    """Return the groups of `network.toml`."""
    text = resources.files("api.web").joinpath("network.toml").read_text(encoding="utf-8")
    read = tomllib.loads(text)["groups"]
    return tuple(Group(one["id"], one["title"], tuple(one["concepts"])) for one in read)


def group_of(kind: str | None, broader: Callable[[str], Iterable[str]]) -> Group:
    """Return the group of a kind of organisation; the last one where nothing says."""
    above: set[str] = {kind, *broader(kind)} if kind else set()
    found = (group for group in groups() if above & set(group.concepts))
    return next(found, groups()[-1])


def strongest(ties: Sequence[Tie], name: Callable[[str], str]) -> Shown:
    """Return the ties to show: most practices together first, then who knows most others."""
    degree = Counter(member for tie in ties for member in tie.key)

    def order(tie: Tie) -> tuple[int, int, str, str]:
        known = degree[tie.one] + degree[tie.other]
        return -len(tie.practices), -known, name(tie.one).casefold(), name(tie.other).casefold()

    kept: list[Tie] = []
    members: set[str] = set()
    for tie in sorted(ties, key=order):
        if len(kept) == MOST_TIES:
            break
        if len(members | set(tie.key)) <= MOST_MEMBERS:
            kept.append(tie)
            members.update(tie.key)
    return Shown(tuple(kept), len(ties))
