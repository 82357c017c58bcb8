"""The vocabulary as RDF: the ontology and the concept schemes, under any base.

The files are written under the default base; another base replaces it wherever it stands, in IRIs
and in the literals that name them. The graphs hold no blank nodes, so equal means equal.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from rdflib import DCTERMS, RDF, SKOS, Graph, Literal, URIRef

from ontology.codelists import Code, load_codes
from ontology.schemes import Concept, ConceptSchemes, load_schemes, scheme_titles
from ontology.tables import read_text
from ontology.terms import DEFAULT_BASE, PREFIXES, Terms

_LICENCE = URIRef("https://creativecommons.org/licenses/by/4.0/")


def rebased(path: str, terms: Terms) -> str:
    """Return the text of a file of this package, under the base of `terms`."""
    return read_text(path).replace(DEFAULT_BASE, terms.base)


def read_turtle(path: str, terms: Terms) -> Graph:
    """Return a Turtle file of this package as a graph under the base of `terms`."""
    return _bound(Graph(bind_namespaces="none"), terms).parse(
        data=rebased(path, terms), format="turtle"
    )


def jsonld_context(terms: Terms) -> dict[str, Any]:
    """Return the JSON-LD context of the vocabulary: prefixes, and plain names for what we use."""
    context: dict[str, Any] = json.loads(rebased("context.jsonld", terms))
    return context


@lru_cache(maxsize=4)
def vocabulary_graph(terms: Terms) -> Graph:
    """Return ontology and schemes together, made once for each base: copy before changing it."""
    return read_turtle("welfare.ttl", terms) + schemes_graph(terms)


def schemes_graph(terms: Terms, schemes: ConceptSchemes | None = None) -> Graph:
    """Return the concept schemes in SKOS, with the codes of others' lists that they match."""
    schemes = schemes or load_schemes()
    graph = _bound(Graph(bind_namespaces="none"), terms)
    for name, (title_it, title_en, definition) in scheme_titles().items():
        scheme = URIRef(terms.scheme(name))
        graph.add((scheme, RDF.type, SKOS.ConceptScheme))
        graph.add((scheme, DCTERMS.title, Literal(title_it, lang="it")))
        graph.add((scheme, DCTERMS.title, Literal(title_en, lang="en")))
        graph.add((scheme, DCTERMS.description, Literal(definition, lang="it")))
        graph.add((scheme, DCTERMS.license, _LICENCE))
    for concept in schemes:
        for triple in _concept_triples(concept, terms):
            graph.add(triple)
        for triple in _transitive_triples(concept, schemes, terms):
            graph.add(triple)
    for code in _matched(schemes):
        node = URIRef(terms.expand(code.id))
        graph.add((node, SKOS.prefLabel, Literal(code.label, lang="it")))
        graph.add((node, SKOS.notation, Literal(code.notation)))
    return graph


_Triple = tuple[URIRef, URIRef, URIRef | Literal]


def _concept_triples(concept: Concept, terms: Terms) -> Iterator[_Triple]:
    node, scheme = URIRef(terms.expand(concept.id)), URIRef(terms.scheme(concept.scheme))
    yield node, RDF.type, SKOS.Concept
    yield node, SKOS.inScheme, scheme
    yield node, SKOS.notation, Literal(concept.notation)
    yield node, SKOS.prefLabel, Literal(concept.label, lang="it")
    yield node, SKOS.prefLabel, Literal(concept.label_en, lang="en")
    for label in concept.alt_labels:
        yield node, SKOS.altLabel, Literal(label, lang="it")
    for parent in concept.parents:
        yield node, SKOS.broader, URIRef(terms.expand(parent))
        yield URIRef(terms.expand(parent)), SKOS.narrower, node
    if not concept.parents:
        yield node, SKOS.topConceptOf, scheme
        yield scheme, SKOS.hasTopConcept, node
    for match in concept.exact_match:
        yield node, SKOS.exactMatch, URIRef(terms.expand(match))
    for match in concept.close_match:
        yield node, SKOS.closeMatch, URIRef(terms.expand(match))


def _transitive_triples(
    concept: Concept, schemes: ConceptSchemes, terms: Terms
) -> Iterator[_Triple]:
    """Write out what SKOS infers: `broader` is for one step, these two for any number of them."""
    node = URIRef(terms.expand(concept.id))
    for ancestor in schemes.ancestors(concept.id):
        above = URIRef(terms.expand(ancestor))
        yield node, SKOS.broaderTransitive, above
        yield above, SKOS.narrowerTransitive, node


def _matched(schemes: Iterable[Concept]) -> Iterator[Code]:
    codes = load_codes()
    for concept in schemes:
        for match in (*concept.exact_match, *concept.close_match):
            yield codes[match]


def _bound(graph: Graph, terms: Terms) -> Graph:
    for prefix in PREFIXES:
        graph.bind(prefix, terms.namespace(prefix))
    return graph
