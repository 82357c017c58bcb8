"""What the IRIs of a library lead to: every kind of thing, in every format, by every door."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import quote

import hypothesis.strategies as st
import pyoxigraph as ox
import pytest
import rdflib
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from lxml import html

from api.app import create_app
from api.linked.addresses import Resource, resource_of
from api.linked.documents import Documents
from api.linked.formats import FORMATS
from api.workplace import Workplace
from corpus.identities import Act, Identity
from ingest.jail import ReadingRoom
from search.encoder import HashingEncoder

RDFLIB = {"ttl": "turtle", "jsonld": "json-ld", "nt": "nt", "rdf": "xml"}
PRACTICE = "practice/navetta-ostellato"
CALL = """---
id: bando-orti
title: Bando per orti sociali
---

# Bando per orti sociali

La Regione Basilicata ha pubblicato un bando da 500.000 euro per orti sociali. Le domande si
presentano entro il 31 marzo 2026. Contributo massimo: 20.000 euro. Possono partecipare i comuni.
Il progetto ha coinvolto 40 persone nel quartiere Poggio Tre Galli di Potenza.
"""


@pytest.fixture(scope="module")
def shelf(tools, tmp_path_factory):
    documents = {**tools.DOCUMENTS, "bando.md": CALL}
    return tools.make_library(tmp_path_factory.mktemp("linked"), documents)


@pytest.fixture(scope="module")
def client(shelf, tools) -> Iterator[TestClient]:
    with TestClient(create_app(*shelf), follow_redirects=False) as running:
        tools.wait_until_ready(running)
        yield running


@pytest.fixture(scope="module")
def subjects(shelf) -> list[ox.NamedNode]:
    """Every IRI of ours that the library says something of, and every named graph."""
    found = set()
    base = shelf[1].reference.terms.base
    for quad in shelf[1]._store.quads():
        for node in (quad.subject, quad.graph_name):
            if isinstance(node, ox.NamedNode) and node.value.startswith(base):
                found.add(node)
    return sorted(found, key=lambda node: node.value)


@pytest.fixture(scope="module")
def one_of_each(subjects, shelf) -> list[Resource]:
    names = shelf[1].reference.names
    found: dict[str, Resource] = {}
    for node in subjects:
        if one := resource_of(node, names):
            found.setdefault(one.kind, one)
    return list(found.values())


def test_every_iri_that_we_coin_is_told_of(subjects, shelf) -> None:
    library = shelf[1]
    documents = Documents(library)
    onto = f"{library.reference.terms.base}onto"
    kinds = set()
    for node in subjects:
        if node.value.partition("#")[0] == onto:
            continue
        found = resource_of(node, library.reference.names)
        assert found is not None, node
        assert documents.find(found.path), node
        kinds.add(found.kind)
        if "#" in node.value:  # a client asks for what is before the mark
            told = documents.told(found)
            assert node in {triple.subject for triple in told.told}
    assert kinds >= {
        *("activity", "agent", "amount", "annotation", "assertion", "beneficiary-target", "call"),
        *("code", "concept", "document", "graph", "measure", "organisation", "participation"),
        *("position", "practice", "quantity", "quote", "result", "scheme"),
    }


@pytest.mark.parametrize("extension", FORMATS)
def test_a_thing_of_each_kind_leads_to_its_data(client, one_of_each, extension: str) -> None:
    wanted = FORMATS[extension].asked_as[0]
    for found in one_of_each:
        answer = client.get(found.thing, headers={"Accept": f"{wanted}, text/html;q=0.5"})
        assert answer.status_code == 303, found
        assert answer.headers["location"] == f"{found.data}.{extension}"
        assert answer.headers["vary"] == "Accept"
        assert f'<{found.data}.ttl>; rel="alternate describedby"' in answer.headers["link"]
        there = client.get(answer.headers["location"])
        assert there.status_code == 200
        assert there.headers["content-type"].partition(";")[0] == wanted
        assert there.headers["access-control-allow-origin"] == "*"
        assert f'<{found.node.value}>; rel="describes"' in there.headers["link"]
        assert "accept" not in there.headers.get("vary", "").lower().replace("accept-enc", "")
        known = {"If-None-Match": there.headers["etag"]}
        again = client.get(f"{found.data}.{extension}", headers=known)
        assert (again.status_code, again.content) == (304, b"")
        graph = rdflib.Graph().parse(data=there.content, format=RDFLIB[extension])
        assert (rdflib.URIRef(found.node.value), None, None) in graph or found.kind == "graph"


@pytest.mark.slow  # rdflib takes its time over a hundred documents
def test_every_format_says_the_same_triples(client, one_of_each) -> None:
    for found in one_of_each:
        for question in ("", "?evidence=true"):
            graphs = {
                one: rdflib.Graph().parse(
                    data=client.get(f"{found.data}.{one}{question}").content, format=RDFLIB[one]
                )
                for one in FORMATS
            }
            assert len(graphs["ttl"]) > 4, found
            for one in FORMATS:
                assert set(graphs[one]) == set(graphs["ttl"]), (found, one)


def test_a_thing_of_each_kind_leads_people_to_a_page(client, one_of_each) -> None:
    for found in one_of_each:
        for accept in ("text/html", "", "*/*"):
            answer = client.get(found.thing, headers={"Accept": accept})
            assert answer.status_code == 303, found
        page = client.get(answer.headers["location"], headers={"Accept": "text/html"})
        assert page.status_code == 200, found
        read = html.document_fromstring(page.text)
        assert len(read.findall(".//h1")) == 1
        if not answer.headers["location"].startswith(("/pratiche/", "/documenti/")):
            turtle = read.xpath("//link[@rel='alternate'][@type='text/turtle']/@href")
            assert turtle == [f"{found.data}.ttl"]
            assert found.node.value in read.text_content()
            for link in read.xpath("//main//a/@href"):
                if link.startswith(("/risorsa/", "/pratiche/", "/documenti/")):
                    assert client.get(link).status_code in (200, 303), link


def test_what_nobody_can_write_is_not_acceptable(client, one_of_each) -> None:
    for found in one_of_each:
        for address in (found.thing, found.data):
            answer = client.get(address, headers={"Accept": "image/png"})
            assert answer.status_code == 406, address
            assert answer.headers["content-type"] == "application/problem+json"
            assert "Accept" in answer.headers["vary"]


def test_data_without_an_extension_lead_to_a_format(client) -> None:
    for accept, extension in (("*/*", "ttl"), ("application/ld+json", "jsonld")):
        answer = client.get(f"/data/{PRACTICE}?evidence=true", headers={"Accept": accept})
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/data/{PRACTICE}.{extension}?evidence=true"
    assert client.get(f"/data/{PRACTICE}", headers={"Accept": "text/html"}).status_code == 406


@pytest.mark.parametrize(
    "path",
    [
        "/id/practice/non-ce",
        "/id/practice/",
        "/id/navetta/x",
        "/id/scheme/measure",
        "/id/place/08",
        "/id/practice/navetta-ostellato/x",
        "/scheme/non-ce",
        "/scheme/measure/non-ce",
        "/code/fnps/99",
        "/graph/non-ce",
        "/data/practice/non-ce.ttl",
        "/data/practice/navetta-ostellato.xlsx",
        "/data/graph/vocabulary/x.ttl",
        "/data/place/999999.ttl",
        "/onto.xlsx",
        "/risorsa/practice/non-ce",
    ],
)
def test_what_is_not_held_is_not_found(client, path: str) -> None:
    for method in (client.get, client.head):
        assert method(path, headers={"Accept": "text/turtle"}).status_code == 404
    answer = client.get(path, headers={"Accept": "text/turtle"})
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 404


def test_a_head_is_answered_as_a_get_without_a_body(client) -> None:
    for address in (f"/id/{PRACTICE}", f"/data/{PRACTICE}.ttl", "/onto", "/context.jsonld"):
        got, head = client.get(address), client.head(address)
        assert (head.status_code, head.content) == (got.status_code, b"")
        assert head.headers.get("location") == got.headers.get("location")
        assert head.headers.get("etag") == got.headers.get("etag")


def test_a_browser_on_another_site_may_ask_and_read(client) -> None:
    origin = {"Origin": "https://altro.example", "Access-Control-Request-Method": "GET"}
    for address in (f"/id/{PRACTICE}", f"/data/{PRACTICE}.jsonld", "/onto", "/scheme/measure"):
        answer = client.options(address, headers=origin)
        assert answer.status_code == 204
        assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in client.get("/luoghi/08").headers


def test_an_unknown_or_repeated_parameter_is_told(client) -> None:
    for query in ("evidenza=true", "evidence=true&evidence=true", "evidence=forse"):
        answer = client.get(f"/data/{PRACTICE}.ttl?{query}")
        assert answer.status_code == 422, query
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_practice_is_told_with_its_parts_names_and_its_document(client) -> None:
    told = client.get(f"/data/{PRACTICE}.jsonld").json()
    practice, document = told["@graph"]
    assert practice["title"] == "Navetta per le visite a Ostellato"
    measures = [one["kind"][0]["label"] for one in practice["hasMeasure"]]
    assert "Trasporto sociale e accompagnamento" in measures
    who = [
        one["hasParticipant"]["label"]
        for one in practice["hasParticipation"]
        if "hasParticipant" in one
    ]
    assert any("Auser" in one for one in who)
    assert practice["source"][0]["title"]
    assert document["primaryTopic"] == practice["id"]
    assert document["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert document["wasDerivedFrom"][0].endswith("graph/navetta-ostellato")
    assert document["seeAlso"] == [document["id"] + "?evidence=true"]


def test_with_evidence_every_fact_has_the_words_that_say_it(client, shelf) -> None:
    plain = rdflib.Graph().parse(data=client.get(f"/data/{PRACTICE}.nt").content, format="nt")
    whole = rdflib.Graph().parse(
        data=client.get(f"/data/{PRACTICE}.nt?evidence=true").content, format="nt"
    )
    words = shelf[1].reference.terms
    exact = rdflib.URIRef(words.expand("oa:exact"))
    assert (None, exact, None) not in plain
    text = shelf[1].document("navetta-ostellato").text
    quotes = {str(one) for one in whole.objects(None, exact)}
    assert quotes
    assert all(quote in text for quote in quotes)
    me = rdflib.URIRef(shelf[1].reference.names.node(PRACTICE).value)
    measures = set(plain.objects(me, rdflib.URIRef(words.expand("wp:hasMeasure"))))
    said = set(whole.objects(None, rdflib.RDF.object))
    assert measures <= said


def test_an_organisation_leads_on_to_the_practices_it_takes_part_in(client) -> None:
    told = client.get("/data/organisation/associazione-auser-ostellato.nt").text
    assert "id/practice/navetta-ostellato>" in told
    page = client.get("/organizzazioni/associazione-auser-ostellato").text
    assert 'href="/pratiche/navetta-ostellato"' in page
    assert "Navetta per le visite a Ostellato" in page


@pytest.mark.parametrize(
    ("address", "above", "facet"),
    [
        ("/risorsa/scheme/measure/orti-e-agricoltura-sociale", "Fa parte di", "measure"),
        ("/risorsa/scheme/actor/regione", "Concetto più ampio", "actor"),
    ],
)
def test_a_concept_page_tells_its_place_among_concepts_and_who_has_it(
    client, address, above, facet
) -> None:
    page = html.document_fromstring(client.get(address, follow_redirects=True).text)
    assert above in " ".join(page.text_content().split())
    assert page.xpath("//a[@href='/pratiche/orti-potenza']")
    assert page.xpath(f"//a[starts-with(@href, '/cerca?{facet}=')]")


def test_a_scheme_is_told_whole(client, shelf) -> None:
    concepts = shelf[1].reference.schemes.scheme("measure")
    turtle = client.get("/data/scheme/measure.ttl").content
    graph = rdflib.Graph().parse(data=turtle, format="turtle")
    assert len(set(graph.subjects(rdflib.SKOS.inScheme, None))) == len(concepts)
    page = client.get("/risorsa/scheme/measure").text
    assert all(f'href="/misure/{one.notation}"' in page for one in concepts)


def test_a_graph_is_told_whole_and_a_very_large_one_says_what_it_is(client, shelf) -> None:
    library = shelf[1]
    told = {quad.triple for quad in library.quads("navetta-ostellato")}
    lines = client.get("/data/graph/navetta-ostellato.nt").text.splitlines()
    assert {f"{triple} ." for triple in told} <= set(lines)
    assert client.get("/graph/navetta-ostellato", headers={"Accept": "text/html"}).headers[
        "location"
    ] == ("/documenti/navetta-ostellato")
    places = client.get("/data/graph/places.ttl")
    assert places.status_code == 200
    assert "troppo grande" in places.text
    assert len(places.content) < 5000


def test_the_ontology_is_told_in_every_format_and_holds_every_term(client, shelf) -> None:
    terms = shelf[1].reference.terms
    for accept, extension in (
        ("text/turtle", "ttl"),
        ("application/ld+json", "jsonld"),
        ("*/*", "ttl"),
    ):
        answer = client.get("/onto", headers={"Accept": accept})
        assert (answer.status_code, answer.headers["location"]) == (303, f"/onto.{extension}")
    graphs = [
        set(rdflib.Graph().parse(data=client.get(f"/onto.{one}").content, format=RDFLIB[one]))
        for one in FORMATS
    ]
    assert all(graph == graphs[0] for graph in graphs)
    subjects = {str(subject) for subject, _, _ in graphs[0]}
    assert terms.expand("wp:hasMeasure") in subjects
    assert f"{terms.base}onto" in subjects
    assert client.get("/onto", headers={"Accept": "image/png"}).status_code == 406


def test_the_context_is_served_under_our_base_and_reads_what_we_write(client, shelf) -> None:
    answer = client.get("/context.jsonld")
    assert answer.headers["content-type"] == "application/ld+json"
    assert "max-age" in answer.headers["cache-control"]
    assert answer.headers["access-control-allow-origin"] == "*"
    context = answer.json()["@context"]
    told = client.get(f"/data/{PRACTICE}.jsonld").json()
    assert told["@context"].items() <= context.items()
    whole = {"@context": context, "@graph": told["@graph"]}
    assert set(rdflib.Graph().parse(data=json.dumps(whole), format="json-ld")) == set(
        rdflib.Graph().parse(data=json.dumps(told), format="json-ld")
    )


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.one_of(
        st.text(st.characters(codec="utf-8"), min_size=1, max_size=30),
        st.sampled_from(
            ["..", "../..", "..%2f..", "%00", "%ff", "a/../b", ".ttl", "x.ttl.ttl", "//x", "è"]
        ),
    ),
    root=st.sampled_from(
        ["/id/practice/", "/data/practice/", "/scheme/need/", "/graph/", "/risorsa/measure/"]
    ),
)
def test_odd_identifiers_are_not_found_and_nothing_breaks(client, words: str, root: str) -> None:
    written = quote(words, safe="%/").replace(".", "%2E")  # which a client would resolve
    answer = client.get(root + written, headers={"Accept": "text/turtle"})
    assert answer.status_code in (404, 422), (root + written, answer.text)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_redirection_never_leaves_this_host(client) -> None:
    for path in (
        "/id//cattivo.example/x",
        "/id/practice//cattivo.example",
        "/risorsa//cattivo.example/",
    ):
        answer = client.get(path, headers={"Host": "cattivo.example"})
        assert answer.status_code == 404, path
    answer = client.get(f"/id/{PRACTICE}", headers={"Host": "cattivo.example"})
    assert answer.headers["location"].startswith("/")
    assert "cattivo" not in str(answer.headers)


@pytest.fixture(scope="module")
def merged(tools, tmp_path_factory) -> Iterator[TestClient]:
    chosen, _ = tools.make_library(tmp_path_factory.mktemp("merged"), tools.DOCUMENTS)
    workplace = Workplace(chosen, encoder=HashingEncoder())
    when = datetime(2026, 11, 22, tzinfo=UTC)
    with ReadingRoom() as room, workplace.accessions(room) as accessions:
        for kind, kept, other in (
            ("practice", "navetta-ostellato", "orti-potenza"),
            ("organisation", "associazione-auser-ostellato", "comune-di-ostellato"),
        ):
            names = (f"{kind}/{kept}", f"{kind}/{other}")
            accessions.identify(Identity(Act.MERGED, *names, "Ada", when, "prova"))
    with TestClient(create_app(chosen, workplace.library()), follow_redirects=False) as running:
        tools.wait_until_ready(running)
        yield running


def test_a_merged_thing_leads_to_the_kept_one_by_every_door(merged) -> None:
    kept, other = "practice/navetta-ostellato", "practice/orti-potenza"
    for accept in ("text/html", "text/turtle"):
        answer = merged.get(f"/id/{other}", headers={"Accept": accept})
        assert (answer.status_code, answer.headers["location"]) == (303, f"/id/{kept}")
    answer = merged.get(f"/data/{other}.jsonld?evidence=true")
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        f"/data/{kept}.jsonld?evidence=true",
    )
    answer = merged.get("/risorsa/organisation/comune-di-ostellato")
    assert answer.headers["location"] == "/risorsa/organisation/associazione-auser-ostellato"


def test_the_kept_thing_is_told_with_what_was_merged_into_it(merged) -> None:
    told = merged.get("/data/practice/navetta-ostellato.nt").text
    assert "/orti-potenza> <http://www.w3.org/2002/07/owl#sameAs>" in told
    assert "Orti sociali a Potenza" in told
    assert "graph/navetta-ostellato" in told
