"""The catalogue in DCAT-AP_IT: what data there is, who holds the rights, how to get it. Pure.

The profile is that of the Italian national catalogue (dati.gov.it), version 1.0, of which every
mandatory property is there; `dcat:DataService` and checksums are DCAT 2. Nodes are the fragments of
the catalogue's own address under the base: there are no blank nodes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from rdflib import DCAT, DCTERMS, FOAF, OWL, RDF, SKOS, XSD, Graph, Literal, Namespace, URIRef

from corpus.release.colophon import ABOUT, ABOUT_EN, KEYWORDS, TITLE, TITLE_EN, Colophon
from corpus.release.manifest import Manifest, ReleaseFile

ADMS = Namespace("http://www.w3.org/ns/adms#")
DCATAPIT = Namespace("http://dati.gov.it/onto/dcatapit#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
_EU = "http://publications.europa.eu/resource/authority/"
_LICENCE_TYPES = "http://purl.org/adms/licencetype/"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_THEMES = URIRef(f"{_EU}data-theme")
_SOCIETY = URIRef(f"{_EU}data-theme/SOCI")
_ITALY = URIRef(f"{_EU}country/ITA")
_ITALIAN = URIRef(f"{_EU}language/ITA")
_IRREGULARLY = URIRef(f"{_EU}frequency/IRREG")
_PUBLIC = URIRef(f"{_EU}access-right/PUBLIC")
#: The EU's list of file types, by the media type that we say.
_FILE_TYPES: Mapping[str, str] = {
    "application/trig": "RDF_TRIG",
    "application/n-quads": "RDF_N_QUADS",
    "text/csv": "CSV",
}


@dataclass(frozen=True, slots=True)
class Portal:
    """Who publishes where: `here` is where the service is reached, `base` the start of our IRIs."""

    here: str
    base: str
    colophon: Colophon
    publisher_id: str
    contact: str

    @property
    def email(self) -> str:
        """Whom to write to: who looks after the host, where nobody else is named (RFC 2142).

        Harvesters want a domain of two parts; a host that has none gets one that leads nowhere.
        """
        host = urlsplit(self.here).hostname or "localhost"
        domain = host if "." in host else f"{host.replace(':', '-').strip('-')}.invalid"
        return self.contact or f"webmaster@{domain}"

    def node(self, name: str = "") -> URIRef:
        """Return a node of the catalogue; without a name, the catalogue itself."""
        return URIRef(f"{self.base}catalog{'#' if name else ''}{name}")

    @property
    def data(self) -> URIRef:
        """The dataset."""
        return self.node("data")


def catalogue(
    portal: Portal, issued: date, modified: date, generation: str, release: Manifest | None
) -> Graph:
    """Return the catalogue; without a release, files are told without checksum and size."""
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in _PREFIXES.items():
        graph.bind(prefix, namespace)
    for part in (
        _catalogue(portal, issued, modified),
        _dataset(portal, issued, modified, generation),
        _agents(portal),
        _licence(portal.colophon),
        _services(portal, modified),
        *((_file(portal, file, release) for file in release.files) if release else ()),
    ):
        for triple in part:
            graph.add(triple)
    return graph


_PREFIXES: Mapping[str, str] = {
    "adms": str(ADMS),
    "dcat": str(DCAT),
    "dcatapit": str(DCATAPIT),
    "dct": str(DCTERMS),
    "foaf": str(FOAF),
    "owl": str(OWL),
    "rdf": str(RDF),
    "skos": str(SKOS),
    "spdx": str(SPDX),
    "vcard": str(VCARD),
    "xsd": str(XSD),
}
_Triple = tuple[URIRef, URIRef, URIRef | Literal]


def _said(node: URIRef, *pairs: tuple[URIRef, URIRef | Literal]) -> Iterator[_Triple]:
    for predicate, value in pairs:
        yield node, predicate, value


def _day(day: date) -> Literal:
    return Literal(day.isoformat(), datatype=XSD.date)


def _both(predicate: URIRef, italian: str, english: str) -> tuple[tuple[URIRef, Literal], ...]:
    return ((predicate, Literal(italian, lang="it")), (predicate, Literal(english, lang="en")))


def _catalogue(portal: Portal, issued: date, modified: date) -> Iterator[_Triple]:
    yield from _said(
        portal.node(),
        (RDF.type, DCATAPIT.Catalog),
        (RDF.type, DCAT.Catalog),
        *_both(DCTERMS.title, f"Catalogo dei dati: {TITLE}", f"Data catalogue: {TITLE_EN}"),
        *_both(DCTERMS.description, f"I dati aperti di Prassi. {ABOUT}", ABOUT_EN),
        (DCTERMS.publisher, portal.node("publisher")),
        (DCTERMS.issued, _day(issued)),
        (DCTERMS.modified, _day(modified)),
        (DCTERMS.language, _ITALIAN),
        (DCTERMS.license, URIRef(portal.colophon.terms.url)),
        (DCTERMS.spatial, _ITALY),
        (FOAF.homepage, URIRef(f"{portal.here}/")),
        (DCAT.themeTaxonomy, _THEMES),
        (DCAT.dataset, portal.data),
        (DCAT.service, portal.node("sparql-service")),
        (DCAT.service, portal.node("api-service")),
    )


def _dataset(portal: Portal, issued: date, modified: date, generation: str) -> Iterator[_Triple]:
    yield from _said(
        portal.data,
        (RDF.type, DCATAPIT.Dataset),
        (RDF.type, DCAT.Dataset),
        (DCTERMS.identifier, Literal(f"{portal.publisher_id}:D.1")),
        *_both(DCTERMS.title, TITLE, TITLE_EN),
        *_both(DCTERMS.description, ABOUT, ABOUT_EN),
        (DCTERMS.issued, _day(issued)),
        (DCTERMS.modified, _day(modified)),
        (DCTERMS.publisher, portal.node("publisher")),
        (DCTERMS.creator, portal.node("publisher")),
        (DCTERMS.rightsHolder, portal.node("publisher")),
        (DCTERMS.accrualPeriodicity, _IRREGULARLY),
        (DCTERMS.accessRights, _PUBLIC),
        (DCTERMS.language, _ITALIAN),
        (DCTERMS.spatial, _ITALY),
        (DCTERMS.conformsTo, URIRef(f"{portal.base}onto")),
        (OWL.versionInfo, Literal(generation)),
        (DCAT.theme, _SOCIETY),
        (DCAT.contactPoint, portal.node("contact")),
        (DCAT.landingPage, URIRef(f"{portal.here}/")),
        *((DCAT.keyword, Literal(word, lang="it")) for word in KEYWORDS),
        (DCAT.distribution, portal.node("sparql")),
        (DCAT.distribution, portal.node("api")),
    )
    yield from _said(
        _SOCIETY,
        (RDF.type, SKOS.Concept),
        (SKOS.prefLabel, Literal("Popolazione e società", lang="it")),
    )
    yield from _said(
        _ITALY, (RDF.type, DCTERMS.Location), (DCATAPIT.geographicalIdentifier, Literal("ITA"))
    )
    onto = URIRef(f"{portal.base}onto")
    yield from _said(
        onto,
        (RDF.type, DCTERMS.Standard),
        (RDF.type, DCATAPIT.Standard),
        (DCTERMS.identifier, Literal(str(onto))),
        (DCTERMS.title, Literal("Ontologia delle pratiche di welfare", lang="it")),
    )


def _agents(portal: Portal) -> Iterator[_Triple]:
    yield from _said(
        portal.node("publisher"),
        (RDF.type, DCATAPIT.Agent),
        (RDF.type, FOAF.Agent),
        (DCTERMS.identifier, Literal(portal.publisher_id)),
        (FOAF.name, Literal(portal.colophon.publisher, lang="it")),
    )
    yield from _said(
        portal.node("contact"),
        (RDF.type, DCATAPIT.Organization),
        (RDF.type, VCARD.Organization),
        (RDF.type, VCARD.Kind),
        (VCARD.fn, Literal(portal.colophon.publisher, lang="it")),
        (VCARD.hasEmail, URIRef(f"mailto:{portal.email}")),
    )


def _licence(colophon: Colophon) -> Iterator[_Triple]:
    terms = colophon.terms
    yield from _said(
        URIRef(terms.url),
        (RDF.type, DCATAPIT.LicenseDocument),
        (RDF.type, DCTERMS.LicenseDocument),
        (DCTERMS.type, URIRef(f"{_LICENCE_TYPES}{terms.type}")),
        (FOAF.name, Literal(terms.name, lang="it")),
        (OWL.versionInfo, Literal(terms.version)),
        (OWL.sameAs, URIRef(f"{_EU}licence/{terms.authority}")),
    )


def _distribution(
    portal: Portal, name: str, title: str, about: str, file_type: str, access: str
) -> Iterator[_Triple]:
    yield from _said(
        portal.node(name),
        (RDF.type, DCATAPIT.Distribution),
        (RDF.type, DCAT.Distribution),
        (DCTERMS.title, Literal(title, lang="it")),
        (DCTERMS.description, Literal(about, lang="it")),
        (DCTERMS["format"], URIRef(f"{_EU}file-type/{file_type}")),
        (DCTERMS.license, URIRef(portal.colophon.terms.url)),
        (DCAT.accessURL, URIRef(access)),
    )


def _services(portal: Portal, modified: date) -> Iterator[_Triple]:
    sparql, api = f"{portal.here}/sparql", f"{portal.here}/api/v1"
    described = f"{api}/openapi.json"
    for name, title, about, file_type, endpoint, description in (
        (
            "sparql",
            "Interrogazione in SPARQL 1.1",
            "Il grafo si interroga in SPARQL 1.1, in sola lettura.",
            "SPARQLQ",
            sparql,
            sparql,
        ),
        (
            "api",
            "API REST",
            "Ricerca, pratiche, documenti e cambiamenti in JSON, descritti in OpenAPI.",
            "JSON",
            api,
            described,
        ),
    ):
        access = endpoint if name == "sparql" else described
        yield from _distribution(portal, name, title, about, file_type, access)
        service = portal.node(f"{name}-service")
        yield from _said(
            portal.node(name), (DCAT.accessService, service), (DCTERMS.modified, _day(modified))
        )
        yield from _said(
            service,
            (RDF.type, DCAT.DataService),
            (DCTERMS.title, Literal(title, lang="it")),
            (DCTERMS.description, Literal(about, lang="it")),
            (DCTERMS.license, URIRef(portal.colophon.terms.url)),
            (DCTERMS.publisher, portal.node("publisher")),
            (DCAT.contactPoint, portal.node("contact")),
            (DCAT.endpointURL, URIRef(endpoint)),
            (DCAT.endpointDescription, URIRef(description)),
            (DCAT.servesDataset, portal.data),
        )


def _file(portal: Portal, file: ReleaseFile, release: Manifest) -> Iterator[_Triple]:
    name = file.name.removesuffix(".gz").replace(".", "-")
    node, checksum = portal.node(name), portal.node(f"{name}-sha256")
    here = f"{portal.here}/dump/{release.generation}/"
    about = f"{file.about[:1].upper()}{file.about[1:].rstrip('.')}: {file.count} {file.counted}."
    yield portal.data, DCAT.distribution, node
    yield from _distribution(
        portal, name, file.title, about, _FILE_TYPES[file.media_type], f"{portal.here}/dump"
    )
    yield from _said(
        node,
        (DCTERMS.modified, _day(date.fromisoformat(release.released))),
        (DCAT.downloadURL, URIRef(f"{here}{file.name}")),
        (DCAT.mediaType, URIRef(f"{_MEDIA_TYPES}{file.media_type}")),
        (DCAT.byteSize, Literal(f"{file.bytes}.0", datatype=XSD.decimal)),
        (SPDX.checksum, checksum),
    )
    if file.compressed:
        yield node, DCAT.compressFormat, URIRef(f"{_MEDIA_TYPES}application/gzip")
    yield from _said(
        checksum,
        (RDF.type, SPDX.Checksum),
        (SPDX.algorithm, SPDX.checksumAlgorithm_sha256),
        (SPDX.checksumValue, Literal(file.sha256, datatype=XSD.hexBinary)),
    )
