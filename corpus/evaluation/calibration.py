"""Whether confidence means what it says: of the spans said to be 80 % sure, are 80 % right?

The expected calibration error (Naeini et al. 2015) over ten bins of equal width: how far, on
average over spans, the share that is right lies from the confidence that was claimed. Right is what
the relaxed match of `spans` calls right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from corpus.evaluation.spans import matched
from corpus.evaluation.tables import Cell, Table
from corpus.gold import GoldDocument
from ingest.model import Extraction, Label

BINS = 10
#: A claim in [0, 1] and whether it was right.
Claim = tuple[float, bool]


def calibration_table(
    documents: Iterable[GoldDocument], extraction_of: Callable[[GoldDocument], Extraction]
) -> Table:
    """Tabulate claims against facts: a label a row, then all labels and how many claims there are.

    The columns of the bins hold the share that was right among the spans with such a confidence.
    """
    claims: dict[Label, list[Claim]] = {label: [] for label in Label}
    for document in documents:
        found = extraction_of(document).spans
        for label in Label:
            gold = [span for span in document.spans if span.label is label]
            ours = [span for span in found if span.label is label]
            right = {j for _, j in matched(document.text, gold, ours)}
            claims[label] += [(span.confidence, j in right) for j, span in enumerate(ours)]
    everything = [claim for label in Label for claim in claims[label]]
    full = [len(own) for own in binned(everything)]
    edges = [f"{at / BINS:.1f}–{(at + 1) / BINS:.1f}".replace("0.", ".") for at in range(BINS)]
    return Table(
        "calibration",
        "Quanto è giusta la confidenza degli span",
        ("etichetta", "span", "confidenza", "giusti", "ECE", *edges),
        (
            *(_row(str(label), claims[label]) for label in Label),
            _row("tutte", everything),
            ("tutte: quanti span", len(everything), None, None, None, *full),
        ),
        "ECE: errore atteso di calibrazione, in dieci fasce di confidenza; nelle fasce sta la quota"
        " di span giusti, che dovrebbe cadere fra i due estremi.",
    )


def calibration_error(claims: Sequence[Claim]) -> float:
    """Return the expected calibration error; raises ValueError without claims."""
    if not claims:
        raise ValueError("no claims to compare with the truth")
    gaps = (len(own) * abs(_claimed(own) - _right(own)) for own in binned(claims) if own)
    return sum(gaps) / len(claims)


def binned(claims: Iterable[Claim]) -> tuple[list[Claim], ...]:
    """Return claims in bins of equal width; full confidence falls into the last.

    Raises ValueError for a confidence outside [0, 1].
    """
    bins: tuple[list[Claim], ...] = tuple([] for _ in range(BINS))
    for confidence, right in claims:
        if not 0 <= confidence <= 1:
            raise ValueError(f"a confidence lies between 0 and 1: {confidence}")
        bins[min(int(confidence * BINS), BINS - 1)].append((confidence, right))
    return bins


def _row(name: str, claims: Sequence[Claim]) -> tuple[Cell, ...]:
    if not claims:
        return (name, 0, None, None, None, *[None] * BINS)
    shares = (_right(own) if own else None for own in binned(claims))
    return (name, len(claims), _claimed(claims), _right(claims), calibration_error(claims), *shares)


def _claimed(claims: Sequence[Claim]) -> float:
    return sum(confidence for confidence, _ in claims) / len(claims)


def _right(claims: Sequence[Claim]) -> float:
    return sum(right for _, right in claims) / len(claims)
