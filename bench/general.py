"""What the encoder knows beside our field: questions of SQuAD-it find their paragraph.

    python -m bench.general SQuAD_it-test.json.gz

The file (Croce et al. 2018, CC BY-SA 4.0) is not ours and is not shipped: whoever measures brings
it. The encoder as it comes and the one that learnt the field answer the same questions.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from pathlib import Path

import numpy as np

from api.settings import Settings
from search.build_encoder import ADAPTED, UNTOUCHED, build
from search.encoder import SentenceTransformerEncoder

_LONGEST = 4000  # characters of a paragraph


def main() -> None:
    """Print recall@1, recall@10 and MRR of both encoders."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="SQuAD_it-test.json.gz")
    parser.add_argument("--questions", type=int, default=500)
    parser.add_argument("--paragraphs", type=int, default=1000)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    paragraphs, asked = _read(options.file, options.paragraphs, options.questions)
    print(f"SQuAD-it: {len(asked)} questions, {len(paragraphs)} paragraphs")
    resources = Settings().resources
    build(resources / UNTOUCHED, field=None)
    marks = []
    for name, folder in (("as it comes", UNTOUCHED), ("adapted", ADAPTED)):
        encoder = SentenceTransformerEncoder(resources / folder, threads=options.threads)
        held = encoder.encode_passages(paragraphs)
        scores = encoder.encode_queries([question for question, _ in asked]) @ held.T
        right = scores[np.arange(len(asked)), [place for _, place in asked]]
        ranks = 1 + (scores > right[:, None]).sum(1)
        marks.append(float((1 / ranks).mean()))
        print(
            f"  {name:12} recall@1 {(ranks == 1).mean():.3f}  recall@10 {(ranks <= 10).mean():.3f}"
            f"  MRR {marks[-1]:.3f}"
        )
    print(f"  difference in MRR {100 * (marks[1] - marks[0]):+.1f} points")


def _read(file: Path, most: int, questions: int) -> tuple[list[str], list[tuple[str, int]]]:
    with gzip.open(file, "rt", encoding="utf-8") as content:
        articles = json.load(content)["data"]
    places: dict[str, int] = {}
    asked = []
    for article in articles:
        for paragraph in article["paragraphs"]:
            text = paragraph["context"][:_LONGEST]
            if text not in places and len(places) == most:
                continue
            place = places.setdefault(text, len(places))
            asked += [(one["question"], place) for one in paragraph["qas"]]
    return list(places), random.Random(1).sample(asked, min(questions, len(asked)))


if __name__ == "__main__":
    main()
