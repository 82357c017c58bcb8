"""Matches of several patterns made to stand apart, in time linear in the text."""

from __future__ import annotations

import re
from collections.abc import Iterable


def longest_apart(matches: Iterable[re.Match[str]], length: int) -> list[re.Match[str]]:
    """Return the matches to keep: the longest of those that overlap, then the first.

    `length` is the length of the text that they were found in.
    """
    taken = bytearray(length)
    kept: list[re.Match[str]] = []
    for match in sorted(matches, key=lambda m: (m.start() - m.end(), m.start())):
        start, end = match.span()
        # Equal or shorter than everything kept: an overlap shows at one of its ends.
        if end > start and not taken[start] and not taken[end - 1]:
            taken[start:end] = b"\x01" * (end - start)
            kept.append(match)
    return kept
