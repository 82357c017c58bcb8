"""What the one who trains sees: lines on the way, scores on the development texts."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence

import torch

from corpus.evaluation.spans import paired
from corpus.training.batch import Item, forward, shown_rules
from corpus.training.examples import MarkedSpan
from corpus.training.network import TaggerNetwork
from ingest.tagging.alphabet import LABELS
from ingest.tagging.decoding import Tagged, Transitions, decode

_EVERY = 200


def heard(line: str, number: int = 0, of: int = 0) -> None:
    """Print a line; of a counted series only some."""
    if not of or number % _EVERY == 0 or number == of:
        sys.stderr.write(line + "\n")
        sys.stderr.flush()


def span_scores(network: TaggerNetwork, items: Sequence[Item]) -> str:
    """Return the relaxed F1 (by tokens) of each label over windows."""
    right: Counter[str] = Counter()
    offered: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    for item, tagged in read_windows(network, items):
        for label in LABELS:
            gold = [s for s in item.example.spans if s.label is label]
            found = [t for t in tagged if t.label == label]
            right[label] += len(matches(gold, found))
            offered[label] += len(found)
            wanted[label] += len(gold)
    scores = {x: 2 * right[x] / max(1, offered[x] + wanted[x]) for x in LABELS}
    parts = " ".join(f"{label} {score:.3f}" for label, score in scores.items())
    macro = sum(scores[label] for label in LABELS[1:4]) / 3
    return f"media {macro:.3f} · {parts}"


def read_windows(
    network: TaggerNetwork, items: Sequence[Item]
) -> Iterator[tuple[Item, list[Tagged]]]:
    """Yield each window with the spans that the network reads in it."""
    network.eval()
    transitions = Transitions.learnt(
        network.follow.detach().numpy(), network.first.detach().numpy()
    )
    with torch.inference_mode():
        for start in range(0, len(items), 8):
            batch = items[start : start + 8]
            _, _, emissions = forward(network, batch, shown_rules)
            for row, item in enumerate(batch):
                yield item, decode(emissions[row, : len(item.example.tags)].numpy(), transitions)


def matches(gold: Sequence[MarkedSpan], found: Sequence[Tagged]) -> list[tuple[int, int]]:
    """Pair the spans of one label in one window by the tokens they share."""
    wanted = [frozenset(range(span.first, span.end)) for span in gold]
    offered = [frozenset(range(span.first, span.end)) for span in found]
    return paired(wanted, offered)
