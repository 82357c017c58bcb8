"""A client of linked data walks from IRI to IRI, as rdflib does it, on a running service."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import httpx
import pytest
import rdflib
import uvicorn

from api.app import create_app
from api.settings import Settings
from api.workplace import Workplace
from search.encoder import HashingEncoder

pytestmark = pytest.mark.slow  # a library of its own, under the address of the service
TYPES = ["text/turtle", "application/ld+json", "application/rdf+xml"]


@pytest.fixture(scope="module")
def base(tools, tmp_path_factory) -> Iterator[str]:
    """A running service whose IRIs begin with its own address."""
    folder = tmp_path_factory.mktemp("walk")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        chosen = Settings(data=folder / "data", base=address, encoder="hashing", sparql_workers=1)
        workplace = Workplace(chosen, encoder=HashingEncoder())
        tools.add_to(workplace, folder, tools.DOCUMENTS)
        app = create_app(chosen, workplace.library())
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        serving = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        serving.start()
        try:
            deadline = time.monotonic() + 60
            while not server.started and time.monotonic() < deadline:
                time.sleep(0.05)
            yield address
        finally:
            server.should_exit = True
            serving.join(30)


def test_a_client_walks_from_a_practice_to_all_it_speaks_of(base: str) -> None:
    start = rdflib.URIRef(f"{base}id/practice/navetta-ostellato")
    waiting, seen = [start], set()
    whole = rdflib.Graph()
    while waiting and len(seen) < 200:
        iri = waiting.pop(0)
        seen.add(iri)
        told = rdflib.Graph().parse(str(iri))  # asks for RDF, follows what is answered
        assert (iri, None, None) in told, iri
        whole += told
        for node in told.objects(iri):
            ours = str(node).startswith((f"{base}id/", f"{base}scheme/"))
            if ours and node not in seen and node not in waiting:
                waiting.append(node)
    kinds = {str(iri).removeprefix(base).removeprefix("id/").partition("/")[0] for iri in seen}
    assert kinds >= {"practice", "document", "measure", "participation", "organisation", "scheme"}
    wp = rdflib.Namespace(f"{base}onto#")
    answer = whole.query(
        "SELECT ?name { ?practice wp:hasMeasure/dct:type/skos:prefLabel ?name"
        " FILTER(lang(?name) = 'it') }",
        initNs={"wp": wp, "dct": rdflib.DCTERMS, "skos": rdflib.SKOS},
        initBindings={"practice": start},
    )
    assert "Trasporto sociale e accompagnamento" in {str(row.name) for row in answer}


@pytest.mark.parametrize("media_type", TYPES)
def test_the_ontology_is_read_from_the_iri_of_a_term(base: str, media_type: str) -> None:
    term = f"{base}onto#hasMeasure"
    answer = httpx.get(term, headers={"Accept": media_type}, follow_redirects=True)
    assert [one.status_code for one in answer.history] == [303]
    told = rdflib.Graph().parse(data=answer.content, format=media_type, publicID=str(answer.url))
    assert (rdflib.URIRef(term), rdflib.RDF.type, rdflib.OWL.ObjectProperty) in told


def test_a_browser_ends_on_a_page(base: str) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    for path, page in (
        ("id/practice/orti-potenza", "pratiche/orti-potenza"),
        ("scheme/measure", "risorsa/scheme/measure"),
        ("graph/orti-potenza", "documenti/orti-potenza"),
    ):
        answer = httpx.get(base + path, headers=browser, follow_redirects=True)
        assert (answer.status_code, str(answer.url)) == (200, base + page)
        assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_the_json_ld_and_its_context_name_this_service(base: str) -> None:
    told = httpx.get(f"{base}data/practice/orti-potenza.jsonld").json()
    assert told["@graph"][0]["id"] == f"{base}id/practice/orti-potenza"
    context = httpx.get(f"{base}context.jsonld").json()["@context"]
    assert context["wp"] == f"{base}onto#"
