"""What a person typed, made safe and taken apart."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from search.words import is_stop_word, words

_LONGEST_PHRASE = 8


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the index.

    `terms` are what is looked up: a stem each, stop words left out; a question of nothing but stop
    words ("dopo di noi") is one term of several stems, to be found one after the other.
    `stems` are those of all its words, in order.
    """

    text: str
    terms: tuple[tuple[str, ...], ...]
    stems: tuple[str, ...]
    only_stop_words: bool


def ask(raw: str, max_terms: int) -> Question:
    """Make a question of any string at all; never raises."""
    text = tidy(raw)
    found = list(words(text))
    content = list(dict.fromkeys(w.stem for w in found if not is_stop_word(w.text)))
    stems = tuple(word.stem for word in found)
    terms: tuple[tuple[str, ...], ...] = tuple((stem,) for stem in content[:max_terms])
    if not content and 2 <= len(stems) <= _LONGEST_PHRASE:
        terms = (stems,)
    return Question(text, terms, stems, not content)


def tidy(raw: str) -> str:
    """Return a string composed (NFC), with blanks for control signs and single blanks."""
    composed = unicodedata.normalize("NFC", raw)
    # Cf holds the joiner of compound emoji and soft hyphens, Cs lone surrogates.
    visible = (
        "" if category == "Cf" else " " if category in ("Cc", "Cs") else sign
        for sign in composed
        for category in (unicodedata.category(sign),)
    )
    return " ".join("".join(visible).split())
