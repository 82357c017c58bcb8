"""Search latency: with the encoder, without, and against txtai on the same passages and model."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

import numpy as np

from api.settings import Settings
from api.workplace import Workplace
from bench.timing import Latency, latency, ratio
from search.build_encoder import ADAPTED
from search.engine import SearchEngine

HERE = Path(__file__).parent
ROUNDS = 5
TXTAI = ("txtai==9.14.0", "msgpack")


def bench(workplace: Workplace) -> None:
    """Print p50 and p95 of every variant."""
    queries = (HERE / "queries.txt").read_text(encoding="utf-8").split("\n")[:-1]
    library = workplace.library()
    index = workplace.index(refillable=False)
    works = workplace.reference
    engine = SearchEngine(index, workplace.encoder, works.schemes, gazetteer=works.gazetteer)
    words_only = SearchEngine(index, None, works.schemes)
    print(f"search: {len(queries)} queries × {ROUNDS} over {len(library.practices())} practices")
    full = latency(engine.search, queries, ROUNDS)
    print(f"  hybrid, with the encoder   {full}")
    print(f"  the same, asked again      {latency(library.search, queries, ROUNDS)}")
    print(f"  words and concepts only    {latency(words_only.search, queries, ROUNDS)}")
    encoding = latency(lambda q: workplace.encoder.encode_queries([q]), queries, ROUNDS)
    print(f"  the encoder alone          {encoding}")
    with index.reading() as lookup:
        passages = [text for d in library.documents() for _, _, text in lookup.texts(d)]
    other = run_txtai(passages, queries, workplace.settings)
    print(f"  txtai hybrid, same model   {other}   (ours is {ratio(full.p50, other.p50)} at p50)")


def run_txtai(
    passages: list[str], queries: list[str], settings: Settings, vectors: np.ndarray | None = None
) -> Latency:
    """Run txtai in an environment of its own, which borrows torch from ours.

    `vectors` are those of the passages, where they need not be made again.
    """
    home = settings.resources / "bench-txtai"
    python = home / "bin" / "python"
    if not python.exists():
        venv.create(home, with_pip=True)
        site = next((home / "lib").glob("python*/site-packages"))
        ours = next(path for path in sys.path if path.endswith("site-packages"))
        (site / "borrowed.pth").write_text(f"{ours}\n")
        install = [str(python), "-m", "pip", "install", "--quiet", "--no-deps", *TXTAI]
        subprocess.run(install, check=True, capture_output=True)
    with tempfile.TemporaryDirectory() as folder:
        task = Path(folder) / "task.json"
        model = str((settings.resources / ADAPTED).resolve())
        work = {"passages": passages, "queries": queries, "rounds": ROUNDS, "model": model}
        work["threads"] = settings.encoder_threads
        if vectors is not None:
            np.save(Path(folder) / "vectors.npy", vectors)
            work["vectors"] = str(Path(folder) / "vectors.npy")
        task.write_text(json.dumps(work))
        done = subprocess.run(
            [str(python), str(HERE / "txtai_side.py"), str(task)],
            check=True,
            capture_output=True,
            text=True,
        )
    return Latency(*json.loads(done.stdout.splitlines()[-1]))
