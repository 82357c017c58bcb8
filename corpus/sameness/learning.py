"""Learning how much each feature says, and from which score on something is announced.

A logistic regression over few features: what it learnt can be read in `weights.toml`. Only pairs
of the documents to learn from come here; those of the test part measure it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from corpus.sameness.scale import WEIGHTS, Features, Scale, load_scale

_PRECISE = 0.9  # of what is announced on the pairs learnt from
_STRENGTH = {"practice": 10.0, "organisation": 1.0}  # of the fit: higher trusts the pairs more
_HEAD = "# Learnt by `prassi evaluate duplicates --learn`: do not change by hand.\n"


def learn(kind: str, pairs: Sequence[tuple[Features, bool]]) -> Scale:
    """Return the scale that pairs teach; those without a feature cannot be one and are left out.

    Raises ValueError where all pairs are one, or none is.
    """
    from sklearn.linear_model import LogisticRegression  # takes a second to import

    usable = [(features, same) for features, same in pairs if features]
    if len({same for _, same in usable}) < 2:
        raise ValueError("both pairs that are one and pairs that are not are needed")
    names = sorted({name for features, _ in usable for name in features})
    rows = [[features.get(name, 0.0) for name in names] for features, _ in usable]
    truth = [same for _, same in usable]
    model = LogisticRegression(C=_STRENGTH[kind], max_iter=2000).fit(rows, truth)
    weights = {n: round(float(w), 3) for n, w in zip(names, model.coef_[0], strict=True)}
    scale = Scale(round(float(model.intercept_[0]), 3), weights, 0.5)
    threshold = best_threshold([(scale.score(features), same) for features, same in usable])
    return Scale(scale.bias, weights, threshold)


def best_threshold(scored: Sequence[tuple[float, bool]]) -> float:
    """Return where F1 is best among the thresholds that are precise enough, else where it is best.

    It lies half way to the next lower score, so that a little less is announced too.
    """
    ordered = sorted(scored, key=lambda pair: -pair[0])
    wanted, right = sum(same for _, same in scored), 0
    best = (False, -1.0, 0.5)
    for place, (score, same) in enumerate(ordered, 1):
        right += same
        below = ordered[place][0] if place < len(ordered) else 0.0
        if below == score:
            continue
        f1 = 2 * right / (place + wanted)
        best = max(best, (right / place >= _PRECISE, f1, (score + below) / 2))
    return round(best[2], 3)


def write_scales(scales: Mapping[str, Scale], path: Path = WEIGHTS) -> None:
    """Write the scales as data."""
    parts = [_HEAD]
    for kind, scale in scales.items():
        parts += [f"[{kind}]", f"bias = {scale.bias}", f"threshold = {scale.threshold}", ""]
        parts += [f"[{kind}.weights]", *(f"{n} = {w}" for n, w in scale.weights.items()), ""]
    path.write_text("\n".join(parts).rstrip() + "\n", encoding="utf-8")
    load_scale.cache_clear()
