"""The data of a thing, whole: what the graph tells around it and what the document is."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from api.linked.addresses import ONTOLOGY, Resource, resource
from api.linked.formats import Format
from api.linked.metadata import about
from api.linked.writing import written
from corpus.library import Library
from corpus.neighbourhoods import Neighbourhood, NeighbourhoodTooLargeError

#: Kinds of thing that may be merged into another.
_MERGED = ("practice", "organisation")
_TOO_LARGE = "Questo grafo è troppo grande per un solo documento: si legge a pezzi con SPARQL."


@dataclass(frozen=True, slots=True)
class Documents:
    """Reads the data of things from a library."""

    library: Library

    def find(self, path: str) -> Resource | None:
        """Return the resource of a short path, None where the graph says nothing of it."""
        names = self.library.reference.names
        found = resource(path, names)
        if found is None:
            return None
        around = self.library.neighbourhoods
        held = around.is_graph(found.node) if found.kind == "graph" else around.holds(found.node)
        return found if held else None

    def kept(self, path: str) -> str | None:
        """Return the path of what a thing was merged into, None where it stands for itself."""
        if path.partition("/")[0] not in _MERGED:
            return None
        kept = self.library.standing_for(path)
        return None if kept == path else kept

    def told(self, found: Resource, *, evidence: bool = False) -> Neighbourhood | None:
        """Return what is told of a resource, with what was merged into it.

        Raises NeighbourhoodTooLargeError, except for a graph: of a large one only what it is.
        """
        around = self.library.neighbourhoods
        if found.kind == "graph":
            try:
                return around.graph(found.node)
            except NeighbourhoodTooLargeError:
                comment = self.library.reference.names.node("rdfs:comment")
                says = ox.Triple(found.node, comment, ox.Literal(_TOO_LARGE, language="it"))
                held = around.around(found.node)
                return Neighbourhood(found.node, (*(held.told if held else ()), says))
        names = self.library.merged(found.name) if found.kind in _MERGED else ()
        others = [self.library.reference.names.node(name) for name in names]
        return around.around(found.node, others, evidence=evidence)

    def own(self, found: Resource) -> tuple[ox.Triple, ...]:
        """Return what is said of a resource itself, without what it holds."""
        return self.library.neighbourhoods.own(found.node)

    def body(self, found: Resource, shape: Format, *, evidence: bool) -> bytes | None:
        """Return the data of a resource in a format; raises NeighbourhoodTooLargeError."""
        told = self.told(found, evidence=evidence)
        if told is None:
            return None
        reference = self.library.reference
        own = about(
            found, told, reference.names, evidence=evidence, generation=self.library.generation
        )
        return written((*told.triples, *own), told.centre, shape, reference.terms)

    def ontology(self, shape: Format) -> bytes:
        """Return the ontology in a format."""
        told = self.library.neighbourhoods.ontology()
        return written(told.triples, told.centre, shape, self.library.reference.terms)


def ontology_path(extension: str) -> str:
    """Return the address of the ontology in a format."""
    return f"/{ONTOLOGY}.{extension}"
