"""Names spelt like one that is not known."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process


def near_spellings(name: str, known: Iterable[str], most: int, likeness: float) -> list[str]:
    """Return the known names at least so much like one (of 100), the likest first."""
    found = process.extract(name, list(known), scorer=fuzz.ratio, limit=most, score_cutoff=likeness)
    return [one for one, _, _ in found]
