"""The other side of the search bench: run by `bench.search` inside txtai's own environment."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from statistics import median, quantiles

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from txtai import Embeddings


def main(task: Path) -> None:
    """Index the passages, time the queries, print [p50, p95] in milliseconds."""
    work = json.loads(task.read_text())
    torch.set_num_threads(work["threads"])
    given = {
        "path": work["model"],
        "method": "sentence-transformers",
        "instructions": {"query": "query: ", "data": "passage: "},
    }
    if "vectors" in work:
        given = {"method": "external", "transform": made(work)}
    embeddings = Embeddings(**given, hybrid=True, content=True)
    embeddings.index(list(enumerate(work["passages"])))
    taken = []
    for turn in range(work["rounds"] + 1):
        for query in work["queries"]:
            started = time.perf_counter()
            embeddings.search(query, 10)
            if turn:  # the first round warms up
                taken.append((time.perf_counter() - started) * 1000)
    print(json.dumps([median(taken), quantiles(taken, n=20)[18]]))


def made(work: dict) -> object:
    """Return what gives passages the vectors they have, and asks the model for those of queries."""
    ready = dict(zip(work["passages"], np.load(work["vectors"]), strict=True))
    model = SentenceTransformer(work["model"], device="cpu")

    def vectors(texts: list[str]) -> np.ndarray:
        if all(text in ready for text in texts):
            return np.stack([ready[text] for text in texts])
        return model.encode(texts, prompt="query: ", normalize_embeddings=True)

    return vectors


if __name__ == "__main__":
    main(Path(sys.argv[1]))
