"""The data are described as DCAT-AP_IT and VoID want: every mandatory property, in every format."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from rdflib import DCAT, DCTERMS, FOAF, RDF, VOID, XSD, BNode, Graph, Literal, Namespace, URIRef

from api.app import create_app
from api.catalogue.dcat import Portal
from corpus.release.colophon import Colophon

IT = Namespace("http://dati.gov.it/onto/dcatapit#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
EU = "http://publications.europa.eu/resource/authority/"
BASE = "https://w3id.org/welfare-practices/"
#: Class → its mandatory properties in DCAT-AP_IT 1.0, with how many values at most.
MANDATORY = {
    IT.Catalog: {
        DCTERMS.title: None,
        DCTERMS.description: None,
        DCTERMS.publisher: 1,
        DCTERMS.modified: 1,
        DCAT.dataset: None,
    },
    IT.Dataset: {
        DCTERMS.identifier: 1,
        DCTERMS.title: None,
        DCTERMS.description: None,
        DCTERMS.modified: 1,
        DCAT.theme: None,
        DCTERMS.rightsHolder: 1,
        DCTERMS.accrualPeriodicity: 1,
        DCAT.distribution: None,
    },
    IT.Distribution: {DCTERMS["format"]: 1, DCAT.accessURL: 1, DCTERMS.license: 1},
    IT.Agent: {DCTERMS.identifier: 1, FOAF.name: None},
    IT.Organization: {VCARD.fn: None, VCARD.hasEmail: 1},
    IT.LicenseDocument: {DCTERMS.type: 1},
    IT.Standard: {DCTERMS.identifier: 1},
}
#: The class of the standard vocabularies that each of the profile's stands beside.
BESIDE = {
    IT.Catalog: DCAT.Catalog,
    IT.Dataset: DCAT.Dataset,
    IT.Distribution: DCAT.Distribution,
    IT.Agent: FOAF.Agent,
    IT.Organization: VCARD.Organization,
    IT.LicenseDocument: DCTERMS.LicenseDocument,
}
FORMATS = {
    "text/turtle": ("turtle", "ttl"),
    "application/ld+json": ("json-ld", "jsonld"),
    "application/rdf+xml": ("xml", "rdf"),
    "application/n-triples": ("nt", "nt"),
}


@pytest.fixture(scope="module")
def served(tools, tmp_path_factory) -> Iterator[TestClient]:
    """A service whose release is pressed."""
    settings, library = tools.make_library(tmp_path_factory.mktemp("catalogue"), tools.DOCUMENTS)
    with TestClient(create_app(settings, library), follow_redirects=False) as running:
        deadline = time.monotonic() + 120
        while running.get("/dump/latest").status_code == 503:
            assert time.monotonic() < deadline
            time.sleep(0.5)
        yield running


@pytest.fixture(scope="module")
def catalogue(served) -> Graph:
    return Graph().parse(data=served.get("/catalog.ttl").text, format="turtle")


@pytest.fixture(scope="module")
def void(served) -> Graph:
    return Graph().parse(data=served.get("/.well-known/void").text, format="turtle")


@pytest.mark.parametrize("kind", MANDATORY, ids=lambda kind: kind.rpartition("#")[2])
def test_every_mandatory_property_of_the_italian_profile_is_there(catalogue, kind) -> None:
    nodes = set(catalogue.subjects(RDF.type, kind))
    assert nodes
    for node in nodes:
        assert isinstance(node, URIRef)
        if kind in BESIDE:
            assert (node, RDF.type, BESIDE[kind]) in catalogue
        for predicate, most in MANDATORY[kind].items():
            values = set(catalogue.objects(node, predicate))
            assert values, (node, predicate)
            assert most is None or len(values) <= most, (node, predicate)
            assert all(str(value).strip() for value in values)


def test_values_come_from_the_lists_that_the_profile_names(catalogue) -> None:
    (data,) = catalogue.subjects(RDF.type, IT.Dataset)
    assert set(catalogue.objects(data, DCAT.theme)) == {URIRef(f"{EU}data-theme/SOCI")}
    (often,) = catalogue.objects(data, DCTERMS.accrualPeriodicity)
    assert str(often).startswith(f"{EU}frequency/")
    assert set(catalogue.objects(data, DCTERMS.language)) == {URIRef(f"{EU}language/ITA")}
    formats = {str(one) for one in catalogue.objects(None, DCTERMS["format"])}
    assert formats == {
        f"{EU}file-type/{name}" for name in ("CSV", "RDF_TRIG", "RDF_N_QUADS", "SPARQLQ", "JSON")
    }
    for day in catalogue.objects(None, DCTERMS.modified):
        assert isinstance(day, Literal)
        assert day.datatype == XSD.date
    types = set(catalogue.objects(None, DCTERMS.type))
    assert all(str(one).startswith("http://purl.org/adms/licencetype/") for one in types)


def test_no_node_is_blank_and_ours_are_under_the_base(catalogue, void) -> None:
    for graph in (catalogue, void):
        assert not any(isinstance(term, BNode) for triple in graph for term in triple)
    (node,) = catalogue.subjects(RDF.type, IT.Catalog)
    assert str(node) == f"{BASE}catalog"


def test_each_file_is_told_with_its_checksum_size_and_where_it_is(served, catalogue) -> None:
    told = {
        str(address): node for node, _, address in catalogue.triples((None, DCAT.downloadURL, None))
    }
    (release,) = served.get("/dump").json()["dumps"]
    assert {file["url"] for file in release["files"]} == set(told)
    for file in release["files"]:
        node = told[file["url"]]
        (size,) = catalogue.objects(node, DCAT.byteSize)
        assert float(size) == file["bytes"]
        (checksum,) = catalogue.objects(node, SPDX.checksum)
        assert (checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256) in catalogue
        (value,) = catalogue.objects(checksum, SPDX.checksumValue)
        assert str(value).lower() == file["sha256"]


def test_sparql_and_the_api_are_services_of_the_dataset(catalogue) -> None:
    (data,) = catalogue.subjects(RDF.type, IT.Dataset)
    endpoints = {
        str(catalogue.value(service, DCAT.endpointURL))
        for service in catalogue.subjects(RDF.type, DCAT.DataService)
        if (service, DCAT.servesDataset, data) in catalogue
    }
    assert endpoints == {"http://testserver/sparql", "http://testserver/api/v1"}


@pytest.mark.parametrize("address", ["/catalog", "/.well-known/void"])
@pytest.mark.parametrize("media_type", FORMATS)
def test_each_format_says_the_same(served, catalogue, void, address, media_type) -> None:
    answer = served.get(address, headers={"Accept": media_type})
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert "Accept" in answer.headers["vary"]
    assert "http://www.w3.org/ns/csvw" not in answer.text
    parser, extension = FORMATS[media_type]
    graph = Graph().parse(data=answer.text, format=parser)
    assert set(graph) == set(catalogue if address == "/catalog" else void)
    if address == "/catalog":
        assert served.get(f"/catalog.{extension}").text == answer.text


def test_what_is_not_offered_is_refused_and_a_reader_is_led_to_a_page(served) -> None:
    for address in ("/catalog", "/.well-known/void"):
        refused = served.get(address, headers={"Accept": "image/png"})
        assert refused.status_code == 406
        assert refused.headers["content-type"] == "application/problem+json"
    page = served.get("/catalog", headers={"Accept": "text/html,application/xml;q=0.9,*/*;q=0.8"})
    assert (page.status_code, page.headers["location"]) == (303, "/dump")
    assert served.get("/catalog.pdf").status_code == 404


@pytest.mark.parametrize("address", ["/catalog", "/catalog.rdf", "/.well-known/void"])
def test_what_did_not_change_is_not_sent_again(served, address) -> None:
    first = served.get(address)
    again = served.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["access-control-allow-origin"] == "*"


def test_void_tells_how_much_there_is_and_adds_up(served, void) -> None:
    (data,) = void.objects(None, FOAF.primaryTopic)
    asked = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    answer = served.get("/sparql", params={"query": asked}, headers={"Accept": "text/csv"})
    triples = int(void.value(data, VOID.triples))
    assert triples == int(answer.text.splitlines()[1])
    parts = [
        int(void.value(part, VOID.triples)) for part in void.objects(data, VOID.propertyPartition)
    ]
    assert sum(parts) == triples
    assert len(parts) == int(void.value(data, VOID.properties))
    classes = {
        str(void.value(part, VOID["class"])): int(void.value(part, VOID.entities))
        for part in void.objects(data, VOID.classPartition)
    }
    assert classes[f"{BASE}onto#Practice"] == 3
    assert str(void.value(data, VOID.uriSpace)) == BASE
    assert str(void.value(data, VOID.sparqlEndpoint)) == "http://testserver/sparql"
    for dump in void.objects(data, VOID.dataDump):
        assert served.head(str(dump).removeprefix("http://testserver")).status_code == 200
    for example in void.objects(data, VOID.exampleResource):
        assert str(example).startswith(f"{BASE}id/practice/")


def test_links_to_others_name_what_leads_where(void) -> None:
    linksets = set(void.subjects(RDF.type, VOID.Linkset))
    assert linksets
    for one in linksets:
        target = void.value(one, VOID.objectsTarget)
        assert (target, VOID.uriSpace, None) in void
        assert void.value(one, VOID.linkPredicate)
        assert int(void.value(one, VOID.triples)) > 0


def test_before_a_release_is_pressed_the_rest_is_told(shelf, tmp_path, monkeypatch) -> None:
    settings, library = shelf

    class Endless(subprocess.Popen):  # type: ignore[type-arg]
        def __init__(self, *_: object, **options: object) -> None:
            command = [sys.executable, "-c", "import time; time.sleep(600)"]
            super().__init__(command, **options)  # type: ignore[call-overload]

    monkeypatch.setattr("api.catalogue.dumps.subprocess.Popen", Endless)
    chosen = settings.model_copy(update={"data": tmp_path})
    with TestClient(create_app(chosen, library)) as client:
        graph = Graph().parse(data=client.get("/catalog").text, format="turtle")
        assert not set(graph.objects(None, SPDX.checksum))
        assert len(set(graph.subjects(RDF.type, IT.Distribution))) == 2
        assert client.get("/.well-known/void").status_code == 200


@pytest.mark.parametrize(
    ("here", "email"),
    [
        ("https://prassi.example.it", "webmaster@prassi.example.it"),
        ("http://127.0.0.1:8000", "webmaster@127.0.0.1"),
        ("https://example.it/prassi", "webmaster@example.it"),
        ("http://[fe80::1]:8000", "webmaster@fe80--1.invalid"),
        ("http://localhost:8000", "webmaster@localhost.invalid"),
    ],
)
def test_without_a_contact_it_is_who_looks_after_the_host(here, email) -> None:
    assert Portal(here, BASE, Colophon("x", "CC-BY-4.0"), "x", "").email == email
    assert Portal(here, BASE, Colophon("x", "CC-BY-4.0"), "x", "a@b").email == "a@b"
