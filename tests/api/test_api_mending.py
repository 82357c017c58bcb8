"""A served library whose index is damaged says so, mends it, and answers again."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.mending import Mending
from api.settings import Settings
from api.workplace import Workplace
from corpus.accession import Accessions
from search.answering import OTHER_ENCODER

pytestmark = pytest.mark.slow

ASK = {"q": "emporio per famiglie"}


@pytest.fixture
def settings(tools, tmp_path: Path) -> Settings:
    settings = Settings(data=tmp_path / "data", encoder="hashing", sparql_workers=1)
    tools.add_to(Workplace(settings), tmp_path, tools.DOCUMENTS)
    return settings


def wait_for(client: TestClient, index: str) -> None:
    deadline = time.monotonic() + 120
    while client.get("/readyz").json()["index"] != index:
        assert time.monotonic() < deadline, client.get("/readyz").text
        time.sleep(0.1)


def damage(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\x55" * (len(content) - 4096))
    path.with_name(path.name + "-wal").unlink(missing_ok=True)


def test_a_service_that_starts_on_a_damaged_index_answers_503_and_then_well(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    expected = Workplace(settings).library().search(ASK["q"]).hits
    damage(settings.data / "index.sqlite")
    begin, mend = Mending.soon, []
    monkeypatch.setattr(Mending, "soon", lambda asked: mend.append(asked))  # not yet
    with TestClient(create_app(settings)) as client:
        refused = client.get("/api/v1/search", params=ASK)
        assert refused.status_code == 503
        assert refused.headers["content-type"] == "application/problem+json"
        assert "si sta rifacendo" in refused.json()["detail"]
        assert refused.headers["Retry-After"]
        page = client.get("/cerca", params=ASK, headers={"Accept": "text/html"})
        assert page.status_code == 503
        assert "si sta rifacendo" in page.text
        assert client.get("/readyz").json()["index"] == "filling"
        assert client.get("/pratiche/emporio-asti").status_code == 200  # the graph is whole
        begin(mend[0])
        wait_for(client, "in step")
        found = client.get("/api/v1/search", params=ASK)
        assert found.status_code == 200
        assert [hit["id"] for hit in found.json()["hits"]] == [hit.id for hit in expected]
    assert Workplace(settings).library().search(ASK["q"]).hits == expected
    assert (settings.data / "index.sqlite.danneggiato").exists()


def test_an_index_that_is_deleted_under_a_running_service_is_made_again(settings: Settings):
    with TestClient(create_app(settings)) as client:
        wait_for(client, "in step")
        for path in settings.data.glob("index.sqlite*"):
            path.unlink()
        assert client.get("/api/v1/search", params=ASK).status_code == 503
        wait_for(client, "in step")
        assert client.get("/api/v1/search", params=ASK).json()["hits"]


def test_a_service_with_another_model_searches_words_until_all_is_encoded(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    with Workplace(settings).engine()._index._write() as connection:
        connection.execute("UPDATE documents SET encoder = 'another-model'")
        from search.soundness import seal

        for (document,) in connection.execute("SELECT id FROM documents").fetchall():
            seal(connection, document)
    begin, mend = Mending.soon, []
    monkeypatch.setattr(Mending, "soon", lambda asked: mend.append(asked))
    with TestClient(create_app(settings)) as client:
        deadline = time.monotonic() + 60
        while client.get("/readyz").json()["encoder"] == "loading":
            assert time.monotonic() < deadline
            time.sleep(0.05)  # an answer given while the model comes bears no tag
        first = client.get("/api/v1/search", params=ASK)
        assert first.json()["note"] == OTHER_ENCODER
        assert first.json()["hits"]
        begin(mend[0])
        tag = first.headers["ETag"]
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            later = client.get("/api/v1/search", params=ASK, headers={"If-None-Match": tag})
            if later.status_code == 200 and later.json()["note"] is None:
                break
            time.sleep(0.2)
        assert later.status_code == 200  # what a reader had kept is not taken for the answer
        assert later.json()["note"] is None


def test_closing_stops_a_mend_after_the_document_under_way(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    library = Workplace(settings).library()
    mending = Mending(settings, library)
    mend = Accessions.mend
    begun = threading.Event()

    def slow(self: Accessions, *, again: bool = False) -> int:
        mending._stop.set()
        begun.set()
        return mend(self, again=True)

    monkeypatch.setattr(Accessions, "mend", slow)
    indexed = []
    monkeypatch.setattr(Accessions, "_index_again", lambda _, holding: indexed.append(holding))
    mending.soon()
    assert begun.wait(60)
    mending.close()
    assert indexed == []
