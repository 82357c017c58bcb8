"""`make models`, second part: search remembers what the training questions were about.

    python -m corpus.tuning.kindred

Each question of `corpus/questions/train.jsonl` is kept as the encoder sees it, with the concepts
that people marked in the practice that answers it (broader ones too), the oftener the weightier.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from math import log
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.gold import GoldDocument, annotated_files, read_gold
from corpus.training.progress import heard
from corpus.tuning.material import SCHEMES, training_questions
from ontology.schemes import ConceptSchemes, load_schemes
from search.build_encoder import ADAPTED
from search.encoder import SentenceTransformerEncoder
from search.fusion import idf
from search.kindred import KINDRED, Kindred, in_bytes


def main(arguments: Sequence[str] | None = None) -> int:
    """Encode, count, write; return 0."""
    parser = argparse.ArgumentParser(prog="python -m corpus.tuning.kindred", description=__doc__)
    parser.add_argument("--out", type=Path, default=KINDRED)
    parser.add_argument("--encoder", type=Path, default=Path(".build") / ADAPTED)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args(arguments)
    asked, schemes, files = training_questions(), load_schemes(), annotated_files()
    names = sorted({one.practice for one in asked})
    told = [concepts_told(read_gold(files[name]), schemes) for name in names]
    concepts, profiles = profiled(told)
    encoder = SentenceTransformerEncoder(options.encoder, threads=options.threads)
    heard(f"{len(asked)} domande")
    vectors = encoder.encode_queries([one.query for one in asked])
    rows = {name: row for row, name in enumerate(names)}
    answers = np.array([rows[one.practice] for one in asked], np.int32)
    Kindred(encoder.name, concepts, in_bytes(vectors), answers, profiles).save(options.out)
    heard(f"{len(concepts)} concetti in {options.out}")
    return 0


def concepts_told(document: GoldDocument, schemes: ConceptSchemes) -> Counter[str]:
    """Count the concepts that people marked in a document, broader ones with each."""
    found: Counter[str] = Counter()
    for span in document.spans:
        if span.concept and span.concept.partition(":")[0] in SCHEMES:
            found.update((span.concept, *schemes.ancestors(span.concept)))
    return found


def profiled(
    told: Sequence[Mapping[str, int]],
) -> tuple[tuple[str, ...], NDArray[np.float32]]:
    """Return all concepts, and for each document a row of length 1 over them.

    What few documents tell weighs more, and so does what one tells often.
    """
    concepts = tuple(sorted({concept for one in told for concept in one}))
    holders = Counter(concept for one in told for concept in one)
    rows = np.array(
        [
            [log(1 + one[c]) * idf(holders[c], len(told)) if c in one else 0.0 for c in concepts]
            for one in told
        ],
        np.float32,
    )
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return concepts, (rows / np.where(lengths, lengths, 1)).astype(np.float32)


if __name__ == "__main__":
    sys.exit(main())
