"""A graph on a server, written: by one command at a time, in changes that are whole or undone.

Where a request is one transaction a change is one request. Elsewhere, and where it is too large,
it is promised in the data folder first (`claim`), and the standing says meanwhile that the graph is
changing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pyoxigraph as ox

from corpus.generation import VERSION, weight
from corpus.remote import wording
from corpus.remote.claim import Claim
from corpus.remote.reading import RemoteGraph, batches
from corpus.remote.server import GraphRefused, Server
from corpus.remote.standing import PREDICATE, Standing
from corpus.store import DEFAULT_GRAPH, Graph, StoreInUse, plain

#: Triples sent at once by the Graph Store Protocol.
_LOAD = 20_000

Operation = tuple[str, Iterable[ox.Quad]]


class RemoteStore(RemoteGraph):
    """The one writer of a graph on a server."""

    def __init__(self, server: Server, base: str, folder: Path) -> None:
        """Take the graph for the library in `folder`, and finish what was cut short.

        Raises StoreInUse while another command writes, or when the graph is of another folder;
        GraphUnreachable.
        """
        self._claim = Claim(folder)
        try:
            super().__init__(server, base)
            self._told = self._standings()  # what the server may have: one, two after a cut
            self._now = self._taken(folder)
            if not self._told:
                self._stand(self._now)
                self.dialect = self._look()  # now that there is something to look at
            self._keep_promise()
            if self._now.changing or weight(self.quads(predicate=VERSION)) != self._now.total:
                self._settle()
        except BaseException:
            self.close()
            raise

    def apply(self, remove: Iterable[ox.Quad], add: Iterable[ox.Quad]) -> None:
        gone, come = [*plain(remove)], [*plain(add)]
        if not gone and not come:
            return
        self._go_on()
        if self.dialect.atomic and len(gone) + len(come) < self.dialect.most_quads:
            self._stand(self._now.after(gone, come), ("DELETE", gone), ("INSERT", come))
            return
        self._claim.promise(gone, come)
        self._stand(self._now.begun())
        try:
            self._in_steps(gone, come)
        except GraphRefused:
            # The server is there and will not have it: then nothing was done.
            self._in_steps(come, gone)
            self._stand(self._now.after((), ()))
            self._claim.forget()
            raise
        self._stand(self._now.after(gone, come))
        self._claim.forget()

    def load(self, quads: Iterable[ox.Quad]) -> None:
        self._go_on()
        self._stand(self._now.begun())
        for batch in batches(quads, _LOAD):
            # The default graph first: what says that a graph is whole is in the graph itself.
            some = sorted(plain(batch), key=lambda quad: _order(quad.graph_name))
            for graph, those in groupby(some, key=lambda quad: quad.graph_name):
                self._add(graph, [*those])
        self._settle()

    def close(self) -> None:
        try:
            super().close()
        finally:
            self._claim.release()

    def _taken(self, folder: Path) -> Standing:
        """Return how the graph stands; raises StoreInUse where it is not this folder's."""
        for one in self._told:
            if one.owner != self._claim.owner:
                raise StoreInUse(
                    f"il grafo su {self.server.where} è di un'altra cartella di dati, non di "
                    f"{folder}: indicate quella con PRASSI_DATA, o un altro indirizzo"
                )
        return max(self._told, key=_revision, default=Standing(self._claim.owner, 0, 0))

    def _go_on(self) -> None:
        """See that the graph is as we left it, and finish what was cut short meanwhile."""
        found = self._standings()
        if not found or not {*found} <= {*self._told}:
            raise StoreInUse(
                f"un altro programma ha cambiato il grafo su {self.server.where} mentre questo "
                "scriveva: fermate quello e ripetete il comando"
            )
        self._now, self._told = max(found, key=_revision), found
        self._keep_promise()

    def _keep_promise(self) -> None:
        if promised := self._claim.promised():
            self._stand(self._now.begun())
            self._in_steps(*promised)
            self._settle()
            self._claim.forget()

    def _settle(self) -> None:
        """Say how the graph stands by looking at all of it."""
        total = weight(self.quads(predicate=VERSION))
        self._stand(replace(self._now.after((), ()), total=total))

    def _stand(self, after: Standing, *operations: Operation) -> None:
        """Send a change with the standing that follows from it, which takes the place of ours."""
        stale = [one for one in self._told if one != after]
        self._told = [*stale, after]  # until the answer comes either may be true
        self._send(*operations, ("INSERT", [self._says(after)]), ("DELETE", map(self._says, stale)))
        self._now, self._told = after, [after]

    def _in_steps(self, remove: Iterable[ox.Quad], add: Iterable[ox.Quad]) -> None:
        for verb, quads in (("DELETE", remove), ("INSERT", add)):
            for batch in batches(quads, self.dialect.most_quads):
                self._send((verb, batch))

    def _send(self, *operations: Operation) -> None:
        self.server.update(
            wording.change(*((verb, self._written(quads)) for verb, quads in operations))
        )

    def _add(self, graph: Graph, quads: list[ox.Quad]) -> None:
        """Add quads of one graph."""
        if not self.server.takes_graphs:
            self._in_steps([], quads)
            return
        name = self._sent_graph(graph)
        lines = "".join(f"{triple} .\n" for _, triple in self._written(quads))
        self.server.add({"graph": name.value} if name else {"default": ""}, lines.encode())

    def _written(self, quads: Iterable[ox.Quad]) -> Iterator[tuple[str, str]]:
        """Yield graph and triple of each quad, as the server will keep them."""
        for quad in quads:
            graph = self._sent_graph(quad.graph_name)  # type: ignore[arg-type]
            value = self.dialect.sent(quad.object)  # type: ignore[arg-type]
            yield str(graph or ""), f"{quad.subject} {quad.predicate} {value}"

    def _says(self, standing: Standing) -> ox.Quad:
        return ox.Quad(self._standing, PREDICATE, standing.literal(), self._standing)


def _revision(standing: Standing) -> int:
    return standing.revision


def _order(graph: object) -> str:
    return "" if graph == DEFAULT_GRAPH else str(graph)
