"""Texts as bad scans, hurried typists and careless exports leave them, with the same offsets.

Every change keeps the number of signs, so that what people marked stays where it is.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace

from corpus.gold import GoldDocument

_FRONT = re.compile(r"---\n.*?^---\n", re.DOTALL | re.MULTILINE)
_MISREAD = {"l": "1", "o": "0", "e": "c", "i": "l", "n": "u", "à": "a", "é": "e", "ò": "o"}
_MISREADINGS = 0.012  # of the letters that can be misread
_SLIPS = 0.04  # of the words of five letters and more
_BREAKS = 0.12  # of the blanks


def damaged(gold: GoldDocument, chance: random.Random) -> GoldDocument:
    """Return a document with one or two kinds of damage; its front matter stays whole."""
    front = _FRONT.match(gold.text)
    start = front.end() if front else 0
    body = gold.text[start:]
    for damage in chance.sample(_DAMAGES, chance.choice((1, 1, 2))):
        harmed = damage(body, chance)
        if len(harmed) == len(body):  # a few capitals of rare letters are two
            body = harmed
    text = gold.text[:start] + body
    spans = tuple(replace(span, text=text[span.start : span.end]) for span in gold.spans)
    return replace(gold, text=text, spans=spans)


def _capitals(text: str, _: random.Random) -> str:
    return text.upper()


def _small_letters(text: str, _: random.Random) -> str:
    return text.lower()


def _no_accents(text: str, _: random.Random) -> str:
    return "".join(unicodedata.normalize("NFD", sign)[0] for sign in text)


def _misread(text: str, chance: random.Random) -> str:
    return "".join(
        _MISREAD[sign] if sign in _MISREAD and chance.random() < _MISREADINGS else sign
        for sign in text
    )


def _slips(text: str, chance: random.Random) -> str:
    """Two letters of a word the wrong way round."""
    signs = list(text)
    for word in re.finditer(r"[a-zà-ù]{5,}", text):
        if chance.random() < _SLIPS:
            at = chance.randrange(word.start() + 1, word.end() - 2)
            signs[at], signs[at + 1] = signs[at + 1], signs[at]
    return "".join(signs)


def _broken_lines(text: str, chance: random.Random) -> str:
    """Lines broken anywhere inside a paragraph."""
    return re.sub(
        r"(?<=[a-zà-ù,]) (?=[a-zà-ù])",
        lambda _: "\n" if chance.random() < _BREAKS else " ",
        text,
    )


def _one_line(text: str, _: random.Random) -> str:
    """Broken lines run together, as from a careless copy."""
    return re.sub(r"(?<=[a-zà-ù,])\n(?=[a-zà-ù])", " ", text)


_DAMAGES: tuple[Callable[[str, random.Random], str], ...] = (
    _capitals, _small_letters, _no_accents, _misread, _slips, _broken_lines, _one_line,
)  # fmt: skip
