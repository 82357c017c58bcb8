"""The text of every request to a server: the one place that writes SPARQL.

Values are terms of the engine (`pyoxigraph`), written by the engine's own serialiser, which knows
what to escape; nothing else comes from outside.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyoxigraph as ox

_NAMES = "spo"
Terms = Sequence[ox.NamedNode | ox.Literal | None]


def pattern(terms: Terms) -> str:
    """Return three terms as a triple pattern: ``?s``, ``?p``, ``?o`` where one is None."""
    return " ".join(
        f"?{name}" if term is None else str(term) for name, term in zip(_NAMES, terms, strict=True)
    )


def inside(graph: ox.NamedNode | None, body: str) -> str:
    """Return a group in a named graph, or in the default graph of the server."""
    return body if graph is None else f"GRAPH {graph} {{ {body} }}"


def everywhere(body: str, *, own_default: bool) -> str:
    """Return a group in whatever graph, ``?g``, the default one included where it is apart."""
    named = f"GRAPH ?g {{ {body} }}"
    return f"{{ {body} }} UNION {{ {named} }}" if own_default else named


def triples_of(triple: str, where: str) -> str:
    """Return the query for the triples that a group finds, each as the pattern `triple`."""
    return f"CONSTRUCT {{ {triple} }} WHERE {{ {where} }}"


def rows_of(names: Iterable[str], where: str) -> str:
    """Return the query for the rows that a group finds."""
    return f"SELECT {' '.join(f'?{name}' for name in names)} WHERE {{ {where} }}"


def counted_by(name: str, where: str) -> str:
    """Return the query for the values of a variable: to Virtuoso DISTINCT costs minutes here."""
    return f"SELECT ?{name} (COUNT(*) AS ?n) WHERE {{ {where} }} GROUP BY ?{name}"


def whether(where: str) -> str:
    """Return the query that tells whether a group finds anything."""
    return f"ASK {{ {where} }}"


def values(names: Iterable[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table of terms: a column a name."""
    head = " ".join(f"?{name}" for name in names)
    body = " ".join(f"({' '.join(map(str, row))})" for row in rows)
    return f"VALUES ({head}) {{ {body} }}"


def numbered(groups: Iterable[str]) -> str:
    """Return the union of groups, with ``?n`` the number of the one that finds something."""
    return " UNION ".join(f"{{ {group} BIND({n} AS ?n) }}" for n, group in enumerate(groups))


def change(*operations: tuple[str, Iterable[tuple[str, str]]]) -> str:
    """Return one update request; each operation is ``INSERT`` or ``DELETE`` and its quads.

    Quads come as (graph, triple), the graph "" for the default one of the server. A graph is
    written once an operation: of one that comes again Virtuoso deletes nothing.
    """
    return " ;\n".join(
        f"{verb} DATA {{ {_graph_of(graph, triples)} }}"
        for verb, quads in operations
        for graph, triples in _by_graph(quads).items()
    )


def _by_graph(quads: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for graph, triple in quads:
        found.setdefault(graph, []).append(triple)
    return found


def _graph_of(graph: str, triples: Iterable[str]) -> str:
    body = " . ".join(triples)
    return f"GRAPH {graph} {{ {body} }}" if graph else body
