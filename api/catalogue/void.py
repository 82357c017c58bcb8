"""The dataset in VoID: how large it is, what it is made of, where it leads. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from rdflib import DCTERMS, FOAF, RDF, VOID, XSD, Graph, Literal, URIRef

from api.catalogue.dcat import Portal
from corpus.release.colophon import ABOUT, TITLE
from corpus.release.graphs import Counts, targets
from corpus.release.manifest import Manifest
from ontology.terms import PREFIXES, Terms

_FORMATS = "http://www.w3.org/ns/formats/"
_PREFIXES = {
    "dct": str(DCTERMS),
    "foaf": str(FOAF),
    "rdf": str(RDF),
    "void": str(VOID),
    "xsd": str(XSD),
}
_Triple = tuple[URIRef, URIRef, URIRef | Literal]


def description(
    portal: Portal,
    address: str,
    modified: date,
    examples: Iterable[str],
    release: Manifest | None,
) -> Graph:
    """Return the description at an address; counts and dumps are there once there is a release.

    `examples` are IRIs of things of ours.
    """
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in _PREFIXES.items():
        graph.bind(prefix, namespace)
    me = URIRef(address)
    for triple in (
        (me, RDF.type, VOID.DatasetDescription),
        (me, DCTERMS.title, Literal(f"Descrizione VoID: {TITLE}", lang="it")),
        (me, DCTERMS.creator, portal.node("publisher")),
        (me, FOAF.primaryTopic, portal.data),
        *_dataset(portal, modified, examples),
        *(_counted(portal, release.counts) if release else ()),
        *(_dumped(portal, release) if release else ()),
    ):
        graph.add(triple)
    return graph


def _dataset(portal: Portal, modified: date, examples: Iterable[str]) -> Iterator[_Triple]:
    data = portal.data
    yield data, RDF.type, VOID.Dataset
    yield data, DCTERMS.title, Literal(TITLE, lang="it")
    yield data, DCTERMS.description, Literal(ABOUT, lang="it")
    yield data, DCTERMS.publisher, portal.node("publisher")
    yield data, DCTERMS.license, URIRef(portal.colophon.terms.url)
    yield data, DCTERMS.modified, Literal(modified.isoformat(), datatype=XSD.date)
    yield data, FOAF.homepage, URIRef(f"{portal.here}/")
    yield data, VOID.uriSpace, Literal(portal.base)
    yield data, VOID.sparqlEndpoint, URIRef(f"{portal.here}/sparql")
    for name in ("Turtle", "JSON-LD", "N-Triples", "RDF_XML"):
        yield data, VOID.feature, URIRef(f"{_FORMATS}{name}")
    for example in examples:
        yield data, VOID.exampleResource, URIRef(example)


def _counted(portal: Portal, counts: Counts) -> Iterator[_Triple]:
    data = portal.data
    for predicate, number in (
        (VOID.triples, counts.triples),
        (VOID.entities, counts.entities),
        (VOID.distinctSubjects, counts.subjects),
        (VOID.distinctObjects, counts.objects),
        (VOID.properties, len(counts.properties)),
        (VOID.classes, len(counts.classes)),
    ):
        yield data, predicate, Literal(number, datatype=XSD.integer)
    for vocabulary in _vocabularies(portal, counts):
        yield data, VOID.vocabulary, URIRef(vocabulary)
    partitions = (
        ("class", VOID.classPartition, VOID["class"], VOID.entities, counts.classes),
        ("property", VOID.propertyPartition, VOID.property, VOID.triples, counts.properties),
    )
    for kind, leads, of, measure, numbers in partitions:
        for place, (iri, number) in enumerate(numbers.items(), 1):
            node = portal.node(f"{kind}-{place}")
            yield data, leads, node
            yield node, RDF.type, VOID.Dataset
            yield node, of, URIRef(iri)
            yield node, measure, Literal(number, datatype=XSD.integer)
    for place, link in enumerate(counts.linksets, 1):
        node, target = portal.node(f"linkset-{place}"), portal.node(f"target-{link.target}")
        yield data, VOID.subset, node
        yield node, RDF.type, VOID.Linkset
        yield node, VOID.linkPredicate, URIRef(link.predicate)
        yield node, VOID.subjectsTarget, data
        yield node, VOID.objectsTarget, target
        yield node, VOID.triples, Literal(link.triples, datatype=XSD.integer)
        about = targets()[link.target]
        yield target, RDF.type, VOID.Dataset
        yield target, DCTERMS.title, Literal(about["title"], lang="it")
        yield target, FOAF.homepage, URIRef(about["home"])
        yield target, VOID.uriSpace, Literal(about["space"])


def _vocabularies(portal: Portal, counts: Counts) -> list[str]:
    """Return the namespaces of the vocabularies that the data uses, in order."""
    terms = Terms(portal.base)
    used = (*counts.properties, *counts.classes)
    namespaces = (terms.namespace(prefix) for prefix in PREFIXES)
    return sorted(one for one in namespaces if any(iri.startswith(one) for iri in used))


def _dumped(portal: Portal, release: Manifest) -> Iterator[_Triple]:
    for file in release.files:
        if file.media_type != "text/csv":
            where = f"{portal.here}/dump/{release.generation}/{file.name}"
            yield portal.data, VOID.dataDump, URIRef(where)
