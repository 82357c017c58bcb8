"""The other side of the search bench: run by `bench.search` inside txtai's own environment."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from statistics import median, quantiles

import torch
from txtai import Embeddings


def main(task: Path) -> None:
    """Index the passages, time the queries, print [p50, p95] in milliseconds."""
    work = json.loads(task.read_text())
    torch.set_num_threads(work["threads"])
    embeddings = Embeddings(
        path=work["model"],
        method="sentence-transformers",
        instructions={"query": "query: ", "data": "passage: "},
        hybrid=True,
        content=True,
    )
    embeddings.index(list(enumerate(work["passages"])))
    taken = []
    for turn in range(work["rounds"] + 1):
        for query in work["queries"]:
            started = time.perf_counter()
            embeddings.search(query, 10)
            if turn:  # the first round warms up
                taken.append((time.perf_counter() - started) * 1000)
    print(json.dumps([median(taken), quantiles(taken, n=20)[18]]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
