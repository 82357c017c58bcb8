"""The curated graph asked: eight questions beside rdflib, and the gallery at two sizes.

    python -m bench.graph SNAPSHOT [--triples 1000000]

The eight are asked of the engine alone, over the same triples that rdflib holds in memory. The
gallery is asked as a client would, through gatekeeper, worker and writer: the first time, when the
query is judged, and again; and of the engine alone, by the processor's clock, which other programs
of the machine disturb least.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path
from statistics import median, quantiles

import pyoxigraph as ox
import rdflib

from api.settings import Settings
from api.sparql.pool import QueryPool
from bench.multiplied import multiplied
from bench.timing import ratio, seconds
from ontology.queries import competency_queries

QUERIES = Path(__file__).parent / "graph_queries"
_ROUNDS = 5


def bench(snapshot: Path) -> None:
    """Print both tables for a library as it is."""
    eight(snapshot)
    gallery(snapshot)


def eight(snapshot: Path) -> None:
    """Print a line a query: rows, milliseconds of both, ratio; then the median ratio."""
    store = ox.Store.read_only(str(snapshot))
    triples = BytesIO()
    default = store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    ox.serialize((quad.triple for quad in default), triples, format=ox.RdfFormat.N_TRIPLES)
    memory = rdflib.Graph().parse(data=triples.getvalue(), format="nt")
    print(f"graph: {len(memory)} triples; rdflib {rdflib.__version__} memory as the alternative")
    ratios = []
    for path in sorted(QUERIES.glob("*.rq")):
        query = path.read_text(encoding="utf-8")

        def ours(query: str = query) -> int:
            answer = store.query(query)
            return len(list(answer)) if not isinstance(answer, ox.QueryBoolean) else 1

        def theirs(query: str = query) -> int:
            return len(list(memory.query(query)))

        rows, expected = ours(), theirs()
        if rows != expected:
            raise AssertionError(f"{path.name}: {rows} rows, rdflib says {expected}")
        mine, other = seconds(ours), seconds(theirs, rounds=3)
        ratios.append(other / mine)
        print(
            f"  {path.stem:<26} {rows:>6} rows  {mine * 1000:9.2f} ms"
            f"  rdflib {other * 1000:9.2f} ms  {ratio(mine, other)}"
        )
    print(f"graph: median {median(ratios):.1f}× as fast as rdflib")


def gallery(snapshot: Path) -> None:
    """Print a line a question of the gallery, milliseconds; then all together."""
    first, again, engine = [], [], []
    store = ox.Store.read_only(str(snapshot))
    # One worker: the others would each open the snapshot for themselves, the first time.
    with QueryPool(snapshot, Settings(sparql_workers=1, sparql_timeout=60)) as pool:
        pool.warm_up()
        for one in competency_queries():
            taken = [_clock(partial(pool.run, one.sparql, "json")) for _ in range(_ROUNDS + 1)]
            alone = [_processor(partial(_rows, store, one.sparql)) for _ in range(_ROUNDS)]
            first.append(taken[0])
            again += taken[1:]
            engine += alone
            print(
                f"  {one.id}  first {taken[0]:8.1f}  then p50 {median(taken[1:]):8.1f}"
                f"  p95 {max(taken[1:]):8.1f}  engine's processor {median(alone):8.1f} ms"
                f"  {one.title}"
            )
    for name, times in (("first time", first), ("again", again), ("engine's processor", engine)):
        print(
            f"gallery, {name}: p50 {median(times):.1f} ms, p95 {quantiles(times, n=20)[18]:.1f} ms"
        )


def _rows(store: ox.Store, query: str) -> int:
    answer = store.query(query)
    return sum(1 for _ in answer) if isinstance(answer, ox.QuerySolutions) else 1


def _clock(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def _processor(call: Callable[[], object]) -> float:
    started = time.process_time()
    call()
    return (time.process_time() - started) * 1000


def main() -> None:
    """Bench a snapshot, and one made of it with so many triples."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("snapshot", type=Path)
    parser.add_argument("--triples", type=int, default=0)
    asked = parser.parse_args()
    bench(asked.snapshot)
    if asked.triples:
        with tempfile.TemporaryDirectory() as folder:
            count = multiplied(asked.snapshot, Path(folder) / "graph", asked.triples)
            print(f"gallery over {count} triples in the default graph:")
            gallery(Path(folder) / "graph")


if __name__ == "__main__":
    main()
