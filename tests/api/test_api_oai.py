"""Harvesters get what OAI-PMH 2.0 promises: every practice, what changed, and what is gone."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import hypothesis.strategies as st
import pytest
import uvicorn
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from lxml import etree

from api.app import create_app
from api.catalogue.oai import provider
from api.catalogue.oai.arguments import OaiError, Selection
from api.catalogue.oai.token import Resumption, read_token, write_token
from api.workplace import Workplace
from corpus.changes import ledger as ledgers
from ingest.jail import ReadingRoom
from search.encoder import HashingEncoder

GRAMMAR = Path(__file__).parents[1] / "fixtures" / "oai" / "answers.rng"
OAI = "{http://www.openarchives.org/OAI/2.0/}"
DC = "{http://purl.org/dc/elements/1.1/}"
PRACTICE = "https://w3id.org/welfare-practices/id/practice/"


@pytest.fixture(scope="module")
def grammar() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(GRAMMAR))


@pytest.fixture
def ask(told, grammar):
    """Ask and return the answer, which must be as the protocol says."""

    def asked(**arguments: str) -> etree._Element:
        answer = told.get("/oai", params=arguments)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/xml; charset=utf-8"
        root = etree.fromstring(answer.content)
        grammar.assertValid(root)
        return root

    return asked


@pytest.fixture
def told(client, monkeypatch) -> TestClient:
    """The service, at a moment when the last change is told already."""
    later = datetime.now(UTC).timestamp() + 60
    monkeypatch.setattr(ledgers, "now", lambda: datetime.fromtimestamp(later, UTC))
    monkeypatch.setattr(provider, "now", lambda: datetime.fromtimestamp(later, UTC))
    return client


def code(root: etree._Element) -> str | None:
    error = root.find(f"{OAI}error")
    return None if error is None else error.get("code")


def texts(root: etree._Element, name: str) -> list[str]:
    return [element.text for element in root.iter(name)]


def test_the_service_says_who_it_is_and_since_when(ask) -> None:
    root = ask(verb="Identify")
    assert texts(root, f"{OAI}baseURL") == ["http://testserver/oai"]
    assert texts(root, f"{OAI}adminEmail") == ["webmaster@testserver.invalid"]
    (since,) = texts(root, f"{OAI}earliestDatestamp")
    assert since <= min(texts(ask(verb="ListIdentifiers", metadataPrefix="rdf"), f"{OAI}datestamp"))


def test_every_practice_is_there_in_both_formats(ask) -> None:
    for prefix in texts(ask(verb="ListMetadataFormats"), f"{OAI}metadataPrefix"):
        root = ask(verb="ListRecords", metadataPrefix=prefix)
        assert sorted(texts(root, f"{OAI}identifier")) == [
            f"{PRACTICE}{name}" for name in ("emporio-asti", "navetta-ostellato", "orti-potenza")
        ]


def test_dublin_core_says_what_a_practice_is(ask) -> None:
    root = ask(verb="GetRecord", metadataPrefix="oai_dc", identifier=f"{PRACTICE}navetta-ostellato")
    assert texts(root, f"{DC}title") == ["Navetta per le visite a Ostellato"]
    assert "Ostellato" in texts(root, f"{DC}coverage")
    assert texts(root, f"{DC}source") == [
        "La navetta dei volontari (Il Delta)",
        "https://esempio.it/navetta",
    ]
    assert texts(root, f"{DC}rights") == ["CC-BY-4.0"]
    assert texts(root, f"{DC}language") == ["it"]
    assert "http://testserver/pratiche/navetta-ostellato" in texts(root, f"{DC}identifier")


def test_the_regions_are_sets(ask) -> None:
    root = ask(verb="ListSets")
    specs = texts(root, f"{OAI}setSpec")
    assert specs[0] == "regione"
    assert len(specs) == 21
    found = ask(verb="ListIdentifiers", metadataPrefix="oai_dc", set="regione:01")
    assert texts(found, f"{OAI}identifier") == [f"{PRACTICE}emporio-asti"]
    assert texts(found, f"{OAI}setSpec") == ["regione:01"]
    everywhere = ask(verb="ListIdentifiers", metadataPrefix="oai_dc", set="regione")
    assert len(texts(everywhere, f"{OAI}identifier")) == 3
    for spec, refusal in (
        ("regione:%", "badArgument"),
        ("regione:", "badArgument"),
        ("provincia:01", "noRecordsMatch"),
        ("regione:99", "noRecordsMatch"),
    ):
        assert code(ask(verb="ListRecords", metadataPrefix="oai_dc", set=spec)) == refusal


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "badVerb"),
        ("verb=", "badVerb"),
        ("verb=listrecords", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&x=1", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marc", "cannotDisseminateFormat"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=ieri", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-30", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01T00:00:00", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-02&until=2026-01-01", "badArgument"),
        (
            "verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01&until=2026-01-02T00:00:00Z",
            "badArgument",
        ),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=1999-12-31", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=9999-12-31", "noRecordsMatch"),
        ("verb=ListRecords&resumptionToken=x", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=x&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListSets&resumptionToken=x", "badResumptionToken"),
        ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=nulla", "idDoesNotExist"),
        (f"verb=GetRecord&metadataPrefix=oai_dc&identifier={PRACTICE}x%00", "idDoesNotExist"),
        (
            f"verb=GetRecord&metadataPrefix=x&identifier={PRACTICE}orti-potenza",
            "cannotDisseminateFormat",
        ),
        ("verb=ListMetadataFormats&identifier=nulla", "idDoesNotExist"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_the_words_of_the_protocol(
    told, grammar, query, expected
) -> None:
    for answer in (
        told.get(f"/oai?{query}"),
        told.post(
            "/oai",
            content=query,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        ),
    ):
        assert answer.status_code == 200
        root = etree.fromstring(answer.content)
        assert code(root) == expected
        grammar.assertValid(root)
        if expected in ("badVerb", "badArgument"):
            assert not root.find(f"{OAI}request").attrib


def test_a_form_that_is_none_or_is_endless_is_a_problem(told) -> None:
    assert told.post("/oai", json={"verb": "Identify"}).status_code == 415
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = told.post("/oai", content="verb=Identify&x=" + "a" * 9000, headers=form)
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_time_to_the_second_takes_in_both_ends(ask) -> None:
    whole = ask(verb="ListIdentifiers", metadataPrefix="oai_dc")
    stamps = texts(whole, f"{OAI}datestamp")
    exactly = ask(
        verb="ListIdentifiers",
        metadataPrefix="oai_dc",
        **{"from": stamps[0], "until": stamps[-1]},
    )
    assert texts(exactly, f"{OAI}identifier") == texts(whole, f"{OAI}identifier")


def test_a_long_list_is_walked_by_tokens_to_the_end(ask, monkeypatch) -> None:
    monkeypatch.setattr(provider, "PER_LIST", 1)
    root = ask(verb="ListRecords", metadataPrefix="oai_dc")
    seen, cursors = [], []
    while True:
        seen += texts(root, f"{OAI}identifier")
        token = root.find(f".//{OAI}resumptionToken")
        assert token.get("completeListSize") == "3"
        cursors.append(token.get("cursor"))
        if not token.text:
            break
        root = ask(verb="ListRecords", resumptionToken=token.text)
    assert len(seen) == len(set(seen)) == 3
    assert cursors == ["0", "1", "2"]


texts_of_tokens = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(
    texts_of_tokens,
    st.none() | st.datetimes(timezones=st.just(UTC)).map(lambda at: at.replace(microsecond=0)),
    st.integers(0, 2**63 - 1),
    st.integers(0, 10**9),
)
def test_a_token_says_again_what_it_was_made_of(spec, since, after, told_before) -> None:
    chosen = Selection("oai_dc", since, None, spec or None)
    resumption = Resumption(chosen, "abc", after, told_before)
    assert read_token(write_token(resumption), "abc") == resumption
    with pytest.raises(OaiError):
        read_token(write_token(resumption), "another ledger")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=40) | st.binary(max_size=40).map(lambda raw: raw.hex()))
def test_a_token_that_is_not_ours_is_refused(text) -> None:
    with pytest.raises(OaiError):
        read_token(text, "abc")


@pytest.fixture
def served(tools, tmp_path) -> Iterator[tuple[str, Workplace, Path]]:
    """A real server over a library of its own."""
    chosen, library = tools.make_library(tmp_path, tools.DOCUMENTS)
    app = create_app(chosen, library)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            while not server.started:
                time.sleep(0.05)
            yield (
                f"http://127.0.0.1:{port}",
                Workplace(chosen, encoder=HashingEncoder()),
                tmp_path,
            )
        finally:
            server.should_exit = True
            thread.join(30)


@pytest.mark.slow
def test_a_real_harvester_follows_a_library_that_changes(served, tools) -> None:
    scythe = pytest.importorskip("oaipmh_scythe", reason="pip install oaipmh-scythe")
    address, workplace, folder = served
    time.sleep(ledgers.TOLD_AFTER + 1)
    with scythe.Scythe(f"{address}/oai") as harvester:
        assert harvester.identify().protocolVersion == "2.0"
        copy = {one.header.identifier: one.metadata for one in harvester.list_records()}
        assert set(copy) == {
            f"{PRACTICE}{name}" for name in ("emporio-asti", "navetta-ostellato", "orti-potenza")
        }
        last = max(one.header.datestamp for one in harvester.list_records())
        with ReadingRoom() as room, workplace.accessions(room) as accessions:
            accessions.retract("orti-potenza")
            page = tools.DOCUMENTS["emporio.md"].replace("Emporio solidale", "Spesa solidale")
            (folder / "emporio.md").write_text(page, encoding="utf-8")
            assert accessions.ingest(folder / "emporio.md").reason is None
        time.sleep(ledgers.TOLD_AFTER + 1)
        news = list(harvester.list_records(from_=last))
        gone = {one.header.identifier for one in news if one.header.deleted}
        assert gone == {f"{PRACTICE}orti-potenza"}
        for one in news:
            if not one.header.deleted:
                copy[one.header.identifier] = one.metadata
        assert copy[f"{PRACTICE}emporio-asti"]["title"] == ["Spesa solidale di Asti"]
