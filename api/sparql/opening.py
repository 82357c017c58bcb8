"""Who answers SPARQL for a library: workers on its snapshot, or the server that has its graph."""

from __future__ import annotations

from api.settings import Settings
from api.sparql.pool import QueryPool
from api.sparql.remote import RemotePool
from corpus.library import Library
from corpus.remote.reading import RemoteGraph


def open_pool(library: Library, settings: Settings) -> QueryPool:
    """Return a pool to be closed, or used as a context manager."""
    if library.snapshot is not None:
        return QueryPool(library.snapshot, settings)
    assert isinstance(library.graph, RemoteGraph)  # noqa: S101 - what is not on disk is on a server
    return RemotePool(library.graph, settings)
