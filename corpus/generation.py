"""The digest of what a library holds: equal libraries, equal digests, whatever came first.

It is a sum over the graphs, each of which states its version, so that who changes one graph need
not look at the others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import pyoxigraph as ox

VERSION = ox.NamedNode("http://purl.org/dc/terms/hasVersion")
_BYTES = 16
ROUND = 1 << 8 * _BYTES


def weight(quads: Iterable[ox.Quad]) -> int:
    """Return what quads count for, less than `ROUND`: those that state a version, in any order."""
    digests = (
        hashlib.sha256(str(quad).encode()).digest()[:_BYTES]
        for quad in quads
        if quad.predicate == VERSION
    )
    return sum(int.from_bytes(digest) for digest in digests) % ROUND


def written(total: int) -> str:
    """Return a digest as it is shown: hexadecimal digits, 32 of them."""
    return f"{total:0{2 * _BYTES}x}"
