"""Words a second of one core, for the language pipelines, on the papers of the corpus.

Seconds are those of the processor: other work on a shared machine does not count.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from statistics import median

import spacy
from spacy.tokens import Doc
from spacy.util import get_installed_models

from corpus.gold import PRACTICES
from ingest.language import analyse, build_pipeline
from ingest.language.pipeline import MAX_CHARACTERS
from ingest.language.syntax import OWN_MODEL
from ingest.model import Document
from ingest.readers import read
from ontology.schemes import load_schemes

PAPERS = 60
ROUNDS = 3


def bench() -> None:
    """Print a line for the bare tokeniser, our quick rules, our model, and any other installed."""
    paths = sorted(PRACTICES.glob("*.md"))[:PAPERS]
    papers = [read(path.read_bytes(), path.name) for path in paths]
    words = sum(len(paper.text.split()) for paper in papers)
    print(f"language: {words:,} words of {len(papers)} papers")
    bare = spacy.blank("it")
    bare.max_length = MAX_CHARACTERS
    rates = {'blank("it")': words / _seconds(lambda paper: bare(paper.text), papers)}
    others = [name for name in get_installed_models() if name.startswith("it_")]
    for model in (None, OWN_MODEL, *others):
        nlp = build_pipeline(load_schemes(), model)
        reading = partial(analyse, nlp)
        rates[model or "dictionary and rules"] = words / _seconds(reading, papers)
    for name, rate in rates.items():
        print(f"  {name:<24} {rate:9,.0f} words/s   {rate / rates[OWN_MODEL]:5.1f}× {OWN_MODEL}")


def _seconds(reading: Callable[[Document], Doc], papers: Sequence[Document]) -> float:
    taken = []
    for _ in range(ROUNDS + 1):
        started = time.process_time()
        for paper in papers:
            reading(paper)
        taken.append(time.process_time() - started)
    return median(taken[1:])  # the first round fills caches


if __name__ == "__main__":
    bench()
