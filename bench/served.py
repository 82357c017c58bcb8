"""The service in a process of its own, as `prassi serve` starts it, and what it spends."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import psutil

START_UP_SECONDS = 300


@contextmanager
def served() -> Iterator[tuple[str, psutil.Process]]:
    """Serve the library that the settings name, on a free port, until the end of the block."""
    command = [sys.executable, "-m", "api.cli.main", "serve", "--port", "0"]
    # One address asks for all clients here: it would be slowed down long before the server is.
    environment = {**os.environ, "COLUMNS": "200", "PRASSI_REQUESTS_PER_MINUTE": "0"}
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        told = next(line for line in process.stderr if "http://" in line)
        address = "http://" + told.partition("http://")[2].split("/", 1)[0]
        deadline = time.monotonic() + START_UP_SECONDS
        while httpx.get(f"{address}/readyz", timeout=60).json().get("encoder") == "loading":
            if time.monotonic() > deadline:
                raise RuntimeError("the service was never ready")
            time.sleep(0.5)
        yield address, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(30)


def spent(server: psutil.Process) -> float:
    """Return the seconds of CPU of a process: what others do on the machine is not in them."""
    times = server.cpu_times()
    return times.user + times.system
