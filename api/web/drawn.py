"""What a map shows of a search: the practices found, where they are, what is left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from api.web.environment import address
from api.web.whereabouts import MOST_POINTS, Spot, of_level, placed, spots
from corpus.library import Library
from search.model import SearchResults
from search.scope import Filters

#: Practices of a question that are drawn: a ranking never ends, and its tail is no answer.
NEAREST = 100


@dataclass(frozen=True, slots=True)
class Drawn:
    """The practices on a map, `found` by `results` where a search finds more than is drawn."""

    question: str
    chosen: Filters
    results: SearchResults
    found: frozenset[str]
    regions: tuple[Spot, ...]

    @property
    def here(self) -> dict[str, Any]:
        """What the address of the search carries."""
        return {"q": self.question, **self.chosen}

    @property
    def points(self) -> str:
        """The address of the points to draw."""
        return address("/mappa/punti", self.here)

    @property
    def region(self) -> str:
        """The region to look at, empty for all of Italy."""
        chosen = self.chosen.get("region", ())
        return chosen[0] if len(chosen) == 1 else ""

    @property
    def unplaced(self) -> int:
        """How many practices say nowhere where they are."""
        return len(self.found) - len(placed(self.regions))

    @property
    def detailed(self) -> bool:
        """Whether the list goes down to the comuni: of all Italy they are too many."""
        comuni = sum(1 for _ in of_level(self.regions, "comune"))
        return comuni <= MOST_POINTS or len(self.regions) == 1


def draw(library: Library, question: str, chosen: Filters) -> Drawn:
    """Search, and return the practices found with their places."""
    results = library.search(question, chosen, NEAREST if question else 1, 0)
    if question:
        found = frozenset(hit.id for hit in results.hits)
    else:
        found = frozenset(one.id for one in library.engine.titled(chosen))
    regions = spots(library.registers.places.entries, found)
    return Drawn(question, chosen, results, found, regions)
