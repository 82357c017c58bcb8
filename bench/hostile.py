"""How soon a hostile query ends, and who waits meanwhile.

    python -m bench.hostile SNAPSHOT

Every query of `hostile_queries` is run alone, to see how long after its limit it was answered; then
two at a time, while another client asks something simple and a third whether the service lives.
Answers come over HTTP from a server of its own, as strangers meet it.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles

import httpx
import uvicorn
from fastapi import FastAPI

from api.errors import PrassiError, install_handlers
from api.settings import Settings
from api.sparql.pool import QueryPool
from api.sparql.protocol import sparql_router
from bench.hostile_queries import HOSTILE

LIMIT = 1.0
SIMPLE = "SELECT ?t { ?p a wp:Practice ; dct:title ?t } LIMIT 10"
_ASKED = 60


def bench(snapshot: Path) -> None:
    """Print what each hostile query came to, then what others waited."""
    settings = Settings(sparql_timeout=LIMIT, sparql_errors_per_minute=100_000)
    with QueryPool(snapshot, settings) as pool:
        pool.warm_up()
        _alone(pool)
        with _served(pool, settings) as address:
            _together(address)


def _alone(pool: QueryPool) -> None:
    outcomes: Counter[str] = Counter()
    late = {}
    for name, query in HOSTILE.items():
        started = time.perf_counter()
        try:
            pool.run(query)
            outcomes["answered"] += 1
        except PrassiError as error:
            outcomes[error.problem.slug] += 1
        late[name] = time.perf_counter() - started - LIMIT
    worst = max(late, key=late.__getitem__)
    print(f"hostile: {len(HOSTILE)} queries: {dict(outcomes.most_common())}")
    print(
        f"hostile: after the limit, median of the late {_milliseconds(_positive(late))}, "
        f"worst {late[worst] * 1000:.0f} ms ({worst})"
    )


def _together(address: str) -> None:
    with httpx.Client(base_url=address, timeout=60) as client:
        client.get("/sparql", params={"query": SIMPLE})
        quiet = [_ask(client, "/sparql", SIMPLE) for _ in range(_ASKED)]
        enough = threading.Event()
        with ThreadPoolExecutor(2) as attackers:
            for start in (0, len(HOSTILE) // 2):
                attackers.submit(_attack, address, start, enough)
            time.sleep(0.5)
            beside, alive = [], []
            for _ in range(_ASKED):
                beside.append(_ask(client, "/sparql", SIMPLE))
                alive.append(_ask(client, "/healthz"))
            enough.set()
    for name, taken in (("alone", quiet), ("beside two hostile ones", beside), ("/healthz", alive)):
        low, high = median(taken), quantiles(taken, n=20)[18]
        print(f"hostile: {name}: p50 {low * 1000:.1f} ms, p95 {high * 1000:.1f} ms")
    print(f"hostile: a simple query takes {median(beside) / median(quiet):.2f}× as long")


def _attack(address: str, start: int, enough: threading.Event) -> None:
    queries = list(HOSTILE.values())
    with httpx.Client(base_url=address, timeout=60) as attacker:
        for query in cycle([*queries[start:], *queries[:start]]):
            if enough.is_set():
                return
            attacker.post("/sparql", data={"query": query}, headers={"X-Client": str(start)})


def _ask(client: httpx.Client, path: str, query: str | None = None) -> float:
    started = time.perf_counter()
    client.get(path, params={"query": query} if query else None).raise_for_status()
    return time.perf_counter() - started


@contextmanager
def _served(pool: QueryPool, settings: Settings) -> Iterator[str]:
    """Serve `/sparql` on a free port; whoever asks is who they say, so that one machine is many."""
    app = FastAPI()
    install_handlers(app)
    app.include_router(sparql_router(lambda: pool, settings))
    app.add_api_route("/healthz", lambda: {"alive": True})

    async def named(scope, receive, send):  # type: ignore[no-untyped-def]
        if scope["type"] == "http":
            said = dict(scope["headers"]).get(b"x-client", b"0").decode()
            scope = {**scope, "client": (f"10.0.0.{int(said) % 250}", 1)}
        await app(scope, receive, send)

    server = uvicorn.Server(uvicorn.Config(named, port=0, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.02)
        host, port = server.servers[0].sockets[0].getsockname()[:2]
        yield f"http://{host}:{port}"
    finally:
        server.should_exit = True
        thread.join()


def _positive(late: dict[str, float]) -> list[float]:
    return [seconds for seconds in late.values() if seconds > 0] or [0.0]


def _milliseconds(taken: list[float]) -> str:
    return f"{median(taken) * 1000:.0f} ms"


if __name__ == "__main__":
    bench(Path(sys.argv[1]))
