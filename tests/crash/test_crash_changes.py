"""Killed between what is published and what is told of it, the ledger is made good at opening."""

from __future__ import annotations

import shutil
import signal
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from corpus.changes import ledger as ledgers
from corpus.changes.ledger import Ledger
from corpus.changes.model import Act
from ingest.jail import ReadingRoom

sys.path.append(str(Path(__file__).parents[1] / "fixtures" / "crash"))
from mortal import DOCUMENTS, STEPS, Mother, Order, workplace

pytestmark = pytest.mark.slow

#: Where a child dies, before or after what is named, and the step it takes.
KILLS = [
    (step, place, done)
    for step in ("add", "update", "retract")
    for place, done in (
        ("OxigraphStore.apply", True),
        ("Snapshots.publish", True),
        ("LedgerWriter.follow", False),
        ("LedgerWriter.follow", True),
    )
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("changes")
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def mother() -> Iterator[Mother]:
    mother = Mother()
    yield mother
    mother.close()


@pytest.fixture(scope="module")
def room() -> Iterator[ReadingRoom]:
    with ReadingRoom() as opened:
        yield opened


@pytest.fixture(scope="module")
def old(folder: Path, room: ReadingRoom) -> Path:
    with workplace(folder / "old").accessions(room) as accessions:
        STEPS["restore"](accessions, folder)
    return folder / "old"


@pytest.mark.parametrize(("step", "place", "done"), KILLS)
def test_after_a_kill_the_ledger_tells_what_is_held(
    folder, mother, room, old, tmp_path, monkeypatch, step, place, done
) -> None:
    data = shutil.copytree(old, tmp_path / "data")
    killed = mother.send(Order(str(data), str(folder), step=step, place=place, done=done))
    assert killed == -signal.SIGKILL
    with workplace(data).accessions(room):
        pass
    library = workplace(data).library()
    later = datetime.now(UTC) + timedelta(seconds=60)
    monkeypatch.setattr(ledgers, "now", lambda: later)
    changes = Ledger(data / "changes.sqlite").between(1, 10**9)
    held: dict[str, str] = {}
    for change in changes:
        if change.gone:
            del held[change.name]  # nothing is told as gone twice
        elif change.act is not Act.REFRESHED:
            assert (change.act is Act.CREATED) == (change.name not in held)
            held[change.name] = change.standing.state
    assert set(held) == {
        *(f"document/{one}" for one in library.documents()),
        *(f"practice/{one}" for one in library.practices()),
    }
    assert len(changes) <= 3 + 2
