"""A long ingest with workers that is stopped, politely or not, and goes on where it was."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from io import BytesIO
from pathlib import Path

import psutil
import pytest

from api.settings import Reading, Settings
from api.workplace import Workplace
from ingest.jail import ReadingRoom

pytestmark = pytest.mark.slow

PRASSI = Path(sys.executable).with_name("prassi")
PATIENCE = 600


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("documenti")
    for number in range(80):
        text = (
            f"# Emporio {number}\n\nLa Caritas gestisce ad Asti un emporio per {number} famiglie.\n"
        )
        (folder / f"{number:03}.md").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def whole(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The graph that a run nobody disturbs makes."""
    data = tmp_path_factory.mktemp("whole") / "data"
    workplace = Workplace(Settings(data=data, encoder="hashing", reading=Reading.QUICK))
    with ReadingRoom() as room, workplace.accessions(room) as accessions:
        for path in sorted(folder.iterdir()):
            accessions.ingest(path)
    return dump(data)


def dump(data: Path) -> bytes:
    library = Workplace(Settings(data=data, encoder="hashing", reading=Reading.QUICK)).library()
    assert library.in_step()
    out = BytesIO()
    library.dump(out)
    return out.getvalue()


def start(data: Path, folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [PRASSI, "ingest", folder, "--workers", "2", "--format", "json"],
        env={
            **os.environ,
            "PRASSI_DATA": str(data),
            "PRASSI_ENCODER": "hashing",
            "PRASSI_READING": "rapida",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # Who runs the tests in the background has them ignore it, and children inherit that.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.default_int_handler),
    )


def under_way(data: Path) -> int:
    return sum(1 for part in ("originals", "pending") for _ in data.glob(f"{part}/*.md"))


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_is_stopped_leaves_a_sound_library_and_is_resumed(
    folder: Path, whole: bytes, tmp_path: Path, stop: signal.Signals
) -> None:
    data = tmp_path / "data"
    process = start(data, folder)
    deadline = time.monotonic() + PATIENCE
    while under_way(data) < 5:
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.01)
    family = psutil.Process(process.pid).children(recursive=True)
    assert len(family) >= 2
    process.send_signal(stop)
    _, said = process.communicate(timeout=PATIENCE)
    if stop is signal.SIGINT:
        assert process.returncode == 130
        assert "ripetete il comando" in said.decode()
        assert "Traceback" not in said.decode()
    else:
        assert process.returncode == -stop
    _, alive = psutil.wait_procs(family, timeout=60)
    assert not alive, "workers outlive their asker"
    again = start(data, folder)
    out, said = again.communicate(timeout=PATIENCE)
    assert again.returncode == 0, said.decode()
    statuses = [json.loads(line)["status"] for line in out.splitlines()]
    done = statuses.index("added")
    assert done >= 4
    assert statuses == ["unchanged"] * done + ["added"] * (80 - done)
    assert dump(data) == whole
