"""Which library a server holds and in what state: one triple, changed with what it speaks of.

The digest is that of `corpus.generation`. The revision never comes back: it is odd while a change
that takes several requests is under way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

import pyoxigraph as ox

from corpus.generation import ROUND, weight, written

PREDICATE = ox.NamedNode("http://www.w3.org/2002/07/owl#versionInfo")
_SHAPE = re.compile(r"([0-9a-f]{32}) (\d{1,18}) ([0-9a-f]{32})")


@dataclass(frozen=True, slots=True)
class Standing:
    """`owner` names the data folder that the graph belongs to."""

    owner: str
    revision: int
    total: int

    @property
    def generation(self) -> str:
        """The digest of what is held, 32 hexadecimal digits."""
        return written(self.total)

    @property
    def changing(self) -> bool:
        """Tell whether a change is under way, or was cut short."""
        return self.revision % 2 == 1

    def begun(self) -> Standing:
        """Return the standing while a change of several requests is under way."""
        return replace(self, revision=self.revision + (1 if not self.changing else 2))

    def after(self, remove: Iterable[ox.Quad], add: Iterable[ox.Quad]) -> Standing:
        """Return the standing once these quads are gone and these have come."""
        total = (self.total - weight(remove) + weight(add)) % ROUND
        return replace(self, revision=self.revision + (1 if self.changing else 2), total=total)

    def literal(self) -> ox.Literal:
        """Return the standing as the server keeps it."""
        return ox.Literal(f"{self.owner} {self.revision} {self.generation}")

    @classmethod
    def read(cls, literal: ox.Literal) -> Standing | None:
        """Return what a literal says, or None where it is not a standing."""
        said = _SHAPE.fullmatch(literal.value)
        return cls(said[1], int(said[2]), int(said[3], 16)) if said else None
