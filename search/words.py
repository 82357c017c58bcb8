"""Words as the full-text index sees them: split, freed of accents, cut to their Italian stem."""

from __future__ import annotations

import re
import threading
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

import Stemmer

_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
_NO_WORD = re.compile(r"[\W_]+")
_LONGEST_STEM = 64
_KEPT = 1024  # texts: why a passage was found, and which of its words are lit, are asked in turn


class _Stemmers(threading.local):
    """A stemmer a thread: they are not safe to share."""

    def __init__(self) -> None:
        self.italian = Stemmer.Stemmer("italian")


_stemmers = _Stemmers()


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, ``text[start:end]``, and its stem."""

    text: str
    stem: str
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """Yield the words of a text in order; an apostrophe ends a word (``l`` + ``assistenza``)."""
    for word_stem, (start, end) in zip(*stems_of(text), strict=True):
        yield Word(text[start:end], word_stem, start, end)


@lru_cache(maxsize=_KEPT)
def stems_of(text: str) -> tuple[tuple[str, ...], tuple[tuple[int, int], ...]]:
    """Return the stems of a text in order, and where the word of each begins and ends."""
    found = [(stem(match.group()), match.span()) for match in _WORD.finditer(text)]
    return tuple(one for one, _ in found if one), tuple(span for one, span in found if one)


def stem_text(text: str) -> str:
    """Return the stems of a text, joined by blanks: letters and digits only, no query syntax."""
    return " ".join(stems_of(text)[0])


def key_of(text: str) -> str:
    """Return the words of a text, folded and joined by blanks: what ways to type it share."""
    return " ".join(fold(found.group()) for found in _WORD.finditer(text))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the stem of one word, accents folded: "Anziané" and "anziani" give the same."""
    # Accents go first: questions are often typed without, and must meet the same stem.
    plain = _NO_WORD.sub("", fold(word))
    form = _exceptions().get(plain, plain)
    for ending, other in _endings():
        form = ending.sub(other, form)
    stemmed: str = _stemmers.italian.stemWord(form)
    return fold(stemmed)[:_LONGEST_STEM]


@cache
def _exceptions() -> dict[str, str]:
    words: dict[str, str] = _stems_table()["words"]
    return words


@cache
def _endings() -> tuple[tuple[re.Pattern[str], str], ...]:
    endings: dict[str, str] = _stems_table()["endings"]
    return tuple((re.compile(pattern), other) for pattern, other in endings.items())


def _stems_table() -> dict[str, dict[str, str]]:
    text = resources.files("search").joinpath("stems.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def fold(text: str) -> str:
    """Return a text without case and accents, compatible signs replaced (``ﬁ`` → ``fi``)."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in parts if unicodedata.category(sign) != "Mn")


def is_stop_word(word: str) -> bool:
    """Say whether a word carries no content of its own in a question."""
    return fold(word) in stop_words()


@cache
def stop_words() -> frozenset[str]:
    """Return the words of `stopwords.txt`, folded."""
    return read_word_list("stopwords.txt")


def read_word_list(name: str) -> frozenset[str]:
    """Return the words of a list beside this file, folded; lines beginning with ``#`` are notes."""
    text = resources.files("search").joinpath(name).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(fold(word) for line in lines for word in line.split())
