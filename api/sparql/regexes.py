"""Regular expressions that a backtracking engine could not survive.

Oxigraph matches in linear time, but the same gatekeeper stands before other engines, and a pattern
that repeats a repetition, ``(a+)+``, doubles their work with each character.
"""

from __future__ import annotations

import re

_PIECE = re.compile(
    r"""
      \\.                                     # an escaped sign
    | \[\^?\]?(?:\\.|[^\]\\])*+\]             # a class
    | (?P<open>\((?:\?[:=!]|\?<[=!])?)
    | (?P<close>\))
    | (?P<endless>[*+]|\{\d*,\})
    | (?P<counted>\{\d+(?:,\d+)?\})
    | .
    """,
    re.VERBOSE | re.DOTALL,
)


def repeats_a_repetition(pattern: str) -> bool:
    """Tell whether a group that holds `*`, `+` or `{n,}` is itself repeated more than once."""
    open_groups = [False]  # for each open group, from the outermost: does it hold an endless one?
    closed = False  # was the piece before a group that holds one?
    for piece in _PIECE.finditer(pattern):
        kind = piece.lastgroup
        if kind in ("endless", "counted"):
            if closed:
                return True
            open_groups[-1] = open_groups[-1] or kind == "endless"
        closed = False
        if kind == "open":
            open_groups.append(False)
        elif kind == "close" and len(open_groups) > 1:
            closed = open_groups.pop()
            open_groups[-1] = open_groups[-1] or closed
    return False
