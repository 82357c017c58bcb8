"""A copy of a server's graph on this machine, for what must be read at length in one state."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus.remote.reading import RemoteGraph
from corpus.store import GraphUnreachable, OxigraphStore


@contextmanager
def copied(graph: RemoteGraph, generation: str) -> Iterator[OxigraphStore]:
    """Give a store that holds what the server does, until the end of the block.

    Raises GraphUnreachable where the server does not hold that generation from the first byte to
    the last.
    """
    before = graph.standing()
    with TemporaryDirectory(prefix="prassi-copy-") as folder:
        store = OxigraphStore(Path(folder) / "graph")
        try:
            store.load(graph.quads())
            now = graph.standing()
            steady = now is not None and not now.changing and now == before
            if now is None or not steady or now.generation != generation:
                raise GraphUnreachable(
                    f"il grafo su {graph.server.where} è cambiato mentre lo si copiava: riprovate"
                )
            yield store
        finally:
            store.close()
