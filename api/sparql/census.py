"""How often each class and property is used in a library, counted once for each snapshot.

The counts go through the query pool like anybody's question, so that they can be killed: on a graph
too large to be counted in time there are none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock

from api.errors import PrassiError
from api.sparql.pool import QueryPool

_ASKED = {
    "classes": "SELECT ?term (COUNT(*) AS ?uses) WHERE { ?thing a ?term } GROUP BY ?term",
    "properties": "SELECT ?term (COUNT(*) AS ?uses) WHERE { ?thing ?term ?value } GROUP BY ?term",
    "classes_told": "SELECT ?term (COUNT(*) AS ?uses) WHERE { GRAPH ?graph { ?thing a ?term } } "
    "GROUP BY ?term",
    "properties_told": "SELECT ?term (COUNT(*) AS ?uses) "
    "WHERE { GRAPH ?graph { ?thing ?term ?value } } GROUP BY ?term",
}
#: A count that ran out of time or memory would again: what else goes wrong may pass.
_HOPELESS = (504, 507)


@dataclass(frozen=True, slots=True)
class Counts:
    """Uses by IRI: `facts` in the default graph, `told` in all the named ones; empty if unknown."""

    facts: Mapping[str, int] = field(default_factory=dict)
    told: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Usage:
    """How often classes and properties are used; not `lasting` when asking again may tell more."""

    classes: Counts = field(default_factory=Counts)
    properties: Counts = field(default_factory=Counts)
    lasting: bool = True


class Census:
    """Remembers the counts of the last snapshot that it was asked of. Thread-safe."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: tuple[str, Usage] = ("", Usage())

    def of(self, generation: str, pool: QueryPool) -> Usage:
        """Return the counts of what the pool reads; never raises for a count that fails."""
        with self._lock:  # one visitor counts, the others wait for him
            if self._known[0] == generation:
                return self._known[1]
            usage = _counted(pool)
            if usage.lasting:
                self._known = (generation, usage)
            return usage


def _counted(pool: QueryPool) -> Usage:
    try:
        found = {name: _uses(pool, query) for name, query in _ASKED.items()}
    except PrassiError as error:
        return Usage(lasting=error.problem.status in _HOPELESS)
    return Usage(
        Counts(found["classes"], found["classes_told"]),
        Counts(found["properties"], found["properties_told"]),
    )


def _uses(pool: QueryPool, query: str) -> dict[str, int]:
    rows = json.loads(bytes(pool.run(query, "json").body))["results"]["bindings"]
    return {row["term"]["value"]: int(row["uses"]["value"]) for row in rows if "term" in row}
