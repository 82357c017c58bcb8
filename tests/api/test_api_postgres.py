"""A library whose search index is on a server: taken in, served, served from a standby."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.cli.failures import told
from api.settings import Settings
from api.workplace import Workplace
from ingest.jail import ReadingRoom
from search.contract import UnreachableIndexError

pytestmark = pytest.mark.slow

ASK = {"q": "emporio per famiglie"}


@pytest.fixture
def settings(postgres, tools, tmp_path: Path) -> Settings:
    settings = Settings(
        data=tmp_path / "data",
        encoder="hashing",
        sparql_workers=1,
        index_url=postgres.new_database(),
    )
    tools.add_to(Workplace(settings), tmp_path, tools.DOCUMENTS)
    return settings


def without(address: str) -> str:
    """Return the name of the database that an address names."""
    return address.rpartition("/")[2].partition("?")[0]


def test_what_is_taken_in_is_found_compared_and_retracted(
    settings: Settings, tools, tmp_path: Path
):
    on_file = settings.model_copy(update={"data": tmp_path / "other", "index_url": ""})
    tools.add_to(Workplace(on_file), tmp_path, tools.DOCUMENTS)
    workplace = Workplace(settings)
    library, other = workplace.library(), Workplace(on_file).library()
    assert not list(settings.data.glob("index.sqlite*"))
    assert library.in_step()
    for question in ("emporio", "anziani soli", "orti", ""):
        found = [[hit.id for hit in one.search(question).hits] for one in (library, other)]
        assert found[0] == found[1]
    with library.finder() as finder, other.finder() as same:
        pairs = [{b.id for _, b in one.pairs("emporio-asti")} for one in (finder, same)]
        assert pairs[0] == pairs[1]
    with ReadingRoom() as room, workplace.accessions(room) as accessions:
        assert accessions.retract("emporio-asti")
        assert accessions.rebuild() == 2
    assert library.refresh()
    assert library.in_step()
    assert "emporio-asti" not in {hit.id for hit in library.search("emporio").hits}


def test_an_index_that_was_dropped_is_made_again_by_the_service(postgres, settings: Settings):
    expected = [hit.id for hit in Workplace(settings).library().search(ASK["q"]).hits]
    postgres.run("DROP SCHEMA prassi CASCADE", without(settings.index_url))
    with TestClient(create_app(settings)) as client:
        deadline = time.monotonic() + 60
        while client.get("/readyz").json()["index"] != "in step":
            assert time.monotonic() < deadline, client.get("/readyz").text
            time.sleep(0.1)
        hits = client.get("/api/v1/search", params=ASK).json()["hits"]
        assert [hit["id"] for hit in hits] == expected


def test_while_the_server_is_away_pages_are_read_and_questions_get_503(
    postgres, tools, settings: Settings, caplog: pytest.LogCaptureFixture
):
    database = without(settings.index_url)
    with TestClient(create_app(settings)) as client:
        tools.wait_until_ready(client)
        expected = client.get("/api/v1/search", params=ASK).json()["hits"]
        postgres.run(f"ALTER DATABASE {database} ALLOW_CONNECTIONS false")
        leave = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname='{database}'"
        postgres.run(leave)
        refused = client.get("/api/v1/search", params=ASK)
        assert refused.status_code == 503
        assert refused.headers["Retry-After"]
        assert "non risponde" in refused.json()["detail"]
        assert database not in refused.text  # readers need not know; the log tells
        assert any(database in record.getMessage() for record in caplog.records)
        assert client.get("/readyz").json()["index"] == "unreachable"
        assert client.get("/pratiche/emporio-asti").status_code == 200
        postgres.run(f"ALTER DATABASE {database} ALLOW_CONNECTIONS true")
        assert client.get("/api/v1/search", params=ASK).json()["hits"] == expected


def test_a_standby_serves_and_refuses_to_take_in(
    postgres, tools, settings: Settings, tmp_path: Path
):
    copy = postgres.address(postgres.standby, without(settings.index_url))
    beside = settings.model_copy(update={"index_url": copy})
    deadline = time.monotonic() + 20
    while not _in_step(beside):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    with TestClient(create_app(beside)) as client:
        tools.wait_until_ready(client)
        assert client.get("/readyz").json()["index"] == "in step"
        hits = client.get("/api/v1/search", params=ASK).json()["hits"]
        assert hits[0]["id"] == "emporio-asti"
    with (
        pytest.raises(UnreachableIndexError, match="copia in sola lettura"),
        ReadingRoom() as room,
        Workplace(beside).accessions(room) as accessions,
    ):
        accessions.retract("emporio-asti")
    with ReadingRoom() as room, Workplace(settings).accessions(room):
        pass  # whoever writes next finds graph and index in order
    assert Workplace(settings).library().in_step()


def _in_step(settings: Settings) -> bool:
    try:
        return Workplace(settings).library().in_step()
    except UnreachableIndexError:  # the database has not come over yet
        return False


def test_without_the_package_one_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    for name in [name for name in sys.modules if name.startswith(("psycopg", "search.postgres"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    settings = Settings(data=tmp_path, index_url="postgresql://u@server/prassi")
    with pytest.raises(UnreachableIndexError, match=r"pip install 'prassi\[postgres\]'") as raised:
        Workplace(settings).index()
    text, code = told(raised.value) or ("", 0)
    assert "PRASSI_INDEX_URL" in text
    assert code == 3
