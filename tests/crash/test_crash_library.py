"""Killed, starved or locked out at any moment, the library is what it was or what it was to become.

Each change runs in a child that dies where it is told (tests/fixtures/crash/mortal.py); the test
then opens the library as the next command would, and compares whole dumps.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest

from corpus.accession import Accessions
from corpus.indexing import IndexDesk
from corpus.layout import Layout, LibraryUnwritable
from corpus.originals import Originals
from corpus.outcomes import Status
from corpus.store import OxigraphStore
from ingest.jail import ReadingRoom

sys.path.append(str(Path(__file__).parents[1] / "fixtures" / "crash"))
from mortal import DOCUMENTS, REFUSED, STEPS, WALK, Mother, Order, workplace

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class State:
    """All that a library holds: its graph, and the documents behind it."""

    graph: str
    files: tuple[str, ...]


@dataclass(frozen=True)
class Bench:
    """Where the tests work: documents, libraries to start from, who reads, who forks."""

    folder: Path
    room: ReadingRoom
    mother: Mother

    def opened(self, data: Path) -> Accessions:
        return workplace(data).accessions(self.room)

    def take(self, data: Path, *steps: str) -> State:
        """Take steps that nobody disturbs."""
        with self.opened(data) as accessions:
            for step in steps:
                STEPS[step](accessions, self.folder)
        return self.state(data)

    def child(self, data: Path, **order: object) -> int:
        """Let a child work on a library; return how it ended."""
        return self.mother.send(Order(str(data), str(self.folder), **order))  # type: ignore[arg-type]

    def state(self, data: Path) -> State:
        """What a reader sees, which must be sound."""
        library = workplace(data).library()
        assert library.in_step()
        for document in library.documents():
            view = library.document(document)
            assert view is not None
            assert hashlib.sha256(view.text.encode()).hexdigest() == view.sha256
        out = BytesIO()
        library.dump(out)
        kept = ("originals", "readings", "pending")
        files = sorted(p.name for folder in kept for p in (data / folder).glob("*"))
        return State(hashlib.sha256(out.getvalue()).hexdigest(), tuple(files))


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    folder = tmp_path_factory.mktemp("crash")
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    mother = Mother()
    with ReadingRoom() as room:
        ready = Bench(folder, room, mother)
        ready.take(folder / "empty")
        shutil.copytree(folder / "empty", folder / "old")
        ready.take(folder / "old", "restore")
        yield ready
    mother.close()


@pytest.fixture(scope="module")
def states(bench: Bench) -> dict[str, State]:
    """The state before, and after each step that nobody disturbs."""
    found = {"old": bench.state(bench.folder / "old"), "empty": bench.state(bench.folder / "empty")}
    for step in CHANGES:
        data = shutil.copytree(bench.folder / "old", bench.folder / step)
        found[step] = bench.take(data, step)
    assert found["retract"] == found["empty"]
    assert len(set(found.values())) == 4
    return found


@pytest.fixture
def data(bench: Bench, tmp_path: Path) -> Path:
    return shutil.copytree(bench.folder / "old", tmp_path / "data")


CHANGES = ("add", "update", "retract")
#: The write points, in order, with whether the graph has changed when a kill strikes there.
POINTS = [
    ("Originals.set_aside", True, False),
    ("Originals.bring", False, False),
    ("Originals.bring", True, False),
    ("OxigraphStore.apply", False, False),
    ("OxigraphStore.apply", True, True),
    ("IndexDesk.commit", True, True),
    ("IndexDesk.remove", True, True),
    ("Snapshots.publish", False, True),
    ("OxigraphStore.snapshot", True, True),
    ("Snapshots._forget_old", False, True),
    ("Originals.settle", False, True),
    ("Originals.settle", True, True),
]
NOT_ON_THE_WAY = {
    "add": ("set_aside", "remove"),
    "update": ("remove",),
    "retract": ("bring", "commit", "snapshot"),  # the snapshot of the state before is still there
}
KILLS = [
    pytest.param(step, place, done, changed, id=f"{step}-{place}-{'done' if done else 'called'}")
    for step in CHANGES
    for place, done, changed in POINTS
    if not place.endswith(NOT_ON_THE_WAY[step])
]


@pytest.mark.parametrize(("step", "place", "done", "changed"), KILLS)
def test_a_kill_leaves_the_state_before_or_after(
    bench: Bench,
    states: dict[str, State],
    data: Path,
    step: str,
    place: str,
    done: bool,
    changed: bool,
) -> None:
    assert bench.child(data, step=step, place=place, done=done) == -signal.SIGKILL
    assert bench.take(data) == states[step if changed else "old"]
    # The step can be done again, and everything can be withdrawn.
    assert bench.take(data, step, "retract", "withdraw") == states["empty"]


def test_an_original_that_was_coming_serves_to_mend_the_index(
    bench: Bench, states: dict[str, State], data: Path
) -> None:
    assert bench.child(data, place="OxigraphStore.apply", done=True) == -signal.SIGKILL
    shutil.rmtree(data / "readings")
    assert bench.take(data) == states["add"]


@pytest.fixture(scope="module")
def gone_through(bench: Bench, states: dict[str, State]) -> list[State]:
    """The states of the walk, which ends where it began."""
    data = shutil.copytree(bench.folder / "old", bench.folder / "walk")
    known = [bench.take(data, step) for step in WALK]
    assert len(set(known)) == 4
    assert known[-1] == states["old"]
    return known


@pytest.mark.parametrize("seed", range(8))
def test_a_kill_at_any_moment_leaves_one_of_the_states_gone_through(
    bench: Bench, gone_through: list[State], data: Path, seed: int
) -> None:
    delay = random.Random(seed).uniform(0, 0.8)
    assert bench.child(data, delay=delay) == -signal.SIGKILL
    assert bench.take(data) in gone_through


@pytest.mark.parametrize("step", CHANGES)
@pytest.mark.parametrize("size", [0, 3_000, 30_000, 200_000])
def test_a_disk_that_fills_up_is_said_and_leaves_no_half_state(
    bench: Bench, states: dict[str, State], data: Path, step: str, size: int
) -> None:
    ended = bench.child(data, step=step, size=size, late=True)
    assert ended in ((REFUSED,) if size == 0 else (0, REFUSED))
    assert bench.take(data) in (states["old"], states[step])


@pytest.mark.parametrize("size", [0, 20_000])
def test_a_full_disk_is_said_and_changes_nothing(
    bench: Bench, states: dict[str, State], data: Path, size: int
) -> None:
    assert bench.child(data, size=size) == REFUSED
    assert bench.state(data) == states["old"]
    assert bench.take(data) == states["old"]


@pytest.mark.parametrize(
    "place", [(Originals, "bring"), (OxigraphStore, "apply"), (IndexDesk, "commit")]
)
@pytest.mark.parametrize("step", ["add", "update"])
@pytest.mark.parametrize(
    "error", [OSError(28, "No space left"), sqlite3.OperationalError("database or disk is full")]
)
def test_a_write_that_is_refused_stops_the_command_and_undoes_the_step(
    bench: Bench,
    states: dict[str, State],
    data: Path,
    monkeypatch: pytest.MonkeyPatch,
    place: tuple[type, str],
    step: str,
    error: Exception,
) -> None:
    def refuse(*_: object) -> None:
        monkeypatch.undo()
        raise error

    monkeypatch.setattr(*place, refuse)
    with pytest.raises(LibraryUnwritable, match="spazio"):
        bench.take(data, step)
    assert bench.state(data) == states["old"]


def test_a_first_ingest_on_a_full_disk_leaves_nothing_in_the_way(
    bench: Bench, states: dict[str, State], tmp_path: Path
) -> None:
    data = tmp_path / "new"
    for size in (0, 50_000, 500_000):
        assert bench.child(data, size=size) == REFUSED
    assert bench.take(data, "restore") == states["old"]


def test_a_folder_that_is_read_only_is_said_in_one_line(
    bench: Bench, states: dict[str, State], data: Path
) -> None:
    command = [
        str(Path(sys.executable).with_name("prassi")),
        "ingest",
        str(bench.folder / "emporio.md"),
    ]
    if os.geteuid() == 0:  # who may write everywhere must first give that up
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            pytest.skip("root without setpriv is never refused")
        command = [setpriv, "--bounding-set=-dac_override,-dac_read_search", *command]
    folders = [data, *(path for path in data.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o500)
    try:
        done = subprocess.run(
            command,
            env={**os.environ, "PRASSI_DATA": str(data), "PRASSI_ENCODER": "hashing"},
            capture_output=True,
            text=True,
            timeout=120,
        )
    finally:
        for folder in folders:
            folder.chmod(0o700)
    (line,) = done.stderr.splitlines()
    assert done.returncode == 3
    assert "non si riesce a scrivere" in line
    assert bench.take(data) == states["old"]


def test_what_the_index_refuses_is_not_held(
    bench: Bench, states: dict[str, State], data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise ValueError("una pratica due volte")

    with bench.opened(data) as accessions:
        monkeypatch.setattr(IndexDesk, "commit", refuse)
        for name in ("emporio.md", "changed.md"):
            assert accessions.ingest(bench.folder / name).status is Status.REJECTED
    assert bench.state(data) == states["old"]


def test_an_interrupted_command_publishes_what_it_had_done(
    bench: Bench, states: dict[str, State], data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        monkeypatch.undo()
        raise KeyboardInterrupt

    monkeypatch.setattr(IndexDesk, "commit", interrupt)
    with pytest.raises(KeyboardInterrupt):
        bench.take(data, "add")
    assert bench.state(data) == states["add"]


def test_a_lost_original_does_not_lock_the_library(
    bench: Bench, states: dict[str, State], data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for path in (*data.glob("index.sqlite*"), *data.glob("readings/*"), *data.glob("originals/*")):
        path.unlink()
    with bench.opened(data) as accessions:
        assert "rimettetelo nella cartella originals o ritirate" in caplog.text
        assert accessions.retract("navetta")
    assert bench.state(data) == states["empty"]


def test_the_same_bytes_read_by_a_newer_extractor_stay_one_document(
    bench: Bench, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = DOCUMENTS["emporio.md"].partition("---\n\n")[2]
    for name in ("uno.md", "due.md"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    with bench.opened(data) as accessions:
        first = accessions.ingest(tmp_path / "uno.md")
        monkeypatch.setattr("corpus.intake.cataloguing.EXTRACTOR_VERSION", "99")
        second = accessions.ingest(tmp_path / "due.md")
    assert (first.status, second.status) == (Status.ADDED, Status.UPDATED)
    assert first.document == second.document
    assert len(bench.state(data).files) == 4


def test_two_hundred_additions_and_withdrawals_leave_no_residue(
    bench: Bench, states: dict[str, State], data: Path
) -> None:
    layout = Layout(data)
    sizes: list[tuple[int, int, int]] = []
    for _ in range(10):
        assert bench.take(data, *["add", "withdraw"] * 20) == states["old"]
        graph = [path.stat().st_size for path in layout.graph.iterdir()]
        sizes.append((layout.index.stat().st_size, len(graph), sum(graph)))
        assert len(list(layout.snapshots.iterdir())) <= 4
    first, last = sizes[1], sizes[-1]
    assert last[0] <= first[0], "the index grows"
    assert last[1] <= first[1] + 20, "the graph's files multiply"
    assert not list(layout.graph.glob("LOG.old.*"))
    assert last[2] <= 2 * first[2], "the graph grows"
    assert {path.name for path in data.iterdir()} <= {
        ".index.sqlite.lock",
        "changes.sqlite",
        "graph",
        "index.sqlite",
        "index.sqlite-shm",
        "index.sqlite-wal",
        "originals",
        "pending",
        "readings",
        "snapshots",
    }
