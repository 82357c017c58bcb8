"""The reference works every step consults: terms, concept schemes and the gazetteer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox
import rdflib

from corpus.portrait import Portraitist
from corpus.projection import DocumentGraph, Names
from ontology.graph import vocabulary_graph
from ontology.places import Gazetteer, load_gazetteer, places_graph
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

    def graphs(self) -> Iterator[DocumentGraph]:
        """Yield the vocabulary and the territories as graphs of the store, each with its version.

        The version is a digest of the triples, so a newer release of the ontology or of the
        gazetteer is noticed and replaces the older one.
        """
        for name, graph in (
            ("vocabulary", vocabulary_graph(self.terms)),
            ("places", places_graph(self.terms, self.gazetteer)),
        ):
            node = ox.NamedNode(f"{self.terms.base}graph/{name}")
            triples = tuple(sorted(_triples(graph), key=str))
            digest = hashlib.sha256("\n".join(map(str, triples)).encode()).hexdigest()
            version = ox.Triple(node, self.names.node("dct:hasVersion"), ox.Literal(digest))
            yield DocumentGraph(node, triples, (version,), digest)


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
