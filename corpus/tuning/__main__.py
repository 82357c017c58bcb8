"""`make models`, first part: the search encoder learns the field; write what changed in it.

About twenty minutes on two idle cores; no GPU and no network is needed. The development questions
are only shown after each epoch; the test questions are not opened.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from transformers import BertModel

from corpus.evaluation.ranking import parse_questions, quality
from corpus.training.network import load_encoder
from corpus.training.progress import heard
from corpus.tuning.learning import Plan, Tuning
from corpus.tuning.material import (
    PHRASES,
    PRACTICES,
    QUESTIONS,
    practice_passages,
    practices_to_learn,
    said_concepts,
    training_questions,
)
from corpus.tuning.states import Reader, embed_all
from ontology.schemes import load_schemes
from search.build_encoder import UNTOUCHED
from search.e5.field import FIELD, difference, write
from search.model_folder import sha256_of

NAME = "prassi/e5-small-welfare"
_TUNED = 6  # the upper layers; the others stay as they are, and each text passes them once


def main(arguments: Sequence[str] | None = None) -> int:
    """Tune and write the difference; return 0."""
    options = _options(arguments)
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    started = time.monotonic()
    encoder = load_encoder(options.encoder)
    layers = nn.ModuleList(list(encoder.encoder.layer)[-options.tuned :])
    before = {name: tensor.clone() for name, tensor in _named(encoder, layers).items()}
    frozen = encoder.config.num_hidden_layers - options.tuned
    reader = Reader(options.encoder, encoder, frozen)
    asked = training_questions()
    names = practices_to_learn()
    heard(f"{len(asked)} domande su {len(names)} pratiche")
    held = practice_passages(sorted(file.stem for file in PRACTICES.glob("*.md")))
    passages, said = {name: held[name] for name in names}, list(said_concepts())
    tuning = Tuning(reader, asked, passages, said, load_schemes())
    exam = Examination(reader, held)
    heard(f"prima ({time.monotonic() - started:.0f} s): {exam.marks(layers)}")

    def after_epoch(epoch: int, losses: Mapping[str, float]) -> None:
        told = ", ".join(f"{kind} {loss:.3f}" for kind, loss in losses.items())
        heard(f"epoca {epoch} ({time.monotonic() - started:.0f} s): {told}")
        heard(f"  sviluppo: {exam.marks(layers)}")

    plan = Plan(epochs=options.epochs, seed=options.seed)
    tuning.learn(layers, plan, after_epoch)
    card = {
        "model": NAME,
        "from": "intfloat/multilingual-e5-small",
        "licence": "EUPL-1.2",
        "untouched": sha256_of(options.encoder / "model.safetensors"),
        "training": {
            "questions": len(asked),
            "sentences": len(said),
            "sha256": _digest(),
            "epochs": plan.epochs,
            "seed": plan.seed,
            "torch": torch.__version__,
        },
    }
    changes = difference(_arrays(before), _arrays(_named(encoder, layers)))
    write(options.out, changes, card)
    heard(f"scritto {options.out} in {time.monotonic() - started:.0f} s")
    return 0


class Examination:
    """The development questions over all practices, by nearness of meaning alone."""

    def __init__(self, reader: Reader, held: Mapping[str, Sequence[str]]) -> None:
        text = QUESTIONS.with_name("dev.jsonl").read_text(encoding="utf-8")
        self._questions = [one for one in parse_questions(text) if one.relevant]
        self._asked = reader.states([f"query: {one.query}" for one in self._questions])
        self._names = list(held)
        texts = [f"passage: {text}" for name in self._names for text in held[name]]
        self._passages = reader.states(texts)
        self._owners = np.repeat(np.arange(len(self._names)), [len(held[n]) for n in self._names])

    def marks(self, layers: nn.ModuleList) -> str:
        """Return nDCG@10, whole and by kind of question."""
        likeness = embed_all(layers, self._asked) @ embed_all(layers, self._passages).T
        best = np.full((len(self._questions), len(self._names)), -1.0, np.float32)
        for passage, owner in enumerate(self._owners):
            best[:, owner] = np.maximum(best[:, owner], likeness[:, passage])
        found: defaultdict[str, list[float]] = defaultdict(list)
        for question, scores in zip(self._questions, best, strict=True):
            order = [self._names[n] for n in np.argsort(-scores, kind="stable")]
            found[question.kind].append(quality(question.relevant, order).ndcg)
        every = [mark for marks in found.values() for mark in marks]
        kinds = " ".join(f"{kind} {np.mean(marks):.3f}" for kind, marks in found.items())
        return f"nDCG@10 {np.mean(every):.3f} · {kinds}"


def _named(encoder: BertModel, layers: nn.ModuleList) -> dict[str, Tensor]:
    first = encoder.config.num_hidden_layers - len(layers)
    return {
        f"encoder.layer.{first + number}.{name}": tensor
        for number, layer in enumerate(layers)
        for name, tensor in layer.state_dict().items()
    }


def _arrays(
    tensors: Mapping[str, Tensor],
) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
    return {name: tensor.detach().numpy() for name, tensor in tensors.items()}


def _digest() -> str:
    total = hashlib.sha256()
    for file in (QUESTIONS, *sorted(PHRASES.glob("*.md"))):
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m corpus.tuning", description=__doc__)
    parser.add_argument("--out", type=Path, default=FIELD)
    untouched = Path(".build") / UNTOUCHED
    parser.add_argument("--encoder", type=Path, default=untouched, help="the encoder as it comes")
    parser.add_argument("--epochs", type=int, default=Plan().epochs)
    parser.add_argument("--tuned", type=int, default=_TUNED, help="layers that learn")
    parser.add_argument("--seed", type=int, default=Plan().seed)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
