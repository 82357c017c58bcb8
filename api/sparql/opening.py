"""Who answers SPARQL for a library: workers on its snapshot, or the server that has its graph."""

from __future__ import annotations

from api.settings import Settings
from api.sparql.pool import QueryPool
from api.sparql.remote import RemotePool
from corpus.library import Library
from corpus.remote.reading import RemoteGraph


def open_pool(library: Library, settings: Settings) -> QueryPool:
    """Return a pool to be closed, or used as a context manager."""
    if isinstance(library.graph, RemoteGraph):
        return RemotePool(library.graph, settings)
    assert library.snapshot is not None  # noqa: S101 - what is not on a server is on disk
    return QueryPool(library.snapshot, settings)
