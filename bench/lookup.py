"""How soon a thing is looked up by its IRI while fifty clients ask at once, beside a bare answer.

    PRASSI_DATA=… python -m bench.lookup

A real server answers on this machine, so the clients take part of what they measure: read the
milliseconds beside those of `/healthz`, which the same server gives without touching anything. On a
busy machine read the CPU: fifty clients wait for fifty answers, so 2 ms of CPU are 100 ms of wait.
"""

from __future__ import annotations

import asyncio
import os
import re
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
#: Addresses, and what is accepted there.
KINDS = {
    "bare answer": ("/healthz", "*/*"),
    "thing, 303": ("/id/practice/{}", "text/html, text/turtle;q=0.9"),
    "data, JSON-LD": ("/data/practice/{}.jsonld", "*/*"),
    "data, Turtle": ("/data/practice/{}.ttl", "*/*"),
    "REST": ("/api/v1/practices/{}", "application/json"),
    "page": ("/pratiche/{}", "text/html"),
}


def bench() -> None:
    """Print p50 and p95 of each kind of address, over the practices of the library in turn."""
    with _server() as (address, server):
        practices = _practices(address)
        print(f"lookup: {CLIENTS} clients, {ASKED} requests, {len(practices)} practices")
        for name, (template, accept) in KINDS.items():
            paths = [template.format(one) for one in islice(cycle(practices), ASKED)]
            for turn in ("first", "again"):
                before = _spent(server)
                taken = asyncio.run(_ask(address, paths, accept))
                spent = (_spent(server) - before) / ASKED * 1000
                print(f"  {name:<14} {turn}  {taken}   {spent:5.2f} ms of CPU each")


def _spent(server: psutil.Process) -> float:
    """Return the seconds of CPU of a process: what others do on the machine is not in them."""
    times = server.cpu_times()
    return times.user + times.system


async def _ask(address: str, paths: list[str], accept: str) -> Latency:
    """Ask for every path once, by so many clients at a time, each on a connection it keeps.

    The clients write and read bytes themselves: a library for HTTP would spend on each request as
    much as the server does, on the same cores.
    """
    host, _, port = address.removeprefix("http://").partition(":")
    waiting = iter(paths)
    taken: list[float] = []

    async def client() -> None:
        reader, writer = await asyncio.open_connection(host, int(port))
        for path in waiting:
            asked = f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept: {accept}\r\n\r\n"
            started = time.perf_counter()
            writer.write(asked.encode())
            head = await reader.readuntil(b"\r\n\r\n")
            size = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
            await reader.readexactly(int(size[1]) if size else 0)
            taken.append((time.perf_counter() - started) * 1000)
            if head[9:12] not in (b"200", b"303"):
                raise RuntimeError(f"{path}: {head[:200]!r}")
        writer.close()
        await writer.wait_closed()

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


if __name__ == "__main__":
    bench()
