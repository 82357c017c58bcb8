"""Killed at any moment, the search room is left with the old state or the new one."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from search.index import SearchIndex
from search.vectors import Stamp, Vectors

SAVE = """
import sys
from pathlib import Path
import numpy as np
from search.vectors import Stamp, Vectors
made = []
for n in (1, 2):
    vectors = Vectors(256)
    matrix = np.full((4000, 256), n, np.float32)
    vectors.add(np.arange(4000), matrix)
    made.append((vectors, Stamp(str(n), "e", 256, 4000, "d")))
made[0][0].save(Path(sys.argv[1]), made[0][1])
print("ready", flush=True)
while True:
    for vectors, stamp in made:
        vectors.save(Path(sys.argv[1]), stamp)
"""

ADD = """
import sys
from pathlib import Path
from search.index import PracticeEntry, SearchIndex
from search.model import Passage, PracticeCard
index = SearchIndex(Path(sys.argv[1]))
print("ready", flush=True)
version = 0
while True:
    version += 1
    entries = []
    for n in range(40):
        card = PracticeCard(f"p{n}", "i", f"versione{version}", "d", "s:x", "")
        passage = Passage(f"d#{n}", "d", f"p{n}", 0, 9, f"parola versione{version}")
        entries.append(PracticeEntry(card, frozenset({("region", "08")}), (passage,), None))
    index.add("d", f"versione{version}", entries, None)
"""


def kill_after(program: str, target: Path, seconds: float) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(target)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    assert process.wait(10) == -signal.SIGKILL
    process.stdout.close()


@pytest.mark.slow
@pytest.mark.parametrize("delay", np.linspace(0.0, 0.06, 8).tolist())
def test_a_kill_while_vectors_are_saved_leaves_the_old_copy_or_the_new(
    tmp_path: Path, delay: float
):
    kill_after(SAVE, tmp_path, delay)
    found = {n: Vectors.load(tmp_path, Stamp(str(n), "e", 256, 4000, "d")) for n in (1, 2)}
    (whole,) = [(n, vectors) for n, vectors in found.items() if vectors is not None]
    n, vectors = whole
    assert vectors.compare(np.eye(1, 256, dtype=np.float32)[0]).max() == n


@pytest.mark.slow
@pytest.mark.parametrize("delay", np.linspace(0.01, 0.2, 5).tolist())
def test_a_kill_while_a_document_is_added_leaves_all_of_one_version(tmp_path: Path, delay: float):
    path = tmp_path / "index.sqlite"
    kill_after(ADD, path, delay)
    index = SearchIndex(path)
    versions = index.versions()
    with index.reading() as lookup:
        found = lookup.postings(["parol"])
        assert len(found) == (40 if versions else 0)
        for version in versions.values():
            assert len(lookup.postings([version])) == 40
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        connection.execute("INSERT INTO words (words) VALUES ('integrity-check')")
    connection.close()
