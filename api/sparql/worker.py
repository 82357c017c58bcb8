"""What happens inside a SPARQL worker: confine oneself, open the snapshot, answer, be killed.

Everything here runs in a child process that the pool may kill at any moment, and does when a query
is over its time. Nothing is written and nothing is remembered between queries.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from api.settings import Settings
from api.sparql.complaints import complaint
from api.sparql.courtesy import courteously
from api.sparql.gatekeeper import Examined, examine, graph_refusal, known_prefixes
from api.sparql.jail import (
    JailError,
    allow_cpu,
    bound_memory,
    close_network,
    die_with_parent,
)
from api.sparql.refusal import Refusal
from api.sparql.results import (
    GRAPH_FORMATS,
    ROW_FORMATS,
    QueryResult,
    write_rows,
    write_triples,
    write_truth,
)

_Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

# Room for `sparql_max_depth` levels of rdflib's recursive descent, some forty calls each.
RECURSION = 6000


class SnapshotUnreadable(Exception):
    """The worker could not open its snapshot (moved, being replaced) or could not jail itself."""


@dataclass(frozen=True, slots=True)
class Question:
    """A query as it reaches a worker; `formats` in order of preference, empty for any.

    The two tuples of graph IRIs are the protocol's ``default-graph-uri`` and ``named-graph-uri``.
    """

    query: str | Examined
    formats: tuple[str, ...] = ()
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, and the query as it was examined: who asks it again need not have it judged."""

    result: QueryResult
    examined: Examined


@dataclass(slots=True)
class _Desk:
    settings: Settings
    store: ox.Store | None
    trouble: str = ""


_desk: _Desk | None = None


def prepare(snapshot: str, settings: Settings) -> None:
    """Become a worker on `snapshot`. Never raises: `answer` tells what went wrong."""
    global _desk
    os.environ["RUST_BACKTRACE"] = "0"
    sys.setrecursionlimit(RECURSION)
    try:
        die_with_parent()
        close_network()
        _desk = _Desk(settings, ox.Store.read_only(snapshot))
        bound_memory(settings.sparql_memory)
    except (OSError, JailError) as error:
        _desk = _Desk(settings, None, str(error))


def answer(question: Question) -> Answered:
    """Examine and run one query.

    Raises Refusal, AnswerTooLarge, SnapshotUnreadable, MemoryError; or the process simply ends.
    """
    if _desk is None or _desk.store is None:
        raise SnapshotUnreadable(_desk.trouble if _desk else "prepare was not called")
    store, settings = _desk.store, _desk.settings
    allow_cpu(2 * settings.sparql_timeout)
    return courteously(lambda: _answered(question, store, settings))


def _answered(question: Question, store: ox.Store, settings: Settings) -> Answered:
    for iri in (*question.default_graphs, *question.named_graphs):
        if refusal := graph_refusal(iri, settings.base):
            raise refusal
    query = question.query
    examined = query if isinstance(query, Examined) else examine(query, settings)
    offered = ROW_FORMATS if examined.gives_rows else GRAPH_FORMATS
    shape = choose(examined, question.formats, tuple(offered))
    return Answered(_written(question, examined, shape, store, settings), examined)


def _written(
    question: Question, examined: Examined, shape: str, store: ox.Store, settings: Settings
) -> QueryResult:
    # A frame of its own: the parser's errors live on in circles and keep alive the frames that
    # were below them, and the engine's rows must be gone before their thread is.
    results = _evaluate(store, examined, question, settings.base)
    limits = settings.sparql_max_rows, settings.sparql_max_bytes
    if isinstance(results, ox.QueryBoolean):
        return write_truth(bool(results), shape)
    if isinstance(results, ox.QuerySolutions):
        return write_rows(results, shape, *limits)
    return write_triples(results, shape, *limits, prefixes=examined.prefixes)


def _evaluate(store: ox.Store, examined: Examined, question: Question, base: str) -> _Results:
    default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [
        *map(_graph, question.default_graphs)
    ]
    named: list[ox.NamedNode | ox.BlankNode] = [*map(_graph, question.named_graphs)]
    prefixes = dict(known_prefixes(base))  # those that the text declares itself come before
    try:
        if not default and not named:
            return store.query(examined.text, base_iri=base, prefixes=prefixes)
        # With either parameter the dataset is exactly what they say (SPARQL 1.1 Protocol, 2.1.4).
        return store.query(
            examined.text,
            base_iri=base,
            prefixes=prefixes,
            default_graph=default,
            named_graphs=named,
        )
    except SyntaxError as error:
        raise complaint(str(error)) from None
    except RuntimeError as error:
        raise Refusal("unsupported", f"Il motore non sa eseguire la domanda: {error}.") from None


def _graph(iri: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(iri)
    except ValueError:
        raise Refusal("graph", f"«{iri[:200]}» non è un IRI ben scritto.") from None


def choose(examined: Examined, wanted: Sequence[str], offered: tuple[str, ...]) -> str:
    """Return the first of the formats wanted that is offered; raises Refusal."""
    for shape in wanted or offered:
        if shape in offered:
            return shape
    raise Refusal(
        "not-acceptable",
        f"Una {examined.form.upper()} si può avere in {', '.join(offered)}, "
        f"non in {', '.join(wanted)}.",
    )
