"""Probabilities that mean what they say, and thresholds, chosen on the development texts.

A probability is corrected by a logistic curve (Platt 1999), one for each kind of judgement. That of
a label of spans is drawn towards the curve of all of them: sixty spans say little of their label
alone. Thresholds are the lowest that keep the precision asked for, or the best F1.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression

from corpus.training.batch import Item, forward, shown_rules
from corpus.training.network import TaggerNetwork
from corpus.training.progress import matches, read_windows
from ingest.tagging.alphabet import LABELS, ROLES

Samples = list[tuple[float, bool]]
_STATUS_PRECISION = 0.9
_FEW = 20
# How freely a label's curve leaves that of all labels; chosen by leaving out one development text
# at a time (docs/models/tagger.md). Nought is one curve for all, much more is each for itself.
_OWN_SHIFT, _OWN_SLOPE = 0.5, 0.3
_FREE = 10.0


def calibrate(
    network: TaggerNetwork, items: Sequence[Item]
) -> tuple[dict[str, tuple[float, float]], dict[str, float]]:
    """Return slope and shift by label or judgement, and the thresholds by name."""
    spans: dict[str, Samples] = defaultdict(list)
    for item, tagged in read_windows(network, items):
        for label in LABELS:
            gold = [s for s in item.example.spans if s.label is label]
            found = [t for t in tagged if t.label == label]
            right = {j for _, j in matches(gold, found)}
            spans[label] += [(t.probability, j in right) for j, t in enumerate(found)]
    judged = _judged(network, items)
    curves = {**kindred(spans), **{name: platt(judged[name]) for name in ("role", "join")}}
    thresholds = {
        "concept": 0.3,
        "join": best_threshold(judged["join"]),
        "name": best_threshold(judged["name"]),
        "practice": best_threshold(judged["practice"]),
        "status": least_threshold(judged["status"], _STATUS_PRECISION),
    }
    return curves, thresholds


def platt(samples: Samples) -> tuple[float, float]:
    """Return the slope and shift of the log-odds; (1, 0) where there is too little to learn."""
    truth = [right for _, right in samples]
    if len(samples) < _FEW or all(truth) or not any(truth):
        return (1.0, 0.0)
    bounded = np.clip([rate for rate, _ in samples], 1e-6, 1 - 1e-6)
    odds = np.log(bounded / (1 - bounded)).reshape(-1, 1)
    learnt = LogisticRegression(C=10.0).fit(odds, truth)
    return (round(float(learnt.coef_[0, 0]), 4), round(float(learnt.intercept_[0]), 4))


def kindred(samples: Mapping[str, Samples]) -> dict[str, tuple[float, float]]:
    """Return slope and shift of each label: those of all, and as much of its own as it bears out.

    (1, 0) for all where there is too little to learn from.
    """
    names = sorted(samples)
    rows = [(n, rate, right) for n, name in enumerate(names) for rate, right in samples[name]]
    truth = [right for _, _, right in rows]
    if len(rows) < _FEW or all(truth) or not any(truth):
        return dict.fromkeys(names, (1.0, 0.0))
    bounded = np.clip([rate for _, rate, _ in rows], 1e-6, 1 - 1e-6)
    odds = np.log(bounded / (1 - bounded))
    own = np.eye(len(names))[[n for n, _, _ in rows]]
    columns = [_FREE * odds[:, None], _OWN_SHIFT * own, _OWN_SLOPE * own * odds[:, None]]
    learnt = LogisticRegression(C=1.0, max_iter=1000).fit(np.hstack(columns), truth)
    weights = learnt.coef_[0]
    shifts = learnt.intercept_[0] + _OWN_SHIFT * weights[1 : 1 + len(names)]
    slopes = _FREE * weights[0] + _OWN_SLOPE * weights[1 + len(names) :]
    return {
        name: (round(float(slope), 4), round(float(shift), 4))
        for name, slope, shift in zip(names, slopes, shifts, strict=True)
    }


def best_threshold(samples: Samples) -> float:
    """Return the threshold of the best F1; of several, the one nearest to 0.5."""
    wanted = sum(right for _, right in samples)

    def merit(threshold: float) -> tuple[float, float]:
        kept = [right for rate, right in samples if rate >= threshold]
        f1 = 2 * sum(kept) / max(1, len(kept) + wanted)
        return f1, -abs(threshold - 0.5)  # the calmer of equals

    return max((hundredths / 100 for hundredths in range(5, 96)), key=merit)


def least_threshold(samples: Samples, precision: float) -> float:
    """Return the threshold from which on every higher one keeps a precision; 0.95 when none does.

    A lower one that keeps it too owes that to the luck of few texts where one above it does not.
    """
    least = 0.95
    for threshold in (hundredths / 100 for hundredths in range(95, 29, -1)):
        kept = [right for rate, right in samples if rate >= threshold]
        if sum(kept) < precision * len(kept):
            break
        least = threshold if kept else least
    return least


def _judged(network: TaggerNetwork, items: Sequence[Item]) -> dict[str, Samples]:
    """What the heads say of gold spans, and whether it is so."""
    judged: dict[str, Samples] = defaultdict(list)
    with torch.inference_mode():
        for item in items:
            example = item.example
            meaning, state, _ = forward(network, [item], shown_rules)
            if example.practice is not None and example.status is not None:
                told, status = (torch.softmax(x, 0) for x in network.together(meaning[0]))
                judged["practice"].append((float(told[1]), example.practice))
                best = int(status.argmax())
                if example.practice and best:
                    judged["status"].append((float(status[best]), best == example.status))
            if not example.spans:
                continue
            where = torch.tensor([(0, s.first, s.end) for s in example.spans])
            labels = torch.tensor([LABELS.index(s.label) for s in example.spans])
            vectors = network.spans(torch.cat([meaning, state], -1), where, labels)
            around = meaning[0].mean(0).expand(len(vectors), -1)
            placed = torch.cat([vectors, around], 1)
            for span, role, name in zip(
                example.spans,
                torch.softmax(network.role(placed), 1),
                torch.sigmoid(network.name(placed)[:, 0]),
                strict=True,
            ):
                if span.role is not None:
                    best = int(role.argmax())
                    judged["role"].append((float(role[best]), ROLES[best] == span.role))
                if span.main is not None:
                    judged["name"].append((float(name), span.main))
            if example.joins:
                measures, people, truth = zip(*example.joins, strict=True)
                pairs = torch.from_numpy(example.pairs)
                scores = network.joined(vectors[list(measures)], vectors[list(people)], pairs)
                rates = torch.sigmoid(scores).tolist()
                judged["join"] += list(zip(rates, truth, strict=True))
    return judged
