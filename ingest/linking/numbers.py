"""Italian numbers: "1.146", "6,4", "quattordici", "duecentocinquanta", "200mila" → Decimal."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

_UNITS = (
    *("zero", "uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove", "dieci"),
    *("undici", "dodici", "tredici", "quattordici", "quindici", "sedici", "diciassette"),
    *("diciotto", "diciannove"),
)
_TENS = (
    *("venti", "trenta", "quaranta", "cinquanta"),
    *("sessanta", "settanta", "ottanta", "novanta"),
)
_MULTIPLIERS = {
    "mila": Decimal(1_000),
    "mille": Decimal(1_000),
    "milione": Decimal(1_000_000),
    "milioni": Decimal(1_000_000),
    "mln": Decimal(1_000_000),
    "miliardo": Decimal(1_000_000_000),
    "miliardi": Decimal(1_000_000_000),
    "mld": Decimal(1_000_000_000),
}
# 1.146 / 12.000,50 / 6,4 / 300: dots group thousands, a comma starts the decimals.
DIGITS = r"(?:\d{1,3}(?:\.\d{3}){1,4}|\d{1,12})(?:,\d{1,3})?"
_DIGITS = re.compile(DIGITS)
_POINT_DECIMALS = re.compile(r"\d{1,9}\.\d{1,2}")


@lru_cache(maxsize=1)
def number_words() -> dict[str, int]:
    """Return every number from zero to 999 as Italians write it in words."""
    words = {word: n for n, word in enumerate(_UNITS)}
    for n, ten in enumerate(_TENS, start=2):
        words[ten] = n * 10
        for unit in range(1, 10):
            stem = ten[:-1] if unit in (1, 8) else ten
            words[stem + _UNITS[unit]] = n * 10 + unit
    words |= {w[:-3] + "tré": n for w, n in words.items() if w.endswith("tre") and n > 20}
    for hundreds in range(1, 10):
        stem = ("" if hundreds == 1 else _UNITS[hundreds]) + "cento"
        below = [(w, n) for w, n in words.items() if 0 < n < 100]
        words[stem] = hundreds * 100
        words |= {stem + word: hundreds * 100 + n for word, n in below}
    words |= {"un": 1, "una": 1, "mezzo": 0}
    return words


def parse_number(text: str) -> Decimal | None:
    """Return the value of a number in digits or words, None when it is none.

    "mila", "milioni", "miliardi" multiply, joined to the number or after a blank.
    """
    words = text.replace("\xa0", " ").lower().split()
    if not words or len(words) > 3:
        return None
    factor = Decimal(1)
    if words[-1].rstrip(".") in _MULTIPLIERS:
        factor = _MULTIPLIERS[words.pop().rstrip(".")]
        if not words:
            return factor
    if len(words) != 1:
        return None
    word = words[0]
    if _DIGITS.fullmatch(word):
        return Decimal(word.replace(".", "").replace(",", ".")) * factor
    if _POINT_DECIMALS.fullmatch(word):
        return Decimal(word) * factor
    if word in number_words():
        return Decimal(number_words()[word]) * factor
    if word == "mille":
        return Decimal(1000) * factor
    if word.endswith("mila"):
        thousands = parse_number(word.removesuffix("mila"))
        return thousands * 1000 * factor if thousands else None
    for marker in ("mila", "mille"):
        head, found, tail = word.partition(marker)
        if found and tail in number_words():
            thousands = parse_number(head + found)
            return (thousands + number_words()[tail]) * factor if thousands else None
    return None
