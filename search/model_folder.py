"""A folder of a model that is made from something else: told on the terminal, known by digests."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal; raises OSError where it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def make_and_tell(
    what: str, make: Callable[[], tuple[Path, bool]], expected: tuple[type[Exception], ...]
) -> int:
    """Make a folder and say in one line what came of it; return the exit status.

    `make` returns the folder, and False where it was there, unchanged. Errors that are `expected`
    carry a message for people.
    """
    sys.stdout.write(f"{what} … ")
    sys.stdout.flush()
    try:
        out, made = make()
    except expected as error:
        sys.stdout.write("no\n")
        sys.stderr.write(f"{error}\n")
        return 1
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    sys.stdout.write(f"{'fatto' if made else 'già pronto'} ({size / 1e6:.0f} MB)\n")
    return 0
