"""What the page of a thing shows, whatever kind of thing it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.browsing.lines import Leaf, Line
from api.browsing.proofs import PracticeCard, Proof
from api.browsing.words import Kind
from api.linked.addresses import Resource
from api.web.environment import address

#: Lines of a count shown at once; up to so many others are one click away.
SHOWN = 8
FOLDED = 60


@dataclass(frozen=True, slots=True)
class Row:
    """Something said of a thing: values that may lead on, and sentences that say it."""

    name: str
    values: tuple[Line, ...]
    proofs: tuple[Proof, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """What the practices of a thing have, counted: `of` says what the numbers are of."""

    title: str
    lines: tuple[Line, ...]
    note: str = ""

    @property
    def shown(self) -> tuple[Line, ...]:
        """What is seen at once; a fold for a single line would help nobody."""
        return self.lines[: SHOWN + 1] if len(self.lines) == SHOWN + 1 else self.lines[:SHOWN]

    @property
    def more(self) -> tuple[Line, ...]:
        """What is behind the fold."""
        return self.lines[len(self.shown) : SHOWN + FOLDED]


@dataclass(frozen=True, slots=True)
class Thing:
    """A page: `search` leads to the same practices with the filters of the search.

    `feed` tells the news of them to readers of feeds.
    """

    kind: Kind
    what: str
    title: str
    iri: str
    resource: Resource
    data: str
    rows: tuple[Row, ...]
    tallies: tuple[Tally, ...]
    practices: Leaf[PracticeCard]
    structured: Mapping[str, Any]
    here: str
    above: tuple[Line, ...] = ()
    search: str | None = None
    feed: str | None = None

    def page(self, number: int) -> str:
        """Return the address of a page of its practices."""
        return address(self.here, {"pagina": number if number > 1 else ""})


def words_row(name: str, values: Sequence[str]) -> Row:
    """Return a row of plain words."""
    return Row(name, tuple(Line(one, None) for one in values))
