"""Names as people mistype them, drawn by a digest: the same at every run."""

from __future__ import annotations

import hashlib

_LEAST = 4  # letters of a word that a slip leaves recognisable


def drawn(*parts: str) -> int:
    """Return a number that depends on some words alone."""
    return int.from_bytes(hashlib.sha256("\x00".join(parts).encode()).digest()[:6], "big")


def mistyped(name: str) -> str:
    """Return a name with one slip in its longest word: a letter lost, doubled, swapped or wrong.

    A name without a word of four letters comes back as it was.
    """
    word = max(name.split(), key=len, default="")
    if len(word) < _LEAST:
        return name
    seed = drawn("slip", name)
    at = 1 + seed % (len(word) - 2)
    slips = (
        word[:at] + word[at + 1 :],
        word[: at + 1] + word[at:],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + ("e" if word[at].casefold() != "e" else "a") + word[at + 1 :],
    )
    return name.replace(word, slips[(seed >> 8) % len(slips)], 1)
