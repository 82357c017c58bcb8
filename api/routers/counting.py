"""How many practices have a concept, or are in a territory, as the filters would find them."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from api.routers.desk import Desk
from api.routers.naming import Naming
from api.routers.parameters import Filters
from search.values import SCHEMES

_ROLE = "role"
_FACETS = {scheme: facet for facet, scheme in SCHEMES.items()}


class Counts:
    """Counts over the practices that pass some filters; raises PrassiError 404 for unknown ones.

    The search index counts what its filters find, so that a count and the list it leads to agree.
    Roles are no filter: they are counted here.
    """

    def __init__(self, desk: Desk, naming: Naming, chosen: Filters) -> None:
        self._naming = naming
        meant, self._passing = naming.passing(chosen)
        self._tally = desk.library.engine.tally(meant)

    def of(self, concept: str) -> int | None:
        """Return how many have a concept or a narrower one; None where nobody counts it."""
        scheme, _, notation = concept.partition(":")
        if scheme == _ROLE:
            return len(self._roles.get(concept, ()))
        facet = _FACETS.get(scheme)
        if facet is None:
            return None
        return self._tally.get((facet, notation if facet == "status" else concept), 0)

    @cached_property
    def _roles(self) -> dict[str, set[str]]:
        found: defaultdict[str, set[str]] = defaultdict(set)
        for practice in self._naming.registers.practices.entries:
            if self._passing is None or practice.id in self._passing:
                for part in practice.parts:
                    if part.role:
                        found[part.role].add(practice.id)
        return found
