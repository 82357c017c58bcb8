"""The graph on disk, behind a small protocol so that another SPARQL engine can take its place.

One change is one transaction: `apply` removes and adds quads together or not at all. Readers never
share a live store with the writer (RocksDB forbids it): they open a published snapshot. A store on
a server (`corpus.remote`) is *live*: who reads it sees each change at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import IO, Protocol

import pyoxigraph as ox

Subject = ox.NamedNode
Term = ox.NamedNode | ox.Literal
Graph = ox.NamedNode | ox.DefaultGraph
DEFAULT_GRAPH = ox.DefaultGraph()


class StoreInUse(RuntimeError):
    """Another process is writing the graph; the message says so in Italian."""


class GraphUnreachable(RuntimeError):
    """The server of the graph is away, late, or refuses; the message says so in Italian."""


class GraphStore(Protocol):
    """What the library asks of a graph store. All nodes are IRIs; there are no blank nodes."""

    def apply(self, remove: Iterable[ox.Quad], add: Iterable[ox.Quad]) -> None:
        """Remove quads that are there, then add quads that are not, in one transaction."""

    def load(self, quads: Iterable[ox.Quad]) -> None:
        """Add many quads quickly; not atomic, for vocabulary and imports into an empty store."""

    def quads(
        self,
        subject: Subject | None = None,
        predicate: Subject | None = None,
        object: Term | None = None,
        graph: Graph | None = None,
    ) -> Iterator[ox.Quad]:
        """Yield the quads that match; None matches anything, in every graph."""

    def about(self, subjects: Collection[Subject], graph: Graph) -> Iterator[ox.Quad]:
        """Yield the quads of many subjects in one graph, in no order."""

    def holders(
        self, triples: Collection[ox.Triple], graph: Graph | None = None
    ) -> dict[ox.Triple, frozenset[Graph]]:
        """Return which graphs hold each triple, or whether this one does; no key for the others."""

    def select(
        self, query: str, bindings: Mapping[str, Term] | None = None
    ) -> list[dict[str, Term]]:
        """Answer a trusted SELECT over the default graph.

        Values from outside come only as `bindings`, of variables that the SELECT names.
        """

    def as_kept(self, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        """Yield the quads as the store would give them back: engines rewrite some literals."""

    def has_graph(self, graph: ox.NamedNode) -> bool:
        """Tell whether a named graph holds anything."""

    def dump(self, out: IO[bytes], graph: Graph | None = None) -> None:
        """Write N-Quads (every graph) or N-Triples (one), sorted: equal stores, equal bytes."""

    def close(self) -> None:
        """Let go of the files."""


class OxigraphStore:
    """The embedded store: pyoxigraph over RocksDB, or in memory when no folder is given."""

    def __init__(self, folder: Path | None = None, *, read_only: bool = False) -> None:
        try:
            if folder is None:
                self._store = ox.Store()
            elif read_only:
                self._store = ox.Store.read_only(str(folder))
            else:
                folder.parent.mkdir(parents=True, exist_ok=True)
                self._store = ox.Store(str(folder))
                for diary in folder.glob("LOG.old.*"):
                    diary.unlink()  # the engine keeps a thousand, of every former opening
        except OSError as error:
            if "lock" in str(error).lower():
                raise StoreInUse(
                    f"il grafo in {folder} è in uso da un altro comando che scrive: "
                    "aspettate che finisca e riprovate"
                ) from error
            raise

    def apply(self, remove: Iterable[ox.Quad], add: Iterable[ox.Quad]) -> None:
        # pyoxigraph has no open transaction in Python, but one update request is one transaction.
        # The text below is made of terms serialised by the engine itself, never of user strings.
        operations = [
            f"{verb} DATA {{ {body} }}"
            for verb, body in (("DELETE", _data(remove)), ("INSERT", _data(add)))
            if body
        ]
        if operations:
            self._store.update(" ;\n".join(operations))

    def load(self, quads: Iterable[ox.Quad]) -> None:
        self._store.bulk_extend(quads)

    def quads(
        self,
        subject: Subject | None = None,
        predicate: Subject | None = None,
        object: Term | None = None,
        graph: Graph | None = None,
    ) -> Iterator[ox.Quad]:
        return self._store.quads_for_pattern(subject, predicate, object, graph)

    def about(self, subjects: Collection[Subject], graph: Graph) -> Iterator[ox.Quad]:
        return chain.from_iterable(self.quads(subject, graph=graph) for subject in subjects)

    def holders(
        self, triples: Collection[ox.Triple], graph: Graph | None = None
    ) -> dict[ox.Triple, frozenset[Graph]]:
        found = {}
        for triple in triples:
            quads = self.quads(triple.subject, triple.predicate, triple.object, graph)  # type: ignore[arg-type]
            if graphs := frozenset(quad.graph_name for quad in quads):
                found[triple] = graphs
        return found  # type: ignore[return-value] # no graph of ours is a blank node

    def select(
        self, query: str, bindings: Mapping[str, Term] | None = None
    ) -> list[dict[str, Term]]:
        substitutions: dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple] = {
            ox.Variable(name): term for name, term in (bindings or {}).items()
        }
        solutions = self._store.query(query, substitutions=substitutions)
        if not isinstance(solutions, ox.QuerySolutions):
            raise TypeError("select takes a SELECT query")
        names = [variable.value for variable in solutions.variables]
        return [{name: row[name] for name in names if row[name] is not None} for row in solutions]

    def as_kept(self, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        return plain(quads)

    def has_graph(self, graph: ox.NamedNode) -> bool:
        return next(self.quads(graph=graph), None) is not None

    def dump(self, out: IO[bytes], graph: Graph | None = None) -> None:
        write_sorted(self.quads(graph=graph), out, named=graph is None)

    def snapshot(self, folder: Path) -> None:
        """Publish a read-only copy of the store into a folder that does not exist yet."""
        self._store.flush()
        self._store.backup(str(folder))

    def close(self) -> None:
        try:
            self._store.flush()
        finally:
            del self._store


def plain(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Yield quads with their literals in the one form that every store of ours gives back.

    ``"1.50"^^xsd:decimal`` becomes 1.5, an xsd:nonNegativeInteger an xsd:integer.
    """
    scratch = ox.Store()
    scratch.extend(quads)
    return scratch.quads_for_pattern(None, None, None, None)


def write_sorted(quads: Iterable[ox.Quad], out: IO[bytes], *, named: bool) -> None:
    """Write quads as N-Quads, or as N-Triples unless `named`, one a line, in order."""
    lines = sorted(f"{quad if named else quad.triple} .\n" for quad in quads)
    out.writelines(line.encode() for line in lines)


def _data(quads: Iterable[ox.Quad]) -> str:
    return " ".join(
        f"{quad.triple} ."
        if isinstance(quad.graph_name, ox.DefaultGraph)
        else f"GRAPH {quad.graph_name} {{ {quad.triple} }}"
        for quad in quads
    )
