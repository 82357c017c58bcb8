"""What a client wants, from its Accept header: names of what is offered, the most wanted first.

Of several ranges that cover an offer the most specific decides, as RFC 9110 (12.5.1) wants: in
``text/csv;q=0, */*`` anything will do but CSV.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

#: What stands between commas, or between semicolons; a sign between quotes separates nothing.
_ITEMS = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*")+')
_PIECES = re.compile(r'(?:[^;"]|"(?:[^"\\]|\\.)*")+')


def preferred(accept: str, offers: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the names of the offers that a client accepts, best first; none where nothing fits.

    `offers` gives, for each name, the media types by which it may be asked for, the one it is sent
    with first. Equal wishes keep the order of the header, then that of the offers. A client that
    says nothing accepts everything.
    """
    ranges = [_range(item) for item in _ITEMS.findall(accept) if item.strip()]
    if not ranges:
        return tuple(offers)
    wishes = {name: _wish(types, ranges) for name, types in offers.items()}
    wanted = [name for name in offers if wishes[name][0] > 0]
    return tuple(sorted(wanted, key=lambda name: (-wishes[name][0], wishes[name][1])))


def _range(item: str) -> tuple[str, float]:
    media_range, *parameters = (part.strip().lower() for part in _PIECES.findall(item) or [item])
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                quality = float(parameter[2:])
            except ValueError:
                return media_range, 0.0
            return media_range, min(quality, 1.0) if quality > 0 else 0.0  # which a NaN is not
    return media_range, 1.0


def _wish(types: Sequence[str], ranges: list[tuple[str, float]]) -> tuple[float, int]:
    """Return how much an offer is wanted, in [0, 1], and the place of the range that says so."""
    found = [
        (_specificity(types, media_range), quality, -place)
        for place, (media_range, quality) in enumerate(ranges)
    ]
    specificity, quality, place = max(found)
    return (quality, -place) if specificity else (0.0, 0)


def _specificity(types: Sequence[str], media_range: str) -> int:
    """Return 3 for a range that names an offer, 2 for its kind, 1 for anything, 0 for others."""
    if media_range in types:
        return 3
    if media_range.endswith("/*") and types[0].startswith(media_range[:-1]):
        return 2
    return 1 if media_range in ("*/*", "*") else 0
