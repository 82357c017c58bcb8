"""Search on libraries of a thousand passages to a million: latency, cost of a write, memory.

    python -m bench.scale LIBRARY_INDEX [--sizes 1000,10000,100000] [--folder FOLDER] [--onnx HOME]
    python -m bench.scale LIBRARY_INDEX --sizes 10000 --txtai

LIBRARY_INDEX is the index of a real library, which is only read: practices, words and vectors are
drawn from it (`bench.synthetic`). They go in through the engine's own writer with vectors that are
ready, so no time goes into encoding passages. Each size is measured in a process of its own, over
the questions of corpus/questions/dev.jsonl, every answer with its facets and ten explained hits.
HOME is where `search.build_onnx` has put the encoder in 8 bits, to be timed beside torch. `--txtai`
asks txtai instead, which gets the same passages, vectors and model.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from pathlib import Path
from statistics import median, quantiles

import numpy as np
import psutil

from api.settings import Settings
from api.workplace import Workplace
from bench.search import run_txtai
from bench.synthetic import Made, Prepared, originals, practices
from bench.timing import Latency
from ontology.places import load_gazetteer
from ontology.schemes import load_schemes
from search.build_encoder import ADAPTED
from search.engine import SearchEngine
from search.index import SearchIndex
from search.onnx_encoder import OnnxEncoder
from search.question import tidy

QUESTIONS = Path(__file__).parent.parent / "corpus" / "questions" / "dev.jsonl"
TOGETHER = 25  # practices a document while filling: what one document costs is measured apart
WRITES = 20  # documents added, then removed, each followed by a question
ROUNDS = 3
ASKED = 40  # questions, spread over all that there are
NARROW = {"region": ["08", "01", "03"], "beneficiary": ["beneficiary:anziani"]}


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--folder", type=Path, help="where the synthetic libraries are left")
    parser.add_argument("--onnx", type=Path, help="where the encoder in 8 bits was built")
    parser.add_argument("--txtai", action="store_true", help="measure txtai instead")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.measure:
        print(json.dumps(measure(given.index, given.measure, given.onnx)))
        return
    with tempfile.TemporaryDirectory() as made:
        folder = given.folder or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        name, real = originals(given.index)
        queries = _queries(name, folder)
        print(f"| passages | {' | '.join(COLUMNS.values())} |")
        print("|--:" * (len(COLUMNS) + 1) + "|", flush=True)
        former: Path | None = None
        for size in map(int, given.sizes.split(",")):
            path = folder / f"{size}.sqlite"
            if not path.exists():
                if former:
                    shutil.copy(former, path)
                _fill(path, Prepared(name, real[0].vectors.shape[1], queries), real, size)
            former = path
            if given.txtai:
                print(f"| {size} | txtai with encoder p50/p95 | {beside(path, queries)} |")
                continue
            # What is measured changes: the synthetic library itself stays as it was filled.
            copy = folder / "measured.sqlite"
            shutil.copy(path, copy)
            command = [sys.executable, "-m", "bench.scale", str(given.index)]
            command += ["--onnx", str(given.onnx)] if given.onnx else []
            done = subprocess.run(
                [*command, "--measure", str(copy)], check=True, capture_output=True, text=True
            )
            print(line(size, json.loads(done.stdout.splitlines()[-1])), flush=True)


COLUMNS = {
    "open": "s to open the first time/again",
    "first": "s to first answer",
    "bare": "without encoder p50/p95",
    "work": "CPU",
    "cold": "first time asked p50/p95",
    "narrow": "two filters p50/p95",
    "whole": "with encoder p50/p95",
    "encoder": "CPU of encoder",
    "eight": "with encoder in 8 bits p50/p95",
    "add": "add",
    "added": "then ask",
    "remove": "remove",
    "removed": "then ask",
    "close": "s to close",
    "memory": "MB",
}


def line(size: int, figures: dict[str, list[float]]) -> str:
    """Return a row of the table; milliseconds where a column says nothing else."""
    told = ("/".join(f"{one:.1f}" for one in figures.get(name, ())) for name in COLUMNS)
    return f"| {size} | {' | '.join(told)} |"


def measure(source: Path, path: Path, onnx: Path | None) -> dict[str, list[float]]:
    """Return the figures of one library; the file at `path` is written to."""
    workplace = Workplace(Settings())
    name, real = originals(source)
    held = np.load(path.parent / "queries.npz")
    queries = dict(zip(held["texts"].tolist(), held["vectors"], strict=True))
    encoder = Prepared(name, held["vectors"].shape[1], queries)
    gazetteer = load_gazetteer(workplace.settings.resources / "places")
    schemes = load_schemes()
    before = psutil.Process().memory_info().rss
    started = time.perf_counter()
    SearchIndex(path, refillable=True).close()
    read = time.perf_counter() - started
    started = time.perf_counter()
    index = SearchIndex(path, refillable=True)
    opened = time.perf_counter() - started
    folder = path.parent / "measured-vectors"
    shutil.rmtree(folder, ignore_errors=True)
    engine = SearchEngine(index, encoder, schemes, folder, gazetteer=gazetteer)
    engine.search(next(iter(queries)))
    first = time.perf_counter() - started - opened
    figures = {"open": [read, opened], "first": [first]}
    asked = list(queries)[1 :: max(1, len(queries) // ASKED)]
    figures["cold"] = _spread(_each(engine.search, asked))
    figures["bare"] = _spread(_each(engine.search, asked * ROUNDS))
    figures["work"] = _work(engine.search, asked)
    figures["memory"] = [(psutil.Process().memory_info().rss - before) / 2**20]
    figures["narrow"] = _spread(_each(lambda q: engine.search(q, NARROW), asked))
    figures |= _writes(engine, encoder, islice(practices(real, seed=2), WRITES), asked)
    encoder.real = workplace.encoder
    engine.search(asked[0])
    figures["whole"] = _spread(_each(engine.search, asked * ROUNDS))
    if onnx:
        encoder.real = OnnxEncoder(workplace.settings.resources / ADAPTED, onnx)
        engine.search(asked[0])
        figures["eight"] = _spread(_each(engine.search, asked * ROUNDS))
        encoder.real = workplace.encoder
    figures["encoder"] = _work(lambda query: encoder.encode_queries([query]), asked)
    started = time.perf_counter()
    engine.close()
    figures["close"] = [time.perf_counter() - started]
    return figures


def beside(path: Path, queries: dict[str, np.ndarray]) -> Latency:
    """Time txtai over the passages of a library, which it does not have to encode again."""
    index = SearchIndex(path)
    with index.reading() as lookup:
        keys, vectors = lookup.vectors(Workplace(Settings()).encoder.name)
        held = lookup.passages(keys.tolist())
    texts = [held[key].text for key in keys.tolist()]
    return run_txtai(texts, list(queries)[1 :: max(1, len(queries) // ASKED)], Settings(), vectors)


def _writes(
    engine: SearchEngine, encoder: Prepared, made: Iterable[Made], asked: Sequence[str]
) -> dict[str, list[float]]:
    taken: dict[str, list[float]] = {"add": [], "added": [], "remove": [], "removed": []}
    names = []
    for (card, passages, vectors), query in zip(made, asked, strict=False):
        encoder.ready.append(vectors)
        taken["add"].append(_ms(lambda: engine.add(card.document, "1", [card], passages)))  # noqa: B023
        taken["added"].append(_ms(lambda: engine.search(query)))  # noqa: B023
        names.append(card.document)
    for name, query in zip(names, asked, strict=False):
        taken["remove"].append(_ms(lambda: engine.remove(name)))  # noqa: B023
        taken["removed"].append(_ms(lambda: engine.search(query)))  # noqa: B023
    return {name: [median(found)] for name, found in taken.items()}


def _fill(path: Path, encoder: Prepared, real: Sequence[object], size: int) -> None:
    """Bring a library to `size` passages, from where it is."""
    index = SearchIndex(path)
    engine = SearchEngine(index, encoder, load_schemes())
    with index.reading() as lookup:
        held = len(lookup.catalogue().keys)
    made = practices(real, seed=1)  # type: ignore[arg-type]
    passed = 0
    while passed < held:
        passed += len(next(made)[1])
    while held < size:
        cards, texts = [], []
        document = None
        while held < size and len(cards) < TOGETHER:
            card, passages, vectors = next(made)
            document = document or card.document
            own = passages[: size - held]
            cards.append(_of(document, card))
            texts += [_of(document, passage) for passage in own]
            encoder.ready.append(vectors[: len(own)])
            held += len(own)
        engine.add(str(document), "1", cards, texts)
    index.close()


def _of(document: str, what: object) -> object:
    from dataclasses import replace

    return replace(what, document=document)  # type: ignore[type-var]


def _queries(name: str, folder: Path) -> dict[str, np.ndarray]:
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    texts = list(dict.fromkeys(tidy(json.loads(line)["query"]) for line in lines))
    encoder = Workplace(Settings()).encoder
    if encoder.name != name:
        raise SystemExit(f"the library was encoded by {name}, here is {encoder.name}")
    vectors = encoder.encode_queries(texts)
    np.savez(folder / "queries.npz", texts=np.array(texts), vectors=vectors)
    return dict(zip(texts, vectors, strict=True))


def _each(call: Callable[[str], object], arguments: Iterable[str]) -> list[float]:
    return [_ms(lambda: call(argument)) for argument in arguments]  # noqa: B023


def _work(call: Callable[[str], object], arguments: Sequence[str]) -> list[float]:
    """Return the mean milliseconds of processor time: what else runs here does not count."""
    started = time.process_time()
    for argument in arguments:
        call(argument)
    return [(time.process_time() - started) * 1000 / len(arguments)]


def _ms(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def _spread(taken: list[float]) -> list[float]:
    return [median(taken), quantiles(taken, n=20)[18]]


if __name__ == "__main__":
    main(sys.argv[1:])
