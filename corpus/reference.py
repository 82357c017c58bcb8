"""The reference works every step consults: terms, concept schemes and the gazetteer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib import resources
from pathlib import Path

import pyoxigraph as ox
import rdflib

from corpus.portrait import Portraitist
from corpus.projection import DocumentGraph, Names
from ingest.linking.body_names import read_name
from ontology.graph import vocabulary_graph
from ontology.places import Gazetteer, load_gazetteer, places_graph
from ontology.rollups import Rollups
from ontology.schemes import ConceptSchemes, load_schemes
from ontology.terms import Terms


@dataclass(frozen=True)
class ReferenceWorks:
    """Terms under the configured base, concept schemes and territories."""

    terms: Terms
    schemes: ConceptSchemes
    gazetteer: Gazetteer

    @classmethod
    def load(cls, base: str, places: Path) -> ReferenceWorks:
        """Load everything; raises what `load_gazetteer` raises when set-up has not been run."""
        return cls(Terms(base), load_schemes(), load_gazetteer(places))

    @cached_property
    def names(self) -> Names:
        """The terms as RDF nodes."""
        return Names(self.terms)

    @cached_property
    def portraitist(self) -> Portraitist:
        """Who reads practices out of a graph."""
        return Portraitist(self.names, self.schemes, self.gazetteer)

    @cached_property
    def rollups(self) -> Rollups:
        """Who writes out what follows from facts by the trees of concepts and territories."""
        return Rollups(self.terms, self.schemes, self.gazetteer)

    @cached_property
    def territory_in_name(self) -> Callable[[str], str | None]:
        """From the name of a body to the code of the territory it is named after; remembered."""

        def find(name: str) -> str | None:
            place = read_name(name, self.gazetteer).place
            return place.code if place else None

        return lru_cache(maxsize=100_000)(find)

    def versions(self) -> Mapping[str, str]:
        """Return the version of the graphs that every library holds, by name.

        A digest of what each is made from: the ontology's files (its code too, which writes the
        graphs), the base, the territories. A newer release is noticed without making any graph.
        """
        made_from = {"vocabulary": (), "places": tuple(self.gazetteer)}
        written = [self.terms.base, *_ontology_files()]
        return {
            name: hashlib.sha256("\n".join([*written, *map(repr, rows)]).encode()).hexdigest()
            for name, rows in made_from.items()
        }

    def graph(self, name: str) -> DocumentGraph:
        """Make one of these graphs, its version among the evidence; seconds of work."""
        makers = {
            "vocabulary": lambda: vocabulary_graph(self.terms),
            "places": lambda: places_graph(self.terms, self.gazetteer),
        }
        node = self.graph_node(name)
        triples = tuple(sorted(_triples(makers[name]()), key=str))
        digest = self.versions()[name]
        return DocumentGraph(node, triples, (self.version_of(name, digest),), digest)

    def graph_node(self, name: str) -> ox.NamedNode:
        """Return the name of one of these graphs."""
        return ox.NamedNode(f"{self.terms.base}graph/{name}")

    def version_of(self, name: str, digest: str) -> ox.Triple:
        """Return the triple by which a library says which version it holds."""
        has_version = self.names.node("dct:hasVersion")
        return ox.Triple(self.graph_node(name), has_version, ox.Literal(digest))


@cache
def _ontology_files() -> tuple[str, ...]:
    """Return name and digest of every file of the ontology package, code included."""
    found = []
    folders = [resources.files("ontology")]
    while folders:
        for entry in folders.pop().iterdir():
            if entry.is_dir():
                folders.append(entry)
            elif not entry.name.endswith(".pyc"):
                found.append(f"{entry.name} {hashlib.sha256(entry.read_bytes()).hexdigest()}")
    return tuple(sorted(found))


def to_rdflib(triples: Iterable[ox.Triple]) -> rdflib.Graph:
    """Return the same triples as an rdflib graph, for SHACL and for serialising."""
    graph = rdflib.Graph()
    for triple in triples:
        graph.add((_rdflib(triple.subject), _rdflib(triple.predicate), _rdflib(triple.object)))
    return graph


def _rdflib(term: object) -> rdflib.URIRef | rdflib.Literal:
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return rdflib.Literal(term.value, lang=term.language)
        kind = rdflib.URIRef(term.datatype.value)
        # RDF 1.1 says a plain literal is an xsd:string; rdflib still tells them apart.
        return rdflib.Literal(term.value, datatype=None if kind == rdflib.XSD.string else kind)
    raise TypeError(f"no blank nodes in the library: {term}")


def _triples(graph: rdflib.Graph) -> Iterator[ox.Triple]:
    """Yield an rdflib graph's triples; blank nodes (lists in the ontology) are skolemised."""
    for subject, predicate, value in graph.skolemize():
        yield ox.Triple(_node(subject), _node(predicate), _term(value))


def _node(term: rdflib.term.Node) -> ox.NamedNode:
    return ox.NamedNode(str(term))


def _term(term: rdflib.term.Node) -> ox.NamedNode | ox.Literal:
    if not isinstance(term, rdflib.Literal):
        return ox.NamedNode(str(term))
    if term.language:
        return ox.Literal(str(term), language=term.language)
    if term.datatype:
        return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)))
    return ox.Literal(str(term))
