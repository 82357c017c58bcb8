"""The encoder run by torch and in 8 bits by ONNX Runtime: speed on one thread, and what it costs.

    python -m bench.encoders [LIBRARY]

Vectors are compared text by text, search on the development questions, each over an index of its
own: LIBRARY is the data folder that holds the practices the questions are about.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import mean

import numpy as np

from api.settings import EncoderBackend, Settings
from api.workplace import Workplace
from bench.timing import latency, ratio
from corpus.evaluation.figures import bootstrap_difference
from corpus.evaluation.ranking import parse_questions, quality
from corpus.evaluation.searching import answer
from ontology.schemes import load_schemes
from search.encoder import Encoder
from search.engine import SearchEngine
from search.index import SearchIndex

QUESTIONS = Path(__file__).parent.parent / "corpus" / "questions" / "dev.jsonl"
PASSAGES = 300


def bench(data: Path) -> None:
    """Print both backends side by side."""
    made = {
        backend: Workplace(Settings(encoder_backend=backend)).encoder for backend in EncoderBackend
    }
    torch, onnx = made[EncoderBackend.TORCH], made[EncoderBackend.ONNX]
    questions = [q for q in parse_questions(QUESTIONS.read_text(encoding="utf-8")) if q.relevant]
    with tempfile.TemporaryDirectory() as folder:
        indexes = {encoder.name: _encoded(data, Path(folder), encoder) for encoder in (torch, onnx)}
        with indexes[torch.name].reading() as lookup:
            passages = [
                text for d in indexes[torch.name].versions() for _, _, text in lookup.texts(d)
            ]
        _speed(torch, onnx, [q.query for q in questions], passages[:PASSAGES])
        scores = {}
        for encoder in (torch, onnx):
            engine = SearchEngine(indexes[encoder.name], encoder, load_schemes())
            orders = answer(engine, questions).orders
            scores[encoder.name] = [quality(q.relevant, orders[q.id]).ndcg for q in questions]
    print(f"search: nDCG@10 over {len(questions)} questions")
    for name, found in scores.items():
        print(f"  {mean(found):.3f}  {name}")
    print(f"  in 8 bits: {bootstrap_difference(scores[onnx.name], scores[torch.name])}")


def _speed(torch: Encoder, onnx: Encoder, queries: list[str], passages: list[str]) -> None:
    pairs = ("queries", "encode_queries", queries), ("passages", "encode_passages", passages)
    for what, method, texts in pairs:
        one, other = getattr(torch, method)(texts), getattr(onnx, method)(texts)
        cosines = (one * other).sum(1)
        print(f"{what}: cosine of the two, mean {cosines.mean():.4f}, lowest {cosines.min():.4f}")
    single = {
        e.name: latency(lambda q, e=e: e.encode_queries([q]), queries, 2) for e in (torch, onnx)
    }
    for name, found in single.items():
        print(f"  one query   {found}   {name}")
    print(f"  8 bits are {ratio(single[onnx.name].p50, single[torch.name].p50)}")
    taken = {e.name: _seconds(lambda e=e: e.encode_passages(passages)) for e in (torch, onnx)}
    for name, found in taken.items():
        print(f"  {len(passages) / found:6.1f} passages a second   {name}")
    print(f"  8 bits are {ratio(taken[onnx.name], taken[torch.name])}")


def _seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def _encoded(data: Path, folder: Path, encoder: Encoder) -> SearchIndex:
    copy = folder / encoder.name.replace("/", "-")
    shutil.copytree(data, copy, ignore=lambda _, names: [n for n in names if "index" not in n])
    index = SearchIndex(copy / "index.sqlite")
    SearchEngine(index, encoder, load_schemes()).encode_missing()
    return index


def main() -> None:
    """Run from the command line."""
    bench(Path(sys.argv[1]) if len(sys.argv) > 1 else Settings().data)


if __name__ == "__main__":
    np.set_printoptions(precision=4)
    main()
