"""`make bench`: every figure in one run, on a library made for the purpose.

    python -m bench.run

Shared machines are noisy: read the ratios, not the milliseconds.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import httpx
import psutil

from api.settings import Settings
from api.workplace import Workplace
from bench import bulk, extraction, graph, hostile, language, search
from bench.timing import run
from corpus.gold import PRACTICES
from corpus.intake.arrivals import gather
from ingest.jail import ReadingRoom


def main() -> None:
    """Ingest, search, ask, weigh."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        workplace = Workplace(Settings(data=data, index_url="", sparql_query_url=""))
        ingest(workplace)
        search.bench(workplace)
        snapshot = workplace.library().snapshot
        graph.bench(snapshot)
        hostile.bench(snapshot)
        bulk.bench()
        language.bench()
        extraction.bench()
        weigh(Path(folder) / "weighed")


def ingest(workplace: Workplace) -> None:
    """Print documents a second and where the time goes."""
    files = list(gather([PRACTICES]))
    workplace.encoder.encode_queries(["riscaldamento"])  # loading the model is not ingestion
    with ReadingRoom() as room, workplace.accessions(room) as accessions:
        accessions.seconds.clear()
        started = time.perf_counter()
        for path in files:
            accessions.ingest(path)
        total = time.perf_counter() - started
        steps = dict(accessions.seconds)
    print(f"ingest: {len(files)} documents in {total:.1f} s, {len(files) / total:.1f} a second")
    for step, taken in sorted(steps.items(), key=lambda item: -item[1]):
        print(f"  {step:<20} {taken:6.1f} s  {100 * taken / total:4.0f} %")


def weigh(data: Path) -> None:
    """Print the peak memory of what `make run` starts: the ingest, then the server."""
    prassi = str(Path(sys.executable).parent / "prassi")
    env = {**os.environ, "PRASSI_DATA": str(data)}
    wall, peak = run([prassi, "ingest", str(PRACTICES)], env)
    print(f"memory: prassi ingest peaks at {peak:.0f} MB ({wall:.1f} s with start-up)")
    server = psutil.Popen([prassi, "serve", "--port", "8765"], env=env, stderr=-3)
    try:
        print(f"memory: prassi serve holds {_settled(server):.0f} MB, workers included")
    finally:
        server.terminate()
        server.wait(10)


def _settled(server: psutil.Popen) -> float:
    """Ask the server a few questions, then return its resident MB with its children's."""
    address = "http://127.0.0.1:8765"
    for _ in range(120):
        try:
            if httpx.get(f"{address}/readyz").status_code == 200:
                break
        except httpx.TransportError:
            pass  # not listening yet
        time.sleep(0.5)
    for query in ("anziani soli", "casa per donne", "lavoro"):
        httpx.get(f"{address}/api/v1/search", params={"q": query}).raise_for_status()
    family = [server, *server.children(recursive=True)]
    return sum(process.memory_info().rss for process in family) / 2**20


if __name__ == "__main__":
    main()
