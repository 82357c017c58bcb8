"""How soon a thing is looked up by its IRI while fifty clients ask at once, beside a bare answer.

    PRASSI_DATA=… python -m bench.lookup

A real server answers on this machine, so the clients take part of what they measure: read the
milliseconds beside those of `/healthz`, which the same server gives without touching anything. On a
busy machine read the CPU: fifty clients wait for fifty answers, so 2 ms of CPU are 100 ms of wait.
"""

from __future__ import annotations

import asyncio
import re
import time
from itertools import cycle, islice
from statistics import median, quantiles

import httpx

from bench.served import served, spent
from bench.timing import Latency

CLIENTS = 50
ASKED = 2000  # of each kind of address
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
    with served() as (address, server):
        practices = _practices(address)
        print(f"lookup: {CLIENTS} clients, {ASKED} requests, {len(practices)} practices")
        for name, (template, accept) in KINDS.items():
            paths = [template.format(one) for one in islice(cycle(practices), ASKED)]
            for turn in ("first", "again"):
                before = spent(server)
                taken = asyncio.run(_ask(address, paths, accept))
                each = (spent(server) - before) / ASKED * 1000
                print(f"  {name:<14} {turn}  {taken}   {each:5.2f} ms of CPU each")


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


if __name__ == "__main__":
    bench()
