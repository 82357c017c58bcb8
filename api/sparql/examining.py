"""What happens in a worker that examines queries for a server elsewhere: it has no graph at all."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from api.settings import Settings
from api.sparql.gatekeeper import Examined, examine, graph_refusal
from api.sparql.jail import (
    JailError,
    allow_cpu,
    bound_memory,
    close_network,
    die_with_parent,
)
from api.sparql.lexical import names_its_graphs
from api.sparql.results import GRAPH_FORMATS, ROW_FORMATS
from api.sparql.worker import RECURSION, Question, SnapshotUnreadable, choose


@dataclass(frozen=True, slots=True)
class Admitted:
    """A query that may run elsewhere, and the format that its answer is to be written in.

    `names_graphs`: it says itself which graphs it is asked of (FROM).
    """

    examined: Examined
    shape: str
    names_graphs: bool


_settings: Settings | None = None
_trouble = "prepare was not called"


def prepare(settings: Settings) -> None:
    """Become a worker. Never raises: `admit` tells what went wrong."""
    global _settings, _trouble
    sys.setrecursionlimit(RECURSION)
    try:
        die_with_parent()
        close_network()
        bound_memory(settings.sparql_memory)
        _settings = settings
    except (OSError, JailError) as error:
        _trouble = str(error)


def admit(question: Question) -> Admitted:
    """Examine one query; raises Refusal, SnapshotUnreadable, or the process simply ends."""
    settings = _settings
    if settings is None:
        raise SnapshotUnreadable(_trouble)
    allow_cpu(2 * settings.sparql_timeout)
    for iri in (*question.default_graphs, *question.named_graphs):
        if refusal := graph_refusal(iri, settings.base):
            raise refusal
    query = question.query
    examined = query if isinstance(query, Examined) else examine(query, settings)
    offered = tuple(ROW_FORMATS if examined.gives_rows else GRAPH_FORMATS)
    shape = choose(examined, question.formats, offered)
    return Admitted(examined, shape, names_its_graphs(examined.text))
