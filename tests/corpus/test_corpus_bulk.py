"""Many documents, many processes, one library: the same as one process would have made."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import fields, replace
from io import BytesIO
from pathlib import Path

import pytest

from api.settings import Reading, Settings
from api.workplace import Workplace
from corpus.accession import OtherVersion
from corpus.intake.ahead import AtTheDoor, in_order
from corpus.intake.arrivals import gather
from corpus.intake.cataloguing import Answer, Cataloguer, Delivery, Record, TurnedAway
from corpus.intake.cluster import Cluster, ClusterUnusable
from corpus.intake.colleague import Colleague, Dismissed, WorkerUnfit
from corpus.intake.limits import ClusterLimits, limits
from corpus.intake.recipe import Recipe
from corpus.intake.staff import Pending, Staff, Workers, usual_number
from corpus.intake.vectors import EncodedAhead, readings
from corpus.outcomes import Accession, Status
from ingest.jail import ReadingRoom
from search.encoder import HashingEncoder

sys.path.append(str(Path(__file__).parents[1] / "fixtures"))
from bulk_reading import DEADLY, DEADLY_ONCE, FAULTY, SLOW, MortalRecipe

TOWNS = ("Asti", "Biella", "Cuneo", "Novara", "Vercelli", "Ostellato", "Gela", "Matera", "Bari")


def letter(town: str, *words: str) -> str:
    return (
        f"# Emporio solidale di {town}\n\nLa Caritas diocesana gestisce a {town} un emporio "
        f"solidale per le famiglie in difficoltà economica. {' '.join(words)}\n"
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Nine documents, one of them twice, an empty one and one that is no text."""
    folder = tmp_path / "documenti"
    (folder / "sotto").mkdir(parents=True)
    for number, town in enumerate(TOWNS):
        (folder / "sotto" / f"{number}.md").write_text(letter(town), encoding="utf-8")
    (folder / "sotto" / "4bis.md").write_text(letter(TOWNS[1]), encoding="utf-8")
    (folder / "sotto" / "5bis.md").write_bytes(b"")
    (folder / "a.txt").write_bytes(bytes(range(256)) * 20)
    return folder


@pytest.fixture
def recipe(tmp_path: Path) -> MortalRecipe:
    ours = workplace(tmp_path / "x").recipe
    values = {field.name: getattr(ours, field.name) for field in fields(Recipe)}
    return MortalRecipe(**values, scars=tmp_path / "scars")


def workplace(data: Path) -> Workplace:
    return Workplace(Settings(data=data, encoder="hashing", reading=Reading.QUICK))


def take_in(data: Path, paths: Iterable[Path], staff: Staff | None = None) -> list[Accession]:
    with ReadingRoom() as room, workplace(data).accessions(room) as accessions:
        return list(accessions.ingest_all(paths, staff))


def contents(data: Path) -> tuple[bytes, str, list[str]]:
    """The graph, the search index but for when it was written, the documents: byte for byte."""
    out = BytesIO()
    workplace(data).library().dump(out)
    with sqlite3.connect(data / "index.sqlite") as index:
        timed = ("VALUES('revision',", "VALUES('birth',")
        dump = "\n".join(line for line in index.iterdump() if not any(t in line for t in timed))
    kept = [
        path for part in ("originals", "readings", "pending") for path in data.glob(f"{part}/*")
    ]
    return out.getvalue(), dump, sorted(f"{p.name} {hash(p.read_bytes())}" for p in kept)


def delivery(town: str, *words: str) -> Delivery:
    data = letter(town, *words).encode()
    return Delivery(f"{town}.md", data, hashlib.sha256(data).hexdigest(), f"{town.lower()}-1")


# -- the files -------------------------------------------------------------------------------------


def test_files_come_in_the_order_of_their_parts_and_one_folder_at_a_time(tmp_path: Path) -> None:
    for name in ("b/2.md", "b/10.md", "a.md", "b.md", "b/.x/1.md", "c/d/e.md", "b-c/1.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = list(gather([tmp_path]))
    assert found == sorted(p for p in tmp_path.rglob("*") if p.is_file() and ".x" not in p.parts)
    walk = gather([tmp_path])
    assert next(walk) == tmp_path / "a.md"
    (tmp_path / "c" / "d" / "new.md").touch()  # not listed before its turn
    assert tmp_path / "c" / "d" / "new.md" in list(walk)


def test_usually_there_are_as_many_workers_as_cores_within_a_bound() -> None:
    assert 1 <= usual_number() <= min(limits().default.workers, os.cpu_count() or 1)


# -- what is under way -----------------------------------------------------------------------------


class SlowStaff:
    """Answers a batch only when somebody waits for it; counts what is under way."""

    def __init__(self) -> None:
        self.waiting = 0
        self.most = 0
        self.sizes: list[int] = []

    def batches(self) -> int:
        return 3

    def per_batch(self) -> int:
        return 4

    def submit(self, batch: Sequence[Delivery]) -> Pending:
        self.waiting += len(batch)
        self.most = max(self.most, self.waiting)
        self.sizes.append(len(batch))
        staff = self

        class Answers(Future[Sequence[Answer]]):
            def result(self, timeout: float | None = None) -> Sequence[Answer]:
                if not self.done():
                    staff.waiting -= len(batch)
                    self.set_result([TurnedAway(each.identifier, "no") for each in batch])
                return super().result(timeout)

        return Answers()


def test_a_bounded_number_of_documents_is_under_way_and_none_is_read_too_early() -> None:
    opened: list[Path] = []

    def receive(path: Path) -> AtTheDoor:
        opened.append(path)
        held = len(opened) % 3 == 0
        return AtTheDoor(path.name, None if held else Delivery(path.name, b"x", "", path.name))

    staff, seen = SlowStaff(), []
    paths = [Path(f"{number:04}") for number in range(500)]
    for arrival in in_order(iter(paths), receive, staff):
        assert len(opened) - len(seen) <= 12
        if arrival.door.delivery:
            answer = arrival.answer()
            assert isinstance(answer, TurnedAway)
            assert answer.document == arrival.path.name
        seen.append(arrival.path)
    assert seen == paths
    assert staff.most <= 12
    assert max(staff.sizes) == 4


def test_large_documents_travel_alone_and_few_are_held(monkeypatch: pytest.MonkeyPatch) -> None:
    half = limits().batch.bytes // 2 + 1
    staff, opened, seen = SlowStaff(), 0, 0
    narrow = replace(limits(), window=replace(limits().window, bytes=3 * half))
    monkeypatch.setattr("corpus.intake.ahead.limits", lambda: narrow)

    def receive(path: Path) -> AtTheDoor:
        nonlocal opened
        opened += 1
        return AtTheDoor("", Delivery(path.name, bytes(half), "", path.name))

    for arrival in in_order(map(Path, map(str, range(20))), receive, staff):
        assert opened - seen <= 4
        arrival.answer()
        seen += 1
    assert seen == 20
    assert set(staff.sizes) == {1}


# -- workers of this machine -----------------------------------------------------------------------


@pytest.mark.slow
def test_any_number_of_workers_makes_the_same_library(folder: Path, tmp_path: Path) -> None:
    alone = take_in(tmp_path / "alone", gather([folder]))
    assert [outcome.status.value[0] for outcome in alone] == list("raaaaauaraaa")
    for number in (1, 3):
        data = tmp_path / str(number)
        with Workers(workplace(data).recipe, number) as staff:
            assert take_in(data, gather([folder]), staff) == alone
        assert contents(data) == contents(tmp_path / "alone")


@pytest.mark.slow
def test_what_came_before_counts_as_if_each_file_were_read_in_its_turn(tmp_path: Path) -> None:
    """A file whose bytes were held when it was opened, and are no more when its turn comes."""
    first, second = tmp_path / "a.md", tmp_path / "b.md"
    outcomes = []
    for name in ("alone", "workers"):
        data = tmp_path / name
        first.write_text(letter("Asti"), encoding="utf-8")
        take_in(data, [first])
        first.write_text(letter("Biella"), encoding="utf-8")
        second.write_text(letter("Asti"), encoding="utf-8")
        if name == "alone":
            outcomes.append(take_in(data, [first, second]))
        else:
            with Workers(workplace(data).recipe, 2) as staff:
                outcomes.append(take_in(data, [first, second], staff))
    assert outcomes[0] == outcomes[1]
    assert [outcome.status for outcome in outcomes[0]] == [Status.UPDATED, Status.ADDED]
    assert contents(tmp_path / "alone") == contents(tmp_path / "workers")


@pytest.mark.slow
def test_what_is_held_is_neither_read_nor_extracted_again(
    folder: Path, tmp_path: Path, recipe: MortalRecipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    paths = list(gather([folder]))
    with Workers(recipe, 2) as staff:
        take_in(data, paths[:6], staff)
        take_in(data, paths, staff)
    read = [path.name.split("-")[1] for path in tmp_path.glob("read-*")]
    assert len(read) == len(set(read)) == 9

    def refuse(*_: object) -> None:
        raise AssertionError("it was read again")

    monkeypatch.setattr(ReadingRoom, "read_bytes", refuse)
    monkeypatch.setattr(Cataloguer, "extractor", property(refuse))
    good = [path for path in paths if path.name not in ("a.txt", "5bis.md")]
    assert {outcome.status for outcome in take_in(data, good)} == {Status.UNCHANGED}


@pytest.mark.slow
def test_a_document_that_kills_its_reader_costs_no_other(
    folder: Path, tmp_path: Path, recipe: MortalRecipe
) -> None:
    bad = {"sotto/0a.md": DEADLY, "sotto/3a.md": DEADLY_ONCE, "sotto/6a.md": FAULTY}
    for name, word in bad.items():
        (folder / name).write_text(letter("Trento", word), encoding="utf-8")
    paths = list(gather([folder]))
    with Workers(recipe, 2) as staff:
        outcomes = dict(zip(paths, take_in(tmp_path / "data", paths, staff), strict=True))
    killer, once, faulty = (outcomes.pop(folder / name) for name in bad)
    assert killer.status is Status.REJECTED
    assert "chiuso dal sistema" in (killer.reason or "")
    assert once.status is Status.ADDED
    assert faulty.status is Status.REJECTED
    assert "errore interno" in (faulty.reason or "")
    for name in bad:
        (folder / name).unlink()
    assert list(outcomes.values()) == take_in(tmp_path / "alone", outcomes)


@pytest.mark.slow
def test_a_document_that_takes_too_long_is_stopped(recipe: MortalRecipe) -> None:
    colleague = Colleague(recipe, replace(limits().worker, seconds=20))
    late, good = colleague.ask([delivery("Asti", SLOW), delivery("Biella")])
    assert isinstance(late, TurnedAway)
    assert "minuti" in late.reason
    assert isinstance(good, Record)
    colleague.dismiss()
    with pytest.raises(Dismissed):
        colleague.ask([delivery("Asti")])


@pytest.mark.slow
def test_a_worker_is_replaced_after_its_share_or_when_it_has_grown(recipe: MortalRecipe) -> None:
    for bounds, kept in (({}, True), ({"documents": 1}, False), ({"memory_bytes": 1}, False)):
        colleague = Colleague(recipe, replace(limits().worker, **bounds))
        assert isinstance(colleague.ask([delivery("Asti")])[0], Record)
        assert (colleague.pid is not None) is kept
        assert isinstance(colleague.ask([delivery("Asti")])[0], Record)
        colleague.dismiss()


@pytest.mark.slow
def test_a_worker_ends_when_its_asker_is_gone(recipe: MortalRecipe) -> None:
    colleague = Colleague(recipe)
    colleague.ask([delivery("Asti")])
    process = colleague._process
    assert process is not None
    assert colleague._line is not None
    colleague._line.close()
    assert process.wait(20) == 0


@pytest.mark.slow
def test_a_worker_that_dies_at_its_start_blames_no_document(
    recipe: MortalRecipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    colleague = Colleague(recipe)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(WorkerUnfit, match="memoria"):
        colleague.ask([delivery("Asti")])


@pytest.mark.slow
def test_a_set_up_that_cannot_work_is_said_and_no_document_is_blamed(
    folder: Path, tmp_path: Path
) -> None:
    recipe = replace(workplace(tmp_path / "x").recipe, language_model="nulla_di_nulla")
    with Workers(recipe, 2) as staff, pytest.raises(ValueError, match="nulla_di_nulla"):
        take_in(tmp_path / "data", gather([folder / "sotto"]), staff)


@pytest.mark.slow
def test_vectors_of_workers_are_those_that_the_index_would_make(recipe: MortalRecipe) -> None:
    colleague = Colleague(recipe)
    (record,) = colleague.ask([delivery("Asti")])
    colleague.dismiss()
    assert isinstance(record, Record)
    assert record.vectors is not None
    asked: list[Sequence[str]] = []

    class Watched(HashingEncoder):
        def encode_passages(self, texts, progress=None):  # type: ignore[no-untyped-def]
            asked.append(texts)
            return super().encode_passages(texts, progress)

    ahead = EncodedAhead(Watched())
    with ahead.given(record.entry, record.vectors):
        given = ahead.encode_passages(readings(record.entry))
        assert not asked
        ahead.encode_passages(["altro"])
        assert asked == [["altro"]]
    assert (given == HashingEncoder().encode_passages(readings(record.entry))).all()
    with ahead.given(record.entry, replace(record.vectors, encoder="another")):
        ahead.encode_passages(readings(record.entry))
    assert len(asked) == 2


@pytest.mark.slow
def test_the_writer_with_workers_never_encodes(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the writer encoded")

    monkeypatch.setattr(HashingEncoder, "encode_passages", refuse)
    with Workers(workplace(tmp_path / "data").recipe, 2) as staff:
        outcomes = take_in(tmp_path / "data", gather([folder]), staff)
    assert sum(outcome.status is Status.ADDED for outcome in outcomes) == 9


def test_a_worker_of_another_version_stops_the_run(folder: Path, tmp_path: Path) -> None:
    class OtherStaff(SlowStaff):
        def submit(self, batch: Sequence[Delivery]) -> Pending:
            done: Future[Sequence[Answer]] = Future()
            with ReadingRoom() as room:
                here = workplace(tmp_path / "x")
                cataloguer = Cataloguer(here.recipe, here.reference, room, None)
                answers = [cataloguer.catalogue(each) for each in batch]
            done.set_result([replace(a, version="99") for a in answers if isinstance(a, Record)])
            return done

    with pytest.raises(OtherVersion, match="99"):
        take_in(tmp_path / "data", [folder / "sotto" / "0.md"], OtherStaff())


# -- a cluster -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real scheduler and two real workers, each a process of its own."""
    folder = tmp_path_factory.mktemp("dask")
    scheduler_file = folder / "scheduler.json"
    fixtures = Path(__file__).parents[1] / "fixtures"
    root = Path(__file__).parents[2]
    env = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": f"{root}{os.pathsep}{fixtures}"}
    worker = ("dask_worker", "--nthreads", "1")
    commands = [("dask_scheduler", "--port", "0"), worker, worker]
    processes = []
    with (folder / "log").open("wb") as log:
        for module, *options in commands:
            command = [sys.executable, "-m", f"distributed.cli.{module}", *options]
            command += ["--no-dashboard", "--scheduler-file", str(scheduler_file)]
            processes.append(subprocess.Popen(command, env=env, cwd=folder, stdout=log, stderr=log))
        try:
            deadline = time.monotonic() + 300
            while not scheduler_file.exists():
                assert time.monotonic() < deadline, (folder / "log").read_text()
                time.sleep(0.1)
            yield json.loads(scheduler_file.read_text())["address"]
        finally:
            for process in reversed(processes):
                process.terminate()
                process.wait(60)


@pytest.mark.slow
def test_a_cluster_makes_the_same_library_and_survives_what_kills_a_reader(
    folder: Path, tmp_path: Path, recipe: MortalRecipe, cluster: str
) -> None:
    (folder / "sotto" / "0a.md").write_text(letter("Trento", DEADLY), encoding="utf-8")
    paths = list(gather([folder]))
    with Cluster(cluster, recipe) as staff:
        staff._client.wait_for_workers(2, timeout=300)
        staff._counted = 0
        assert staff.batches() == 4
        outcomes = take_in(tmp_path / "data", paths, staff)
        assert len(staff._client.nthreads()) == 2
    killer = outcomes.pop(paths.index(folder / "sotto" / "0a.md"))
    assert "chiuso dal sistema" in (killer.reason or "")
    (folder / "sotto" / "0a.md").unlink()
    assert outcomes == take_in(tmp_path / "alone", gather([folder]))
    assert contents(tmp_path / "data") == contents(tmp_path / "alone")


@pytest.mark.slow
def test_a_cluster_that_does_not_answer_or_has_no_workers_is_said(tmp_path: Path) -> None:
    recipe = workplace(tmp_path).recipe
    hurried = ClusterLimits(connect_seconds=1, lost_seconds=1)
    for address in ("tcp://127.0.0.1:9", "non un indirizzo"):
        with pytest.raises(ClusterUnusable, match="non risponde"):
            Cluster(address, recipe, hurried)


def test_without_the_package_a_cluster_is_refused_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterUnusable, match=r"prassi\[dask\]"):
        Cluster("tcp://127.0.0.1:8786", workplace(tmp_path).recipe)
