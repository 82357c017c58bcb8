"""Which practices, and which names of organisations, are one and the same: truth for linking.

`gold/same_as.csv`: `kind` (practice, organisation), the two identifiers or names, `same` (yes, or
no for pairs that look alike and are not), and why.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

SAME_AS = Path(__file__).parent / "gold" / "same_as.csv"
KINDS = ("practice", "organisation")


@dataclass(frozen=True, slots=True)
class SamePair:
    """Two names that a person judged."""

    kind: str
    one: str
    other: str
    same: bool
    why: str


def load_same_as(path: Path = SAME_AS) -> tuple[SamePair, ...]:
    """Return the judged pairs; raises ValueError naming a row that cannot be read."""
    pairs = []
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 2):
            if row.get("kind") not in KINDS or row.get("same") not in {"yes", "no"}:
                raise ValueError(f"{path.name}, riga {number}: kind o same non validi")
            pairs.append(
                SamePair(row["kind"], row["one"], row["other"], row["same"] == "yes", row["why"])
            )
    return tuple(pairs)
