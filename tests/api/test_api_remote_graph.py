"""The whole product on a graph server, of each kind: taken in, served, asked, withdrawn."""

from __future__ import annotations

import io
import json
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from graph_servers import GraphServer, running
from typer.testing import CliRunner

from api.app import create_app
from api.cli.failures import told
from api.cli.main import app as commands
from api.errors import PrassiError
from api.settings import Settings
from api.sparql.opening import open_pool
from api.workplace import Workplace
from corpus.library import Library, LibraryMissing
from corpus.store import GraphUnreachable, StoreInUse
from ingest.jail import ReadingRoom
from search.encoder import HashingEncoder

pytestmark = pytest.mark.slow

TITLES = "SELECT ?t WHERE { ?p a wp:Practice ; dct:title ?t } ORDER BY ?t"
EVIDENCE = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?a a wp:Assertion } } ORDER BY ?g"


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def server(request: pytest.FixtureRequest) -> GraphServer:
    """One server; each test of this file has a library of its own on it."""
    return request.getfixturevalue(f"{request.param}_server")  # type: ignore[no-any-return]


def settings_on(server: GraphServer, folder: Path) -> Settings:
    # Of oxigraph the default graph is one for all: what others left there would be seen.
    return Settings(
        data=folder / "data",
        base=f"https://esempio.it/{secrets.token_hex(4)}/",
        encoder="hashing",
        sparql_workers=2,
        sparql_timeout=20,
        **server.settings(),
    )


@pytest.fixture(scope="module")
def held(server: GraphServer, tools, tmp_path_factory) -> Iterator[Settings]:
    """A library of three documents, and nothing else on the server that is ours."""
    folder = tmp_path_factory.mktemp("held")
    settings = settings_on(server, folder)
    tools.add_to(Workplace(settings), folder, tools.DOCUMENTS)
    yield settings
    empty(settings)


def empty(settings: Settings) -> None:
    """Take everything away again, for the default graph is the next one's too."""
    store = Workplace(settings)._store()
    try:
        for graph in store.graphs():
            store.apply([*store.quads(graph=graph)], [])
    finally:
        store.close()


def dump(library: Library) -> bytes:
    out = io.BytesIO()
    library.dump(out)
    return out.getvalue()


def test_it_is_the_library_that_would_be_on_disk(held: Settings, tools, tmp_path: Path) -> None:
    on_disk = Settings(data=tmp_path / "data", base=held.base, encoder="hashing")
    tools.add_to(Workplace(on_disk), tmp_path, tools.DOCUMENTS)
    library, other = Workplace(held).library(), Workplace(on_disk).library()
    assert dump(library) == dump(other)
    assert library.in_step()
    assert library.documents() == other.documents()
    assert library.practice("navetta-ostellato") == other.practice("navetta-ostellato")
    found = [[hit.id for hit in one.search("anziani soli").hits] for one in (library, other)]
    assert found[0] == found[1]
    assert library.snapshot is None


def test_pages_data_and_sparql_are_served_from_it(held: Settings, tools) -> None:
    with TestClient(create_app(held)) as client:
        tools.wait_until_ready(client)
        ready = client.get("/readyz").json()
        assert (ready["documents"], ready["index"]) == (3, "in step")
        assert "Ostellato" in client.get("/pratiche/navetta-ostellato").text
        hits = client.get("/api/v1/search", params={"q": "emporio per famiglie"}).json()["hits"]
        assert hits[0]["id"] == "emporio-asti"
        answer = client.get("/api/v1/practices/navetta-ostellato")
        again = {"If-None-Match": answer.headers["ETag"]}
        assert client.get("/api/v1/practices/navetta-ostellato", headers=again).status_code == 304
        titles = client.get("/sparql", params={"query": TITLES}).json()["results"]["bindings"]
        assert titles[0]["t"]["value"].startswith("Emporio")
        graphs = client.get("/sparql", params={"query": EVIDENCE}).json()["results"]["bindings"]
        # Evidence is in the graphs of documents alone.
        assert [row["g"]["value"].rpartition("/")[2] for row in graphs] == [
            "emporio-asti",
            "navetta-ostellato",
            "orti-potenza",
        ]
        described = client.get("/sparql", headers={"Accept": "text/turtle"})
        assert described.status_code == 200


@pytest.fixture(scope="module")
def library(held: Settings) -> Library:
    return Workplace(held).library()


def rows(pool, query: str, **graphs: list[str]) -> list[list[str]]:
    found = json.loads(pool.run(query, "json", **graphs).body)["results"]["bindings"]
    return [[cell["value"] for cell in row.values()] for row in found]


def test_strangers_are_kept_within_the_limits(held: Settings, library: Library) -> None:
    tight = held.model_copy(update={"sparql_max_rows": 5, "sparql_max_bytes": 4000})
    with open_pool(library, tight) as pool:
        cut = pool.run("SELECT * { ?s ?p ?o }", "json")
        assert (cut.truncated, cut.rows) == (True, 5)
        cut = pool.run("CONSTRUCT { ?s a ?o } WHERE { ?s a ?o }", "ntriples")
        assert (cut.truncated, cut.rows) == (True, 5)
        for query, status in (
            ("INSERT DATA { <a:a> <a:b> <a:c> }", 400),
            ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", 400),
            ("SELECT * FROM <https://altrove.it/> { ?s ?p ?o }", 400),
            ("SELECT * {", 400),
            ("SELECT (<bif:http_get>('http://127.0.0.1:1/') AS ?x) {}", 400),
            ("SELECT (bif:now() AS ?x) {}", 400),
            ("define sql:big-data-const 0 SELECT * { ?s ?p ?o }", 400),
            (f"SELECT (CONCAT('{'x' * 5000}', '') AS ?x) {{}}", 413),
        ):
            with pytest.raises(PrassiError) as refused:
                pool.run(query, "json")
            assert refused.value.problem.status == status, query
        assert pool.run("ASK { ?s a wp:Practice }", "json").body == b'{"head":{},"boolean":true}'


def test_a_query_that_takes_long_is_hung_up_on_and_others_are_answered(
    held: Settings, library: Library
) -> None:
    hasty = held.model_copy(update={"sparql_timeout": 1.0})
    # Not without end: a server may go on with it when nobody waits any more.
    long = (
        "SELECT (COUNT(*) AS ?n) { { SELECT ?b { ?a ?p ?b } LIMIT 5000 } "
        "{ SELECT ?d { ?c ?q ?d } LIMIT 5000 } FILTER(STRLEN(STR(?b)) > STRLEN(STR(?d))) }"
    )
    with open_pool(library, hasty) as pool:
        began = time.monotonic()
        with pytest.raises(PrassiError) as late:
            pool.run(long)
        # 400: a server that sees from the outset how long it would take.
        assert late.value.problem.status in (400, 503, 504)
        assert time.monotonic() - began < 1 + 5
        patient = open_pool(library, held)
        with patient:
            assert rows(patient, TITLES)


def test_the_graphs_asked_for_are_those_and_no_others(held: Settings, library: Library) -> None:
    one = f"{held.base}graph/navetta-ostellato"
    everywhere = "SELECT DISTINCT ?g { GRAPH ?g { ?s a wp:Assertion } }"
    plain = "SELECT ?s { ?s a wp:Practice }"
    with open_pool(library, held) as pool:
        assert len(rows(pool, everywhere)) == 3
        assert len(rows(pool, plain)) == 3
        assert len(rows(pool, plain, default_graphs=[one])) == 1
        assert rows(pool, everywhere, default_graphs=[one]) == []
        assert rows(pool, everywhere, named_graphs=[one]) == [[one]]
        assert rows(pool, plain, named_graphs=[one]) == []
        assert len(rows(pool, f"SELECT ?s FROM <{one}> {{ ?s a wp:Practice }}")) == 1


def test_what_is_taken_in_and_withdrawn_leaves_the_bytes_of_before(
    held: Settings, tools, tmp_path: Path
) -> None:
    workplace = Workplace(held)
    library = workplace.library()
    before, generation, moment = dump(library), library.generation, library.moment
    tools.add_to(workplace, tmp_path, {"taxi.md": "# Taxi sociale\n\nIl Comune di Asti lo paga."})
    assert not library.is_steady()
    assert library.refresh()
    assert len(library.documents()) == 4
    assert library.generation != generation
    (added,) = {*library.documents()} - {"emporio-asti", "navetta-ostellato", "orti-potenza"}
    with ReadingRoom() as room, workplace.accessions(room) as accessions:
        assert accessions.retract(added)
        assert not accessions.retract(added)
    assert library.refresh()
    assert library.is_steady()
    assert library.in_step()
    assert dump(library) == before
    assert library.generation == generation
    assert library.moment != moment  # what was remembered in between is not taken for it


def test_one_writes_at_a_time_and_only_whose_graph_it_is(held: Settings, tmp_path: Path) -> None:
    workplace = Workplace(held)
    with ReadingRoom() as room:
        with workplace.accessions(room), pytest.raises(StoreInUse, match="un altro comando"):
            workplace.accessions(room)
        other = Workplace(held.model_copy(update={"data": tmp_path / "altrove"}))
        with pytest.raises(StoreInUse, match="un'altra cartella di dati"):
            other.accessions(room)
        with workplace.accessions(room) as accessions:
            assert accessions.rebuild() == 3


def test_where_nothing_was_taken_in_one_is_told(server: GraphServer, tmp_path: Path) -> None:
    with pytest.raises(LibraryMissing, match="non c'è ancora una libreria"):
        Workplace(settings_on(server, tmp_path)).library()


def test_the_commands_do_all_they_do_on_disk(
    held: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in held.model_dump(exclude_defaults=True).items():
        monkeypatch.setenv(f"PRASSI_{name.upper()}", str(value))
    run = CliRunner().invoke
    assert "Auser" in run(commands, ["show", "navetta-ostellato"]).output
    assert "emporio-asti" in run(commands, ["search", "emporio"]).output
    (tmp_path / "domanda.rq").write_text(TITLES)
    asked = run(commands, ["sparql", str(tmp_path / "domanda.rq"), "--format", "csv"])
    assert asked.output.splitlines()[1].startswith("Emporio")
    whole = tmp_path / "tutto.nq"
    exported = run(commands, ["export", "--format", "nquads", "--out", str(whole)])
    assert exported.exit_code == 0, exported.output
    assert b"navetta-ostellato" in whole.read_bytes()
    pressed = run(commands, ["dump", "--out", str(tmp_path / "dump")])
    assert pressed.exit_code == 0, pressed.output
    assert Workplace(held).library().generation in pressed.output


def test_while_the_server_is_away_readers_get_503_and_nothing_is_half_written(
    tools, tmp_path: Path
) -> None:
    with running("oxigraph", folder=tmp_path) as server:
        settings = settings_on(server, tmp_path)
        workplace = Workplace(settings, encoder=HashingEncoder())
        tools.add_to(workplace, tmp_path, tools.DOCUMENTS)
        before = dump(workplace.library())
        port = int(server.query.rpartition(":")[2].partition("/")[0])
        with TestClient(create_app(settings)) as client:
            tools.wait_until_ready(client)
            assert client.get("/pratiche/orti-potenza").status_code == 200
            server.process.kill()
            server.process.wait()
            for path in ("/pratiche/emporio-asti", "/sparql?query=ASK{}"):
                answer = client.get(path)
                assert answer.status_code == 503, path
                assert answer.headers["Retry-After"]
                assert "127.0.0.1" not in answer.text
            assert client.get("/healthz").status_code == 200
            with pytest.raises(GraphUnreachable, match="non risponde") as raised:
                tools.add_to(workplace, tmp_path, {"x.md": "# Taxi\n\nIl Comune di Asti paga."})
            assert told(raised.value) == (str(raised.value), 3)
            with running("oxigraph", folder=tmp_path, port=port):
                assert client.get("/pratiche/emporio-asti").status_code == 200
                assert dump(workplace.library()) == before
