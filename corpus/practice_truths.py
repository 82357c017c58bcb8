"""What is true of each practice as a whole, whatever words its document uses.

`gold/practices.jsonl`, one object a practice: its kind, who promotes, takes part and pays (names),
where (ISTAT codes, and the regions, also of areas without a code), since and until when (years;
null where nobody checked).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TRUTHS = Path(__file__).parent / "gold" / "practices.jsonl"


@dataclass(frozen=True, slots=True)
class PracticeTruth:
    """One practice as its sources tell it."""

    id: str
    kind: str
    promoters: tuple[str, ...]
    partners: tuple[str, ...]
    funders: tuple[str, ...]
    places: frozenset[str]
    regions: frozenset[str]
    start: int | None
    end: int | None


def load_truths(path: Path = TRUTHS) -> Mapping[str, PracticeTruth]:
    """Return the truths by practice; raises ValueError naming a line that cannot be read."""
    found = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            truth = _truth(json.loads(line))
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{path.name}, riga {number}: {error!r}") from error
        found[truth.id] = truth
    return found


def _truth(row: Mapping[str, Any]) -> PracticeTruth:
    return PracticeTruth(
        id=row["id"],
        kind=row["kind"],
        promoters=tuple(row["promoters"]),
        partners=tuple(row["partners"]),
        funders=tuple(row["funders"]),
        places=frozenset(row["places"]),
        regions=frozenset(row["regions"]),
        start=row["start"],
        end=row["end"],
    )
