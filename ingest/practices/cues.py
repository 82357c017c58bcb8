r"""Cue phrases kept as data: Italian phrases in TOML files, each with examples that run as tests.

A phrase is a regular expression with four comforts: a blank stands for any white space (so hard
wrapped lines match), ``’`` for either apostrophe, ``{da}`` for the preposition and all its forms
(`cues.toml`); both ends fall on word boundaries. Matching ignores case.
Quantifiers in phrases must be bounded.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

_MACRO = re.compile(r"\{([a-z]+)\}")


@cache
def read_rules(package: str, name: str) -> Mapping[str, Any]:
    """Return the TOML file `name` that lies beside the modules of `package`.

    Raises ValueError, naming the file, when it is not well-formed TOML.
    """
    try:
        return tomllib.loads(files(package).joinpath(name).read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{package}/{name}: {error}") from error


@cache
def phrase(pattern: str) -> re.Pattern[str]:
    """Compile a cue phrase that may stand anywhere in a text.

    Raises ValueError, naming the phrase, when a macro is unknown or the expression is malformed.
    """
    # After an apostrophe (dell'Auser) the next word starts at once: that is a boundary too.
    return _compile(pattern, rf"(?<!\w)(?:{expand(pattern)})(?:(?<=['’])|(?!\w))")


@cache
def line_opening(pattern: str) -> re.Pattern[str]:
    """Compile a phrase that a line begins with, bullets and Markdown signs aside.

    It may end inside a word. Raises ValueError as `phrase` does.
    """
    return _compile(pattern, rf"[^\w\n]{{0,20}}+(?:{expand(pattern)})")


def expand(pattern: str) -> str:
    """Write out the macros and the blanks of a phrase. Raises ValueError on an unknown macro."""
    macros: Mapping[str, str] = read_rules("ingest.practices", "cues.toml")["macros"]
    unknown = [name for name in _MACRO.findall(pattern) if name not in macros]
    if unknown:
        raise ValueError(f"macro sconosciuta {unknown[0]!r} nella frase {pattern!r}")
    either = pattern.replace("’", "['’]")
    # "accanto all'Auser": after an articulated form the blank may be missing.
    joined = either.replace("} ", r"}(?:(?<=['’])|\s{1,9})")
    expanded = _MACRO.sub(lambda match: macros[match.group(1)], joined)
    return expanded.replace(" ?", r"\s{0,9}").replace(" ", r"\s{1,9}")


def _compile(pattern: str, expression: str) -> re.Pattern[str]:
    try:
        return re.compile(expression, re.IGNORECASE | re.DOTALL)
    except re.error as error:
        raise ValueError(f"frase malformata {pattern!r}: {error}") from error
