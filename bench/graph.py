"""Eight questions to the curated graph: pyoxigraph on disk against rdflib in memory."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pyoxigraph as ox
import rdflib

from bench.timing import ratio, seconds

QUERIES = Path(__file__).parent / "graph_queries"


def bench(snapshot: Path) -> None:
    """Print a line a query: rows, milliseconds of both, ratio."""
    store = ox.Store.read_only(str(snapshot))
    triples = BytesIO()
    default = store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    ox.serialize((quad.triple for quad in default), triples, format=ox.RdfFormat.N_TRIPLES)
    memory = rdflib.Graph().parse(data=triples.getvalue(), format="nt")
    print(f"graph: {len(memory)} triples; rdflib {rdflib.__version__} memory as the alternative")
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
        print(
            f"  {path.stem:<26} {rows:>6} rows  {mine * 1000:9.2f} ms"
            f"  rdflib {other * 1000:9.2f} ms  {ratio(mine, other)}"
        )
