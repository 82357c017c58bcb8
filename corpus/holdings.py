"""What the library holds: its documents as the graph names them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from corpus.generation import VERSION, weight, written
from corpus.projection import Names
from corpus.store import GraphStore

_IDENTIFIER = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
#: The graphs of the reference works, that of merges, and two that a store on a server keeps.
_TAKEN = ("vocabulary", "places", "identities", "curated", "standing")


def is_identifier(name: str) -> bool:
    """Tell whether a document or a practice may be called so."""
    return bool(_IDENTIFIER.fullmatch(name)) and name not in _TAKEN


@dataclass(frozen=True, slots=True)
class Holding:
    """A document held: its bytes, the extractor that read it, the digest of its graph."""

    document: str
    sha256: str
    version: str
    digest: str


class Holdings:
    """Looks documents up in a store, through patterns alone."""

    def __init__(self, store: GraphStore, names: Names) -> None:
        self._store = store
        self._names = names

    def __iter__(self) -> Iterator[Holding]:
        # Pattern by pattern, not document by document: a server is asked five times in all.
        node = self._names.node
        sources = self._store.quads(None, node("rdf:type"), node("wp:SourceDocument"))
        named = self._values("dct:identifier")
        hashes, versions, digests = (
            {graph: value for (graph, _), value in self._values(predicate).items()}
            for predicate in ("wp:sha256", "wp:extractorVersion", "dct:hasVersion")
        )
        for source in sources:
            graph = source.graph_name
            try:
                yield Holding(
                    named[graph, source.subject], hashes[graph], versions[graph], digests[graph]
                )
            except KeyError:  # the curated copy; or one that a server is in the middle of writing
                continue

    def get(self, document: str) -> Holding | None:
        """Return the holding with this identifier, or None."""
        if not is_identifier(document):
            return None
        graph = self._names.graph(document)
        return self._holding(graph) if self._store.has_graph(graph) else None

    def by_content(self, sha256: str) -> Holding | None:
        """Return a holding with these bytes, or None."""
        node = self._names.node
        wanted = ox.Literal(sha256, datatype=node("xsd:hexBinary"))
        for quad in self._store.quads(None, node("wp:sha256"), wanted):
            if isinstance(quad.graph_name, ox.NamedNode):
                return self._holding(quad.graph_name)
        return None

    def practices(self, document: str) -> tuple[str, ...]:
        """Return the practices a document describes, in order."""
        node, graph = self._names.node, self._names.graph(document)
        practices = self._store.quads(None, node("rdf:type"), node("wp:Practice"), graph)
        identifiers = (
            self._names.compact(quad.subject).removeprefix("practice/")
            for quad in practices
            if isinstance(quad.subject, ox.NamedNode)
        )
        return tuple(sorted(identifiers))

    def assertions(self, document: str) -> int:
        """Return how many assertions a document makes."""
        node, graph = self._names.node, self._names.graph(document)
        return sum(
            1 for _ in self._store.quads(None, node("rdf:type"), node("wp:Assertion"), graph)
        )

    def notes(self, document: str) -> tuple[str, ...]:
        """Return what the reading of a document says of itself (Italian), in a fixed order."""
        comment, graph = self._names.node("rdfs:comment"), self._names.graph(document)
        reading = self._names.node(f"activity/{document}")
        said = self._store.quads(reading, comment, None, graph)
        return tuple(
            sorted(quad.object.value for quad in said if isinstance(quad.object, ox.Literal))
        )

    def generation(self) -> str:
        """Return a digest of everything held, vocabulary included: equal libraries, equal one."""
        return written(weight(self._store.quads(predicate=VERSION)))

    def _holding(self, graph: ox.NamedNode) -> Holding:
        return Holding(
            document=self._value("dct:identifier", graph, of="wp:SourceDocument"),
            sha256=self._value("wp:sha256", graph),
            version=self._value("wp:extractorVersion", graph),
            digest=self._value("dct:hasVersion", graph),
        )

    def _value(self, predicate: str, graph: ox.NamedNode, of: str | None = None) -> str:
        node = self._names.node
        for quad in self._store.quads(None, node(predicate), None, graph):
            right = of is None or self._is(quad.subject, of, graph)
            if right and isinstance(quad.object, ox.Literal):
                return quad.object.value
        raise LookupError(f"{graph.value} has no {predicate}")

    def _values(self, predicate: str) -> dict[tuple[object, object], str]:
        """Return the values of a predicate by graph and subject, in all graphs."""
        return {
            (quad.graph_name, quad.subject): quad.object.value
            for quad in self._store.quads(predicate=self._names.node(predicate))
            if isinstance(quad.object, ox.Literal)
        }

    def _is(self, subject: object, kind: str, graph: ox.NamedNode) -> bool:
        if not isinstance(subject, ox.NamedNode):
            return False
        node = self._names.node
        found = self._store.quads(subject, node("rdf:type"), node(kind), graph)
        return next(iter(found), None) is not None
