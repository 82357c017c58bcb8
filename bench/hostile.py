"""How soon a worker is free again after the limit of an endless query, and who waits meanwhile."""

from __future__ import annotations

import time
from pathlib import Path
from statistics import median

from api.errors import PrassiError
from api.settings import Settings
from api.sparql.pool import QueryPool

LIMIT = 1.0
ENDLESS = (
    "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?s ?h "
    "FILTER(STRLEN(STR(?b)) > STRLEN(STR(?d))) }"
)
SIMPLE = "SELECT ?t { ?p a wp:Practice ; dct:title ?t } LIMIT 10"


def bench(snapshot: Path) -> None:
    """Print medians over five endless queries, each followed by a simple one."""
    settings = Settings(sparql_timeout=LIMIT)
    late, after = [], []
    with QueryPool(snapshot, settings) as pool:
        pool.warm_up()
        for _ in range(5):
            started = time.perf_counter()
            try:
                pool.run(ENDLESS)
            except PrassiError as error:
                late.append(time.perf_counter() - started - LIMIT)
                if error.problem.status != 504:
                    raise
            started = time.perf_counter()
            pool.run(SIMPLE)
            after.append(time.perf_counter() - started)
    print(f"hostile: an endless query is answered {median(late) * 1000:.0f} ms after its limit")
    print(f"hostile: the next simple query takes {median(after) * 1000:.0f} ms")
