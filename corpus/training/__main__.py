"""`make models`, last part: train the tagger on the gold documents meant for learning, write it.

It starts from the encoder as it comes; phrases are remembered as the adapted encoder, which search
uses, sees them. About half an hour on two idle cores; no GPU and no network is needed. The
development texts only calibrate probabilities and set thresholds; the test texts are not opened.
"""

from __future__ import annotations

import argparse
import hashlib
import platform
import random
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch

from corpus.gold import GoldDocument, annotated_files, read_gold
from corpus.splits import Split, load_manifest
from corpus.training.batch import Concepts, Plan
from corpus.training.calibration import calibrate
from corpus.training.damage import damaged
from corpus.training.examples import PHRASES, Examiner, Example, concept_numbers
from corpus.training.export import export
from corpus.training.learning import prepare, train
from corpus.training.memory import remember
from corpus.training.network import Shape, TaggerNetwork, load_encoder
from corpus.training.progress import heard, span_scores
from ingest.language.pipeline import build_pipeline
from ingest.tagging.card import MODEL, read_card, write_card
from ingest.tagging.network import WordPieces
from ontology.places import load_gazetteer
from ontology.schemes import load_schemes
from search.build_encoder import ADAPTED, UNTOUCHED
from search.encoder import SentenceTransformerEncoder
from search.model_folder import sha256_of

BUILD = Path(".build")
_DAMAGED = 0.3  # of the gold documents, learnt from once more with damage


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, calibrate and write the model; return 0."""
    options = _options(arguments)
    torch.set_num_threads(options.threads)
    if options.memory:
        _remember(options)
        return 0
    started = time.monotonic()
    schemes = load_schemes()
    digest = sha256_of(options.encoder / "model.safetensors")
    pieces = WordPieces(options.encoder, digest)
    examiner = Examiner(build_pipeline(schemes), pieces, schemes, load_gazetteer(options.places))
    plan = Plan(epochs=options.epochs, seed=options.seed)
    shape = Shape()
    learn = _learning(examiner, options)
    keep = [example for gold in _gold(Split.DEV) for example in examiner.examples(gold)]
    heard(f"{len(learn)} finestre per imparare, {len(keep)} per scegliere")
    encoder = load_encoder(options.encoder)
    frozen = encoder.config.num_hidden_layers - shape.tuned
    numbers = concept_numbers(schemes)
    concepts = Concepts(schemes, numbers)
    torch.manual_seed(plan.seed)
    network = TaggerNetwork(encoder, len(numbers), shape)
    items = prepare(
        learn, encoder, frozen, pieces, lambda n, of: heard(f"strati fermi {n}/{of}", n, of)
    )
    dev = prepare(keep, encoder, frozen, pieces, lambda n, of: None)

    def after_epoch(epoch: int, losses: Mapping[str, float], average: TaggerNetwork) -> None:
        told = ", ".join(f"{task} {loss:.3f}" for task, loss in losses.items())
        heard(f"epoca {epoch} ({time.monotonic() - started:.0f} s): {told}")
        if epoch % 2 == 0 or epoch == plan.epochs:
            heard(f"  sviluppo: {span_scores(average, dev)}")

    network = train(network, items, concepts, plan, after_epoch)
    calibration, thresholds = calibrate(network, dev)
    card = {
        "version": options.version,
        "concepts": list(numbers),
        "calibration": calibration,
        "thresholds": thresholds,
        "training": {
            "gold": _digest_of_gold(),
            "windows": len(learn),
            "seed": plan.seed,
            "epochs": plan.epochs,
            "torch": torch.__version__,
            "python": platform.python_version(),
        },
    }
    export(encoder, network, options.out, card)
    _remember(options)
    heard(f"scritto {options.out} in {time.monotonic() - started:.0f} s")
    return 0


def _remember(options: argparse.Namespace) -> None:
    """Write the memory, and in the card the encoder that sees its phrases and has its pieces."""
    encoder = SentenceTransformerEncoder(options.adapted, threads=options.threads)
    phrases = sorted(PHRASES.glob("*.md"))
    memory = remember(_gold(Split.TRAIN), phrases, load_schemes(), encoder.encode_queries)
    memory.save(options.out)
    digest = sha256_of(options.adapted / "model.safetensors")
    model = encoder.name.partition("@")[0]
    write_card(
        {**read_card(options.out), "encoder": {"sha256": digest, "model": model}}, options.out
    )
    heard(f"{len(memory.phrases)} frasi ricordate in {options.out}")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m corpus.training", description=__doc__)
    parser.add_argument("--out", type=Path, default=MODEL)
    untouched, adapted = BUILD / UNTOUCHED, BUILD / ADAPTED
    parser.add_argument("--encoder", type=Path, default=untouched, help="the encoder as it comes")
    parser.add_argument("--adapted", type=Path, default=adapted, help="the one that search uses")
    parser.add_argument("--places", type=Path, default=BUILD / "places")
    parser.add_argument("--epochs", type=int, default=Plan().epochs)
    parser.add_argument("--seed", type=int, default=Plan().seed)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--version", default="1.0.0")
    parser.add_argument(
        "--more", type=Path, help="folder of annotated documents, as `prassi decisions` exports"
    )
    parser.add_argument("--memory", action="store_true", help="only make the memory again")
    parser.add_argument("--no-phrases", action="store_true")
    parser.add_argument("--share", type=float, default=1.0, help="part of the gold, for a curve")
    return parser.parse_args(arguments)


def _learning(examiner: Examiner, options: argparse.Namespace) -> list[Example]:
    gold = _gold(Split.TRAIN)
    chosen = gold[:: round(1 / options.share)] if options.share < 1 else gold
    if options.more is not None:
        held = load_manifest()
        more = [read_gold(path) for path in sorted(options.more.glob("*.md"))]
        chosen = [*chosen, *(one for one in more if one.id not in held)]
    found = [example for one in chosen for example in examiner.examples(one)]
    chance = random.Random(options.seed)  # noqa: S311 - which texts are damaged, and how
    for one in chance.sample(chosen, round(_DAMAGED * len(chosen))):
        found += examiner.examples(damaged(one, chance))
    for file in () if options.no_phrases else sorted(PHRASES.glob("*.md")):
        found += examiner.phrases(file)
    return [*found, *examiner.labels()]


def _gold(split: Split) -> list[GoldDocument]:
    allotted = load_manifest()
    files = annotated_files()
    return [read_gold(files[name]) for name, one in allotted.items() if one.split is split]


def _digest_of_gold() -> str:
    """One digest of all that was learnt from: the manifest holds those of the documents."""
    total = hashlib.sha256()
    for name, one in sorted(load_manifest().items()):
        if one.split is Split.TRAIN:
            total.update(f"{name} {one.sha256}\n".encode())
    for file in sorted(PHRASES.glob("*.md")):
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
