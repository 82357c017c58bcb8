"""Answers that are kept: the same as those that were made, gone when the library changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.web import help_text
from api.web.help_text import HelpText
from api.workplace import Workplace
from search.encoder import HashingEncoder

PAGE, DATA = "/pratiche/navetta-ostellato", "/data/practice/navetta-ostellato.jsonld"


@pytest.fixture
def fresh(tools, tmp_path) -> Iterator[tuple[TestClient, Workplace]]:
    settings, library = tools.make_library(tmp_path, {"navetta.md": tools.DOCUMENTS["navetta.md"]})
    with TestClient(create_app(settings, library)) as running:
        tools.wait_until_ready(running)
        yield running, Workplace(settings, encoder=HashingEncoder())


def made(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that grows with each data document that is made."""
    from api.linked.documents import Documents

    calls: list[str] = []
    before = Documents.body

    def body(self, found, shape, *, evidence):  # type: ignore[no-untyped-def]
        calls.append(found.path)
        return before(self, found, shape, evidence=evidence)

    monkeypatch.setattr(Documents, "body", body)
    return calls


def test_an_answer_asked_for_again_is_the_same_and_is_not_made_again(fresh, monkeypatch) -> None:
    client, _ = fresh
    calls = made(client, monkeypatch)
    first, again = client.get(DATA), client.get(DATA)
    assert len(calls) == 1
    assert first.content == again.content
    assert dict(first.headers) == dict(again.headers)
    assert client.get(DATA + "?evidence=true").content != first.content
    known = client.get(DATA, headers={"If-None-Match": first.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    assert known.headers["etag"] == first.headers["etag"]
    assert "content-encoding" not in known.headers
    assert client.head(DATA).headers["content-length"] == again.headers["content-length"]
    assert len(calls) == 2


def test_who_does_not_take_compressed_bodies_gets_none(fresh) -> None:
    client, _ = fresh
    packed = client.get(PAGE, headers={"Accept-Encoding": "gzip"})
    plain = client.get(PAGE, headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content


def test_a_change_of_the_library_is_seen_at_once(fresh, tools, tmp_path, monkeypatch) -> None:
    client, workplace = fresh
    monkeypatch.setattr("api.routers.desk.LOOK_EVERY", 0.0)
    before = client.get(PAGE)
    changed = tools.DOCUMENTS["navetta.md"].replace(
        "Navetta per le visite", "Pulmino per le visite"
    )
    tools.add_to(workplace, tmp_path, {"navetta.md": changed})
    after = client.get(PAGE)
    assert "Pulmino" in after.text
    assert before.headers["etag"] != after.headers["etag"]
    assert client.get(DATA).json()["@graph"][0]["title"].startswith("Pulmino")


def test_a_page_of_help_is_written_once_for_a_library(fresh, tools, tmp_path, monkeypatch) -> None:
    client, workplace = fresh
    monkeypatch.setattr("api.routers.desk.LOOK_EVERY", 0.0)
    texts: list[str] = []

    def written(source: str, values: Mapping[str, object]) -> HelpText:
        texts.append(source)
        return help_text.written(source, values)

    monkeypatch.setattr("api.web.help_pages.written", written)
    first, again = client.get("/metodo"), client.get("/metodo")
    assert len(texts) == 1
    assert first.content == again.content
    assert "1 documento." in again.text
    tools.add_to(workplace, tmp_path, {"orti.md": tools.DOCUMENTS["orti.md"]})
    assert "2 documenti." in client.get("/metodo").text
    assert len(texts) == 2


def test_errors_are_not_kept(fresh) -> None:
    client, _ = fresh
    assert client.get("/data/practice/non-ce.ttl").status_code == 404
    assert "etag" not in client.get("/data/practice/non-ce.ttl").headers


def test_no_more_is_kept_than_there_is_room_for(tools, tmp_path, monkeypatch) -> None:
    settings, library = tools.make_library(tmp_path, {"navetta.md": tools.DOCUMENTS["navetta.md"]})
    narrow = settings.model_copy(update={"kept_answers": 100_000})  # three kilobytes an answer
    with TestClient(create_app(narrow, library)) as client:
        tools.wait_until_ready(client)
        calls = made(client, monkeypatch)
        small = "/data/scheme/benefit-mode.nt"
        for _ in range(2):
            assert client.get(small).status_code == 200
        assert len(calls) == 1
        for _ in range(2):  # larger than any one answer may be
            assert client.get("/data/scheme/measure.nt").status_code == 200
        assert len(calls) == 3
        for number in range(200):  # one address as good as another: the oldest goes
            client.get(f"{small}?evidence={'true' if number % 2 else 'false'}")
        assert len(calls) == 5
        for concept in library.reference.schemes.scheme("need"):
            client.get(f"/data/scheme/need/{concept.notation}.nt")
        many = len(calls)
        client.get(small)
        assert len(calls) == many + 1


def test_where_an_iri_leads_is_kept_for_each_way_of_asking_until_the_library_changes(
    fresh, tools, tmp_path, monkeypatch
) -> None:
    from api.linked.documents import Documents

    client, workplace = fresh
    looked: list[str] = []
    find = Documents.find

    def counted(self, path):  # type: ignore[no-untyped-def]
        looked.append(path)
        return find(self, path)

    monkeypatch.setattr(Documents, "find", counted)
    iri = "/id/practice/navetta-ostellato"
    wishes = {"text/html": PAGE, "text/turtle": "/data/practice/navetta-ostellato.ttl"}
    for _ in range(2):
        for wish, there in wishes.items():
            answer = client.get(iri, headers={"Accept": wish}, follow_redirects=False)
            assert (answer.status_code, answer.headers["location"]) == (303, there)
            assert "Accept" in answer.headers["vary"]
    assert len(looked) == len(wishes)
    known = client.get(iri, headers={"If-None-Match": "*"}, follow_redirects=False)
    assert known.status_code == 303
    monkeypatch.setattr("api.routers.desk.LOOK_EVERY", 0.0)
    before = len(looked)
    tools.add_to(workplace, tmp_path, {"navetta.md": tools.DOCUMENTS["navetta.md"] + "\nAltro.\n"})
    assert client.get(iri, follow_redirects=False).status_code == 303
    assert len(looked) == before + 1
