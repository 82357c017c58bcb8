"""The words of a body's name, spelt one way, and the lists of `bodies.toml`.

No case, accents or points of acronyms; legal forms and the "di", "del", "della" between the words
can be left out.
"""

from __future__ import annotations

import html
import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import simplemma

_BROKEN_WORD = re.compile(r"-[ \t]{0,20}\r?\n\s{0,20}(?=[a-zà-ý])")
_DOTTED = re.compile(r"(?<![\w.])(?:\w{1,3}\.){2,8}(?:\w{1,3}(?![\w.]))?")  # "MO.D.A.V.I."
_CAMEL = re.compile(r"\b(gli|la|il|le|di|e)(?=[A-Z])")  # "Noi&gliAltri"
_INITIAL = re.compile(r"\b[A-Z]\.(?=\s?[A-Z][a-z])")  # "Istituto G. Falusi"
_WORD = re.compile(r"[a-z0-9]+")
_ROMAN = re.compile(r"[ivx]{1,5}")


@cache
def lists() -> dict[str, Any]:
    """Return what `bodies.toml` says."""
    words = files("ingest.linking").joinpath("bodies.toml").read_text(encoding="utf-8")
    return tomllib.loads(words)


def one_line(text: str) -> str:
    """Return a text with its white space folded."""
    return " ".join(text.split())


@lru_cache(maxsize=8192)
def folded(text: str) -> tuple[str, ...]:
    """Return the words of a name: no case, accents, points of acronyms, broken lines."""
    whole = html.unescape(one_line(_BROKEN_WORD.sub("", text)))
    whole = _CAMEL.sub(r"\1 ", whole.replace("&", " e "))
    whole = _DOTTED.sub(lambda match: match.group().replace(".", ""), whole)
    whole = _INITIAL.sub("", whole)
    decomposed = unicodedata.normalize("NFKD", whole.casefold())
    letters = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return tuple(_WORD.findall(letters))


@cache
def joints() -> frozenset[str]:
    """Return the words between the words of a name that do not count."""
    return frozenset(lists()["joints"])


def essential(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return words without their joints."""
    return tuple(word for word in words if word not in joints())


def without_forms(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return words without the legal forms at both ends: "onlus", "s.c.s."."""
    kept = words
    changed = True
    while changed and len(kept) > 1:
        changed = False
        for form in _legal_forms():
            size = len(form)
            if len(kept) > size and kept[-size:] == form:
                kept, changed = kept[:-size], True
            elif len(kept) > size and kept[:size] == form:
                kept, changed = kept[size:], True
    while len(kept) > 1 and kept[-1] in joints():
        kept = kept[:-1]
    return kept or words


@lru_cache(maxsize=4096)
def is_word(word: str) -> bool:
    """Tell whether a folded word is of the dictionary, and so may be in many bodies' names."""
    return bool(simplemma.is_known(word, lang="it"))


def is_number(word: str) -> bool:
    """Tell whether a word is a number, in digits or Roman: "ATS 13", "Municipio VII"."""
    return word.isdigit() or _ROMAN.fullmatch(word) is not None


@cache
def _legal_forms() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(form.split()) for form in lists()["legal_forms"])
