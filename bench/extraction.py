"""Words a second of one core and quality, side by side: dictionary, quick and accurate reading.

    python -m bench.extraction

Seconds are those of the processor, one thread; the scores are of the development texts.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from api.settings import Settings
from api.workplace import Workplace
from corpus.evaluation.dictionary import Dictionary
from corpus.evaluation.extraction import score_spans
from corpus.gold import GoldDocument, annotated_files, read_gold
from corpus.splits import Split, load_manifest
from ingest.model import Document, Span
from ingest.readers import read
from ontology.schemes import ConceptSchemes

Finder = Callable[[Document], Sequence[Span]]


def bench() -> None:
    """Print a line for each way of finding spans, and the size of what ships."""
    allotted, files = load_manifest(), annotated_files()
    gold = [read_gold(files[name]) for name, one in allotted.items() if one.split is Split.DEV]
    papers = {one.id: read(one.text.encode(), f"{one.id}.md") for one in gold}
    words = sum(len(one.text.split()) for one in gold)
    reference = Workplace(Settings()).reference
    ways: dict[str, Finder] = {
        'blank("it") and dictionary': Dictionary(reference.schemes, reference.gazetteer).find
    }
    for name in ("rapida", "accurata"):
        extractor = Workplace(Settings(reading=name)).extractor()  # type: ignore[arg-type]
        ways[f"lettura {name}"] = lambda paper, reader=extractor: reader.extract(paper).spans
    print(f"extraction: {words:,} words of {len(gold)} development texts, one thread")
    for name, finder in ways.items():
        rate, score = _measured(finder, gold, papers, words, reference.schemes)
        print(f"  {name:<28} {rate:8,.0f} words/s   {len(gold) * rate / words:6.1f} documents/s   "
              f"macro F1 {score:.3f}")  # fmt: skip
    print(f"  package data of the tagger: {_size() / 1e6:.1f} MB")


def _measured(
    finder: Finder,
    gold: Sequence[GoldDocument],
    papers: dict[str, Document],
    words: int,
    schemes: ConceptSchemes,
) -> tuple[float, float]:
    finder(papers[gold[0].id])  # loading is not reading
    started = time.process_time()
    found = {one.id: finder(papers[one.id]) for one in gold}
    seconds = time.process_time() - started
    return words / seconds, score_spans(gold, lambda d: found[d.id], schemes).headline.mean


def _size() -> int:
    model = Path(__file__).parents[1] / "ingest" / "tagging" / "model"
    return sum(file.stat().st_size for file in model.iterdir())


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    bench()
