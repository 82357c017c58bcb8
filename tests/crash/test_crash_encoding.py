"""Another model takes over: killed on the way, the next start goes on, and no answer is wrong."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from api.settings import Reading, Settings
from api.workplace import Workplace
from corpus.library import Library
from ingest.jail import ReadingRoom
from search.answering import OTHER_ENCODER
from search.encoder import HashingEncoder

pytestmark = pytest.mark.slow

COUNT = 12
STORY = """# Emporio {0}

La Caritas di Asti gestisce un emporio solidale ad Asti: ogni settimana i volontari distribuiscono
pacchi alimentari a {0} famiglie in difficoltà economica.
"""
ROOT = Path(__file__).parents[2]
#: Opens the library with another model, tells each document, and waits to be killed at one.
TAKE_OVER = """
import sys, time
from pathlib import Path
from api.settings import Settings
from api.workplace import Workplace
from ingest.jail import ReadingRoom
from search.encoder import HashingEncoder
def follow(done, total):
    print(done, total, flush=True)
    if done == int(sys.argv[2]):
        time.sleep(600)
work = Workplace(Settings(data=Path(sys.argv[1])), encoder=HashingEncoder(64))
with ReadingRoom() as room, work.accessions(room, follow):
    pass
"""


def library(data: Path, dimension: int) -> Library:
    settings = Settings(data=data, reading=Reading.QUICK)
    return Workplace(settings, encoder=HashingEncoder(dimension)).library()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    data = tmp_path / "data"
    work = Workplace(Settings(data=data, reading=Reading.QUICK), encoder=HashingEncoder(32))
    with ReadingRoom() as room, work.accessions(room) as accessions:
        for number in range(COUNT):
            path = tmp_path / f"{number:02}.md"
            path.write_text(STORY.format(number), encoding="utf-8")
            assert accessions.ingest(path).practices
    return data


def take_over(data: Path, die_at: int) -> list[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", TAKE_OVER, str(data), str(die_at)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PRASSI_READING": "rapida", "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout
    said = []
    for line in process.stdout:
        said.append(line.strip())
        if line.startswith(f"{die_at} "):
            process.send_signal(signal.SIGKILL)
    process.wait(60)
    return said


def test_a_kill_on_the_way_is_taken_up_where_it_was(data: Path):
    assert library(data, 32).search("famiglie").note is None
    waiting = library(data, 64)
    assert waiting.search("famiglie").note == OTHER_ENCODER
    assert take_over(data, 5)[-1] == f"5 {COUNT}"
    for dimension in (32, 64):  # neither model's vectors are all there
        results = library(data, dimension).search("famiglie")
        assert results.note == OTHER_ENCODER
        assert results.total == COUNT  # words find them all
    assert take_over(data, 0)[-1] == f"{COUNT - 5} {COUNT - 5}"
    taken = library(data, 64).search("famiglie")
    assert taken.note is None
    # Who has waited with the library open sees the same, without opening it again.
    assert waiting.search("famiglie") == taken


def test_what_is_taken_over_is_what_would_have_been_ingested(data: Path, tmp_path: Path):
    take_over(data, 3)
    take_over(data, 0)
    taken = library(data, 64)
    fresh = tmp_path / "fresh"
    work = Workplace(Settings(data=fresh, reading=Reading.QUICK), encoder=HashingEncoder(64))
    with ReadingRoom() as room, work.accessions(room) as accessions:
        for path in sorted(tmp_path.glob("*.md")):
            accessions.ingest(path)
    again = work.library()
    for query in ("famiglie di Asti", "emporio 7"):
        assert taken.search(query).hits == again.search(query).hits
