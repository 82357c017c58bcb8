"""The ledger tells every change of a library once it can be read; lost, it begins anew."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given

from api.routers.desk import LOOK_EVERY
from api.settings import Settings
from api.workplace import Workplace
from corpus.changes import ledger as ledgers
from corpus.changes.ledger import TOLD_AFTER, Ledger, NoLedger
from corpus.changes.model import Act, Change, Present, Standing, changes
from corpus.identities import Act as Merging
from corpus.identities import Identity
from corpus.layout import LibraryUnwritable
from ingest.jail import ReadingRoom
from search.encoder import HashingEncoder

START = datetime(2026, 11, 22, 10, tzinfo=UTC)
STORIES = {
    "navetta": "Il Comune di Ostellato ha attivato un trasporto sociale per gli anziani soli.",
    "corriera": "L'Auser Ostellato accompagna gli anziani a Ostellato con il trasporto sociale.",
    "emporio": "La Caritas diocesana gestisce ad Asti un emporio solidale per le famiglie.",
}

names = st.sampled_from([f"practice/{letter}" for letter in "abcd"])
standings = st.builds(Standing, st.sampled_from("123"), st.sampled_from(["", "practice/a"]))
states = st.dictionaries(names, standings, max_size=4)


@given(before=states, after=states)
def test_changes_lead_from_one_state_to_the_other(before, after):
    now = dict(before)
    for act, name, standing in changes(before, after):
        if act is Act.DELETED:
            del now[name]
        else:
            now[name] = standing
    assert now.keys() == after.keys()
    for name, standing in after.items():
        # What is merged is only told again when it leads elsewhere.
        assert now[name].into == standing.into
        assert standing.into or now[name].state == standing.state


@given(state=states)
def test_what_is_as_before_is_not_told(state):
    assert changes(state, dict(state)) == []


def test_a_merge_moves_one_and_changes_the_other():
    apart = Present({"x": "1", "y": "2"}, {"a": ("x",), "b": ("y",)})
    joined = Present(apart.documents, apart.practices, {"practice/b": "practice/a"})
    found = changes(apart.standings(), joined.standings())
    assert [(act, name, standing.into) for act, name, standing in found] == [
        (Act.MOVED, "practice/b", "practice/a"),
        (Act.UPDATED, "practice/a", ""),
    ]
    back = changes(joined.standings(), apart.standings())
    assert [(act, name) for act, name, _ in back] == [
        (Act.CREATED, "practice/b"),
        (Act.UPDATED, "practice/a"),
    ]


class Clock:
    """A clock that tests put forward."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        return self.time

    def forward(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(ledgers, "now", clock)
    return clock


@pytest.fixture(scope="module")
def room() -> Iterator[ReadingRoom]:
    with ReadingRoom() as opened:
        yield opened


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory, room: ReadingRoom) -> Path:
    folder = tmp_path_factory.mktemp("empty") / "data"
    take_in(Workplace(Settings(data=folder), encoder=HashingEncoder()), room)
    return folder


@pytest.fixture
def workplace(tmp_path: Path, empty: Path) -> Workplace:
    shutil.copytree(empty, tmp_path / "data")
    return Workplace(Settings(data=tmp_path / "data"), encoder=HashingEncoder())


def take_in(workplace: Workplace, room: ReadingRoom, **stories: str) -> None:
    folder = workplace.settings.data.parent
    with workplace.accessions(room) as accessions:
        for name, text in stories.items():
            page = f"---\nid: {name}\ntitle: {name.title()}\n---\n\n# {name.title()}\n\n{text}\n"
            (folder / f"{name}.md").write_text(page, encoding="utf-8")
            assert accessions.ingest(folder / f"{name}.md").reason is None


def told(workplace: Workplace, after: int = 0) -> list[Change]:
    return list(Ledger(workplace.layout.changes).between(after + 1, 10**9))


def test_the_ledger_tells_what_came_changed_merged_and_went(workplace, room, clock):
    take_in(workplace, room, navetta=STORIES["navetta"], corriera=STORIES["corriera"])
    clock.forward(60)
    take_in(workplace, room, navetta=STORIES["navetta"].replace("anziani soli", "giovani"))
    clock.forward(60)
    with workplace.accessions(room) as accessions:
        pair = ("practice/corriera", "practice/navetta")
        accessions.identify(Identity(Merging.MERGED, *pair, "Ada", START))
    clock.forward(60)
    with workplace.accessions(room) as accessions:
        accessions.retract("corriera")
    clock.forward(60)
    found = [(change.act, change.name, change.standing.into) for change in told(workplace)]
    assert found[0] == (Act.REFRESHED, "", "")
    assert sorted(found[1:5]) == [  # they may have been published one by one
        (Act.CREATED, "document/corriera", ""),
        (Act.CREATED, "document/navetta", ""),
        (Act.CREATED, "practice/corriera", ""),
        (Act.CREATED, "practice/navetta", ""),
    ]
    assert found[5:] == [
        (Act.UPDATED, "document/navetta", ""),
        (Act.UPDATED, "practice/navetta", ""),
        (Act.MOVED, "practice/navetta", "practice/corriera"),
        (Act.UPDATED, "practice/corriera", ""),
        (Act.DELETED, "document/corriera", ""),
        (Act.DELETED, "practice/corriera", ""),
        (Act.CREATED, "practice/navetta", ""),  # it stands for itself again
    ]
    times = [change.at for change in told(workplace)]
    assert times == sorted(times)
    assert [change.number for change in told(workplace)] == list(range(1, 13))


def test_a_merged_organisation_moves_and_comes_back(workplace, room, clock):
    take_in(workplace, room, **STORIES)
    with workplace.accessions(room) as accessions:
        pair = ("organisation/comune-di-ostellato", "organisation/auser-ostellato")
        accessions.identify(Identity(Merging.MERGED, *pair, "Ada", START))
    with workplace.accessions(room) as accessions:
        accessions.identify(Identity(Merging.SPLIT, *pair, "Ada", START))
    clock.forward(60)
    found = [change for change in told(workplace) if change.kind == "organisation"]
    assert [(change.act, change.standing.into) for change in found] == [
        (Act.MOVED, "organisation/comune-di-ostellato"),
        (Act.CREATED, ""),
    ]


def test_a_practice_is_told_with_the_regions_where_it_is(workplace, room, clock):
    take_in(workplace, room, **STORIES)
    clock.forward(60)
    ledger = Ledger(workplace.layout.changes)
    assert [c.name for c in ledger.standing("practice", region="01", limit=9)] == [
        "practice/emporio"
    ]
    assert ledger.count("practice", region="08") == 2
    assert ledger.count("practice", region="0") == 0


def test_nothing_is_told_before_every_process_can_read_it(workplace, room, clock):
    assert TOLD_AFTER > LOOK_EVERY
    take_in(workplace, room, navetta=STORIES["navetta"])
    assert told(workplace) == []
    clock.forward(TOLD_AFTER - 0.1)
    assert told(workplace) == []
    clock.forward(1.1)
    assert len(told(workplace)) == 3


def test_what_is_told_later_is_never_of_an_earlier_time(workplace, room, clock):
    take_in(workplace, room, navetta=STORIES["navetta"])
    clock.forward(3600)
    take_in(workplace, room, corriera=STORIES["corriera"])
    clock.forward(-1800)  # somebody sets the clock back
    take_in(workplace, room, emporio=STORIES["emporio"])
    clock.forward(3600)
    times = [change.at for change in told(workplace)]
    assert times == sorted(times)


def test_opening_and_rebuilding_tell_nothing(workplace, room, clock):
    take_in(workplace, room, **STORIES)
    clock.forward(60)
    before = told(workplace)
    with workplace.accessions(room) as accessions:
        accessions.rebuild()
    clock.forward(60)
    assert told(workplace) == before


@pytest.mark.parametrize("damage", [b"", b"not a database at all, whatever its name is" * 50, None])
def test_a_lost_or_damaged_ledger_begins_anew_with_a_refresh(workplace, room, clock, damage):
    take_in(workplace, room, **STORIES)
    clock.forward(60)
    ledger = Ledger(workplace.layout.changes)
    former = ledger.extent()
    if damage is None:
        workplace.layout.changes.unlink()
        with pytest.raises(NoLedger, match="rebuild"):
            ledger.extent()
    else:
        workplace.layout.changes.write_bytes(damage)
    with workplace.accessions(room) as accessions:
        accessions.retract("emporio")
    clock.forward(60)
    found = told(workplace)
    assert found[0].act is Act.REFRESHED
    held = {change.name for change in found if not change.gone} - {""}
    assert held == {f"{kind}/{one}" for kind in ("document", "practice") for one in STORIES}
    assert found[-1].name == "practice/emporio"
    assert found[-1].act is Act.DELETED
    assert ledger.extent().epoch != former.epoch
    if damage:
        aside = workplace.layout.changes.with_name("changes.sqlite.danneggiato")
        assert aside.read_bytes() == damage


def test_superseded_changes_are_forgotten_and_withdrawals_are_not(
    workplace, room, clock, monkeypatch
):
    monkeypatch.setattr(ledgers, "_REMEMBERED", 4)
    take_in(workplace, room, navetta=STORIES["navetta"], emporio=STORIES["emporio"])
    with workplace.accessions(room) as accessions:
        accessions.retract("emporio")
    for word in ("uno", "due", "tre", "quattro"):
        take_in(workplace, room, navetta=f"{STORIES['navetta']} {word}")
    clock.forward(60)
    found = told(workplace)
    assert [c.name for c in found if c.act is Act.DELETED] == [
        "document/emporio",
        "practice/emporio",
    ]
    assert len(found) < 10
    extent = Ledger(workplace.layout.changes).extent()
    assert extent.total == len(found)
    assert extent.last == found[-1].number == 15


def test_a_ledger_that_cannot_be_written_leaves_it_as_it_was(workplace, room, clock, monkeypatch):
    take_in(workplace, room, navetta=STORIES["navetta"])
    clock.forward(60)
    before = told(workplace)

    def refuse(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as full:
        full.setattr(ledgers, "_add", refuse)
        with pytest.raises(LibraryUnwritable, match="spazio"):
            take_in(workplace, room, emporio=STORIES["emporio"])
    clock.forward(60)
    assert told(workplace) == before
    with workplace.accessions(room):
        pass  # the next opening makes good
    clock.forward(60)
    assert [c.name for c in told(workplace)[len(before) :]] == [
        "document/emporio",
        "practice/emporio",
    ]
