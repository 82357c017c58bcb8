"""Whoever follows the changes has, at the end, what the library has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from lxml import etree

from api.app import create_app
from api.catalogue import activities
from api.workplace import Workplace
from corpus.changes import ledger as ledgers
from corpus.identities import Act, Identity
from ingest.jail import ReadingRoom
from search.encoder import HashingEncoder

ATOM = "{http://www.w3.org/2005/Atom}"
GONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
IRI = "https://w3id.org/welfare-practices/id/"
FORMAT = "application/json"


class Clock:
    """A clock that tests put forward."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def forward(self) -> None:
        self.ahead += timedelta(seconds=60)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(ledgers, "now", clock)
    monkeypatch.setattr("api.routers.desk.LOOK_EVERY", -1.0)  # every request looks
    return clock


class Mirror:
    """A portal that keeps a copy, and knows of the library what the feed tells and nothing else."""

    def __init__(self, client: TestClient) -> None:
        self._client = client
        self.held: dict[str, Any] = {}
        self.moved: dict[str, str] = {}
        self._until = ""

    def get(self, address: str) -> Any:
        answer = self._client.get(address.removeprefix("http://testserver"))
        answer.raise_for_status()
        return answer.json()

    def follow(self) -> int:
        """Walk back from the newest page to what is known, then do what the activities say."""
        page = self.get(self.get("/changes")["last"]["id"])
        found: list[dict[str, Any]] = []
        while True:
            news = [one for one in page["orderedItems"] if one["endTime"] >= self._until]
            found = news + found
            if len(news) < len(page["orderedItems"]) or "prev" not in page:
                break
            page = self.get(page["prev"]["id"])
        for one in found:
            self._do(one)
            self._until = one["endTime"]
        return len(found)

    def _do(self, activity: dict[str, Any]) -> None:
        kind, thing = activity["type"], activity.get("object", {})
        if kind == "Refresh":
            self.held.clear()
            self.moved.clear()
        elif thing["type"] == "Practice":
            self.moved.pop(thing["id"], None)
            if kind in ("Create", "Update"):
                (where,) = (o["id"] for o in thing["seeAlso"] if o["format"] == FORMAT)
                answer = self._client.get(where.removeprefix("http://testserver"))
                if answer.status_code == 200 and not answer.history:  # it may be gone by now
                    self.held[thing["id"]] = answer.json()
            else:
                self.held.pop(thing["id"], None)
                if kind == "Move":
                    self.moved[thing["id"]] = activity["target"]["id"]


@pytest.fixture
def service(tools, tmp_path, clock) -> Iterator[tuple[TestClient, Callable[..., None]]]:
    """A service over a library of its own, and a way to change it meanwhile."""
    chosen, library = tools.make_library(tmp_path, tools.DOCUMENTS)
    workplace = Workplace(chosen, encoder=HashingEncoder())
    with (
        ReadingRoom() as room,
        TestClient(create_app(chosen, library)) as client,
    ):

        def change(
            *retracted: str, merge: tuple[str, str] | None = None, act: Act = Act.MERGED, **texts
        ) -> None:
            with workplace.accessions(room) as accessions:
                for name, text in texts.items():
                    (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")
                    assert accessions.ingest(tmp_path / f"{name}.md").reason is None
                for document in retracted:
                    assert accessions.retract(document)
                if merge:
                    pair = (f"practice/{merge[0]}", f"practice/{merge[1]}")
                    accessions.identify(Identity(act, *pair, "Ada", datetime.now(UTC)))
            clock.forward()

        clock.forward()
        yield client, change


def truth(client: TestClient) -> dict[str, Any]:
    """What the library holds, practice by practice."""
    found: dict[str, Any] = {}
    for one in client.get("/api/v1/practices?limit=100").json()["practices"]:
        found[one["iri"]] = client.get(f"/api/v1/practices/{one['id']}").json()
    return found


def test_a_copy_that_follows_the_changes_ends_with_the_same_practices(
    service, tools, monkeypatch
) -> None:
    monkeypatch.setattr(activities, "PER_PAGE", 4)
    client, change = service
    mirror = Mirror(client)
    mirror.follow()
    assert mirror.held == truth(client)
    assert len(mirror.held) == 3
    story = tools.DOCUMENTS["emporio.md"]
    change(emporio=story.replace("Caritas diocesana", "Croce Rossa"))
    change("orti-potenza")
    change(fresh="---\nid: nuova\n---\n\n# Nuova\n\nIl Comune di Asti ha una banca del tempo.\n")
    mirror.follow()
    assert mirror.held == truth(client)
    assert set(mirror.held) == {
        f"{IRI}practice/{name}" for name in ("navetta-ostellato", "emporio-asti", "nuova")
    }
    change(merge=("emporio-asti", "nuova"))
    mirror.follow()
    assert mirror.held == truth(client)
    assert mirror.moved == {f"{IRI}practice/nuova": f"{IRI}practice/emporio-asti"}
    change(merge=("emporio-asti", "nuova"), act=Act.SPLIT)
    mirror.follow()
    assert mirror.held == truth(client)
    assert mirror.moved == {}
    change("emporio-asti", "nuova", "navetta-ostellato")
    mirror.follow()
    assert mirror.held == {} == truth(client)
    # Somebody who begins only now, and whoever asks again, gets to the same end.
    late = Mirror(client)
    late.follow()
    assert late.held == {}
    mirror.follow()
    assert mirror.held == {}


def test_a_lost_ledger_tells_everybody_to_begin_again(service, tools, clock) -> None:
    client, change = service
    mirror = Mirror(client)
    mirror.follow()
    library = client.app.state.desk.library  # type: ignore[attr-defined]
    library.changes._path.unlink()
    problem = client.get("/changes")
    assert problem.status_code == 503
    assert int(problem.headers["retry-after"]) > 0
    assert problem.headers["content-type"] == "application/problem+json"
    change("orti-potenza")
    mirror.follow()
    assert mirror.held == truth(client)
    assert len(mirror.held) == 2


def test_the_pages_are_linked_in_both_directions_and_tell_each_change_once(
    service, monkeypatch
) -> None:
    monkeypatch.setattr(activities, "PER_PAGE", 2)
    client, _ = service
    start = client.get("/changes").json()
    assert start["type"] == "OrderedCollection"
    forth, back = [], []
    for way, seen, address in (("next", forth, "first"), ("prev", back, "last")):
        where = start[address]["id"]
        while where:
            page = client.get(where.removeprefix("http://testserver")).json()
            assert page["partOf"]["id"] == start["id"]
            seen.append([one["id"] for one in page["orderedItems"]])
            where = page.get(way, {}).get("id")
    assert forth == back[::-1]
    ids = [one for page in forth for one in page]
    assert len(ids) == len(set(ids)) == start["totalItems"] == 7


def test_a_page_beyond_the_last_is_a_problem_and_the_first_is_always_there(
    client, empty_client
) -> None:
    for address in ("/changes/page/9999", "/changes/page/9999.atom"):
        assert client.get(address).status_code == 404
    for address in ("/changes/page/0", "/changes/page/x", "/changes/page/-1"):
        assert client.get(address).status_code == 422
    empty = empty_client.get("/changes").json()
    assert empty["totalItems"] == 0
    page = empty_client.get(empty["last"]["id"].removeprefix("http://testserver"))
    assert page.json()["orderedItems"] == []
    assert etree.fromstring(empty_client.get("/changes.atom").content).tag == f"{ATOM}feed"


@pytest.mark.parametrize("address", ["/changes", "/changes/page/1", "/changes.atom"])
def test_what_did_not_change_is_not_sent_again(client, address) -> None:
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert first.headers["access-control-allow-origin"] == "*"
    head = client.head(address)
    assert (head.status_code, head.content) == (200, b"")


def test_the_atom_feed_tells_the_same_the_newest_first(service) -> None:
    client, change = service
    change("orti-potenza")
    answer = client.get("/changes.atom")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = etree.fromstring(answer.content)
    for name in ("id", "title", "updated", "author"):
        assert len(feed.findall(f"{ATOM}{name}")) == 1
    tombstones = {one.get("ref") for one in feed.findall(GONE)}
    assert tombstones == {f"{IRI}practice/orti-potenza", f"{IRI}document/orti-potenza"}
    entries = feed.findall(f"{ATOM}entry")
    times = [entry.findtext(f"{ATOM}updated") for entry in entries]
    assert times == sorted(times, reverse=True)
    for entry in entries:
        assert entry.findtext(f"{ATOM}id")
        assert entry.findtext(f"{ATOM}title")
        assert entry.find(f"{ATOM}link") is not None
    page = client.get("/changes/page/1").json()["orderedItems"]
    assert len(entries) + len(tombstones) == len(page)


def test_addresses_are_those_of_the_settings_or_of_the_socket_never_of_the_client(
    shelf, client
) -> None:
    answer = client.get("/changes", headers={"Host": "cattivo.example"})
    assert "cattivo" not in answer.text
    settings, library = shelf
    chosen = settings.model_copy(update={"public_url": "https://prassi.example.it"})
    with TestClient(create_app(chosen, library)) as elsewhere:
        assert elsewhere.get("/changes").json()["id"] == "https://prassi.example.it/changes"
