"""A practice as a record: unqualified Dublin Core, or its facts in RDF."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox
from lxml import etree

from api.catalogue.addresses import Addresses
from corpus.registers.documents import DocumentEntry
from corpus.views import FactKind, PracticeView
from ontology.terms import PREFIXES, Terms

OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
_DC = "http://purl.org/dc/elements/1.1/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#: What XML cannot hold, not even escaped.
_NO_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class MetadataFormat:
    """A format of records: its prefix, the address of its schema and its namespace."""

    prefix: str
    schema: str
    namespace: str


FORMATS: Mapping[str, MetadataFormat] = {
    one.prefix: one
    for one in (
        MetadataFormat("oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd", OAI_DC),
        MetadataFormat("rdf", "http://www.openarchives.org/OAI/2.0/rdf.xsd", RDF),
    )
}


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a practice: its facts, without evidence, its document; as triples, too."""

    view: PracticeView
    document: DocumentEntry | None
    facts: Callable[[], Iterable[ox.Quad]]


def text(words: str) -> str:
    """Return words without the signs that XML cannot hold."""
    return _NO_XML.sub("", words)


def record(prefix: str, told: Told, addresses: Addresses, publisher: str) -> etree._Element:
    """Return a practice in a format of `FORMATS`."""
    if prefix == "rdf":
        return _rdf(told.facts(), addresses.names.terms)
    return _dublin_core(told.view, told.document, addresses, publisher)


def _dublin_core(
    view: PracticeView, document: DocumentEntry | None, addresses: Addresses, publisher: str
) -> etree._Element:
    root = etree.Element(f"{{{OAI_DC}}}dc", nsmap={"oai_dc": OAI_DC, "dc": _DC, "xsi": _XSI})
    where = f"{OAI_DC} {FORMATS['oai_dc'].schema}"
    root.set(f"{{{_XSI}}}schemaLocation", where)

    def add(name: str, *values: str | None) -> None:
        for value in dict.fromkeys(text(one) for one in values if one):
            element = etree.SubElement(root, f"{{{_DC}}}{name}")
            element.text = value

    add("title", view.title)
    add("creator", *(f.label for f in view.of(FactKind.ACTOR) if f.detail.get("role")))
    add("contributor", *(f.label for f in view.of(FactKind.ACTOR) if not f.detail.get("role")))
    for kind in (FactKind.MEASURE, FactKind.BENEFICIARY, FactKind.NEED):
        add("subject", *(fact.label for fact in view.of(kind)))
    add("description", *(fact.label for fact in view.of(FactKind.RESULT)))
    add("publisher", publisher)
    add("date", *(_dates(fact.detail) for fact in view.of(FactKind.PERIOD)))
    add("type", view.kind_label)
    add("identifier", view.iri, addresses.page(f"practice/{view.id}"))
    if document:
        add("source", document.source_title, document.source_url)
    add("language", "it")
    add("coverage", *(fact.label for fact in view.of(FactKind.PLACE)))
    if document:
        add("rights", document.licence)
    return root


def _dates(detail: Mapping[str, str]) -> str | None:
    start, end = detail.get("start"), detail.get("end")
    return f"{start}/{end}" if start and end else start or end


def _rdf(facts: Iterable[ox.Quad], terms: Terms) -> etree._Element:
    triples = sorted({quad.triple for quad in facts}, key=str)
    named = {term.value for one in triples for term in one if isinstance(term, ox.NamedNode)}
    prefixes = {
        prefix: namespace
        for prefix in PREFIXES
        if any(iri.startswith(namespace := terms.namespace(prefix)) for iri in named)
    }
    out = io.BytesIO()
    ox.serialize(triples, out, format=ox.RdfFormat.RDF_XML, prefixes=prefixes)
    return etree.fromstring(out.getvalue())
