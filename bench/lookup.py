"""How soon a thing is looked up by its IRI while fifty clients ask at once, beside a bare answer.

    PRASSI_DATA=… python -m bench.lookup

A real server answers on this machine, so the clients take part of what they measure: read the
milliseconds beside those of `/healthz`, which the same server gives without touching anything. On a
busy machine read the CPU: fifty clients wait for fifty answers, so 2 ms of CPU are 100 ms of wait.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from statistics import median, quantiles

import httpx
import psutil

from bench.timing import Latency

CLIENTS = 50
ASKED = 2000  # of each kind of address
START_UP_SECONDS = 300
KINDS = {
    "bare answer": "/healthz",
    "thing, 303": "/id/practice/{}",
    "data, JSON-LD": "/data/practice/{}.jsonld",
    "data, Turtle": "/data/practice/{}.ttl",
    "REST": "/api/v1/practices/{}",
    "page": "/pratiche/{}",
}


def bench() -> None:
    """Print p50 and p95 of each kind of address, over the practices of the library in turn."""
    with _server() as (address, server):
        practices = _practices(address)
        print(f"lookup: {CLIENTS} clients, {ASKED} requests, {len(practices)} practices")
        for name, template in KINDS.items():
            paths = [template.format(one) for one in islice(cycle(practices), ASKED)]
            for turn in ("first", "again"):
                before = _spent(server)
                taken = asyncio.run(_ask(address, paths))
                spent = (_spent(server) - before) / ASKED * 1000
                print(f"  {name:<14} {turn}  {taken}   {spent:5.2f} ms of CPU each")


def _spent(server: psutil.Process) -> float:
    """Return the seconds of CPU of a process: what others do on the machine is not in them."""
    times = server.cpu_times()
    return times.user + times.system


async def _ask(address: str, paths: list[str]) -> Latency:
    """Ask for every path once, by so many clients at a time, each with its own connection."""
    waiting = iter(paths)
    taken: list[float] = []

    async def client() -> None:
        headers = {"Accept": "text/html, text/turtle;q=0.9"}
        async with httpx.AsyncClient(base_url=address, headers=headers, timeout=60) as mine:
            for path in waiting:
                started = time.perf_counter()
                answer = await mine.get(path)
                taken.append((time.perf_counter() - started) * 1000)
                if answer.status_code not in (200, 303):
                    raise RuntimeError(f"{path}: {answer.status_code} {answer.text[:200]}")

    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return Latency(median(taken), quantiles(taken, n=20)[18])


def _practices(address: str) -> list[str]:
    found: list[str] = []
    while True:
        query = {"limit": 100, "offset": len(found)}
        page = httpx.get(f"{address}/api/v1/practices", params=query, timeout=60).json()
        found += [one["id"] for one in page["practices"]]
        if not page["practices"] or len(found) >= page["total"]:
            return found


@contextmanager
def _server() -> Iterator[tuple[str, psutil.Process]]:
    """Serve the library that the settings name, on a free port, until the end of the block."""
    command = [sys.executable, "-m", "api.cli.main", "serve", "--port", "0"]
    process = subprocess.Popen(
        command, env={**os.environ, "COLUMNS": "200"}, stderr=subprocess.PIPE, text=True
    )
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


if __name__ == "__main__":
    bench()
