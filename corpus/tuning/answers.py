"""`make models`, third part: search learns when to say that it has no answer.

    python -m corpus.tuning.answers

From `corpus/questions/answerable.jsonl` (both kinds in nearly the same words) and the training
questions, over all practices. The threshold is the lowest that tells four in five of those without
an answer, each judged by what did not learn from it; unless it would doubt more than one answerable
development question in twenty. The test questions are not opened.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from corpus.evaluation.ranking import parse_questions, separation
from corpus.training.progress import heard
from corpus.tuning.material import PRACTICES, QUESTIONS, training_questions
from ingest.readers import read
from ontology.schemes import load_schemes
from search.build_encoder import ADAPTED
from search.doubt import Judge, Signs, as_data
from search.encoder import SentenceTransformerEncoder
from search.engine import SearchEngine
from search.index import SearchIndex
from search.model import PracticeCard
from search.passages import Stretch, split

DOUBT = Path("search") / "doubt.json"
_TRAINING = 1500  # training questions that teach what an answerable one is about
_TOLD = 0.8  # of the questions without an answer are to be told
_WRONGLY = 0.05  # of the answerable development questions may be doubted, at most
_FOLDS = 5


@dataclass(frozen=True, slots=True)
class Example:
    """A question as search saw it, and whether the base answers it."""

    vector: NDArray[np.float32]
    signs: Signs
    answerable: bool


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn, choose the threshold, write; return 0."""
    parser = argparse.ArgumentParser(prog="python -m corpus.tuning.answers", description=__doc__)
    parser.add_argument("--out", type=Path, default=DOUBT)
    parser.add_argument("--encoder", type=Path, default=Path(".build") / ADAPTED)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args(arguments)
    encoder = SentenceTransformerEncoder(options.encoder, threads=options.threads)
    with tempfile.TemporaryDirectory() as folder:
        index = SearchIndex(Path(folder) / "index.sqlite")
        engine = SearchEngine(index, encoder, load_schemes())
        shelve(engine)
        learn = [_seen(engine, query, answers) for query, answers in _both_kinds()]
        text = QUESTIONS.with_name("dev.jsonl").read_text(encoding="utf-8")
        dev = [_seen(engine, q.query, bool(q.relevant)) for q in parse_questions(text)]
        index.close()
    chance = random.Random(1)  # noqa: S311 - which training questions
    more = chance.sample([one.query for one in training_questions()], _TRAINING)
    vectors = encoder.encode_queries(more)
    judge = judge_from(learn, vectors, encoder.name)
    judge = replace(judge, threshold=min(judge.threshold, highest(judge, dev)))
    heard(marks(judge, dev))
    options.out.write_text(json.dumps(as_data(judge), indent=1) + "\n", encoding="utf-8")
    return 0


def shelve(engine: SearchEngine) -> None:
    """Index all practices, as texts alone."""
    files = sorted(PRACTICES.glob("*.md"))
    for number, file in enumerate(files, 1):
        document = read(file.read_bytes(), file.name)
        name = file.stem
        blocks = [(block.start, block.end) for block in document.blocks]
        passages = split(name, document.text, blocks, [Stretch(name, 0, len(document.text))])
        card = PracticeCard(name, name, document.title, name, "", "")
        engine.add(name, document.sha256, [card], passages)
        heard(f"pratiche {number}/{len(files)}", number, len(files))


def judge_from(examples: Sequence[Example], answerable: NDArray[np.float32], encoder: str) -> Judge:
    """Learn both curves; the second sees what the first says of questions it did not learn from.

    `answerable` are the vectors of questions that are answered, with no signs: the encoder learnt
    from them, so what search finds of them is better than it will be.
    """
    vectors = np.stack([one.vector for one in examples])
    right = np.array([one.answerable for one in examples])
    meaning = _curve(10.0)
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=1)
    leaning = np.zeros(len(examples))
    for kept, left in folds.split(vectors, right):
        meaning.fit(
            np.concatenate([vectors[kept], answerable]),
            np.concatenate([right[kept], np.ones(len(answerable), bool)]),
        )
        leaning[left] = meaning.decision_function(vectors[left])
    meaning.fit(
        np.concatenate([vectors, answerable]),
        np.concatenate([right, np.ones(len(answerable), bool)]),
    )
    told = np.column_stack([[one.signs.features() for one in examples], leaning])
    means, spreads = told.mean(0), told.std(0)
    whole = _curve(1.0)
    scaled = (told - means) / spreads
    apart = cross_val_predict(whole, scaled, right, cv=folds, method="predict_proba")[:, 1]
    heard(
        f"distacco a convalida incrociata {separation(list(apart[right]), list(apart[~right])):.3f}"
    )
    whole.fit(scaled, right)
    return Judge(
        encoder=encoder,
        meaning=meaning.coef_[0],
        bias=float(meaning.intercept_[0]),
        weights=whole.coef_[0],
        offset=float(whole.intercept_[0]),
        means=means,
        spreads=spreads,
        threshold=float(np.quantile(apart[~right], _TOLD)),
    )


def highest(judge: Judge, dev: Sequence[Example]) -> float:
    """Return the highest probability below which few enough answerable questions lie."""
    sure = sorted(judge.probability(one.vector, one.signs) for one in dev if one.answerable)
    return sure[int(_WRONGLY * len(sure))]


def marks(judge: Judge, dev: Sequence[Example]) -> str:
    """Say how many questions of each kind are told apart."""
    found = [(one.answerable, judge.probability(one.vector, one.signs)) for one in dev]
    doubted = [not judge.answers(p) for answerable, p in found if not answerable]
    wrongly = [not judge.answers(p) for answerable, p in found if answerable]
    apart = separation([p for a, p in found if a], [p for a, p in found if not a])
    return (
        f"sviluppo: senza risposta {np.mean(doubted):.3f} di {len(doubted)}, con risposta"
        f" {np.mean(wrongly):.3f} di {len(wrongly)}, distacco {apart:.3f}"
    )


def _curve(strength: float) -> Any:
    return LogisticRegression(C=strength, max_iter=2000, class_weight="balanced")


def _both_kinds() -> list[tuple[str, bool]]:
    lines = QUESTIONS.with_name("answerable.jsonl").read_text(encoding="utf-8").splitlines()
    return [(row["query"], bool(row["answerable"])) for row in map(json.loads, lines)]


def _seen(engine: SearchEngine, query: str, answerable: bool) -> Example:
    seen = engine.examine(query)
    if seen is None:
        raise ValueError(f"nothing to look up in {query!r}")
    vector, signs = seen
    return Example(vector, signs, answerable)


if __name__ == "__main__":
    sys.exit(main())
