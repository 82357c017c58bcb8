"""What a person typed, made safe and taken apart."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from search.words import Word, is_stop_word, words

_LONGEST_PHRASE = 8
_NEGATIONS = frozenset({"non", "senza"})


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the index.

    `terms` are what is looked up: a stem each, stop words left out; a question of nothing but stop
    words ("dopo di noi") is one term of several stems, to be found one after the other.
    `stems` are those of all its words, in order. `text` is what was typed, `read_as` the same with
    its slips mended: `terms` and `stems` are of that.
    """

    text: str
    read_as: str
    terms: tuple[tuple[str, ...], ...]
    stems: tuple[str, ...]
    only_stop_words: bool


def ask(raw: str, max_terms: int, mended: str | None = None) -> Question:
    """Make a question of any string at all; never raises. `mended` is `raw` without its slips."""
    text = tidy(raw)
    read_as = text if mended is None else tidy(mended)
    found = list(words(read_as))
    content = list(dict.fromkeys(word.stem for word in _telling(found)))
    stems = tuple(word.stem for word in found)
    terms: tuple[tuple[str, ...], ...] = tuple((stem,) for stem in content[:max_terms])
    if not content and 2 <= len(stems) <= _LONGEST_PHRASE:
        terms = (stems,)
    return Question(text, read_as, terms, stems, not content)


def _telling(found: Sequence[Word]) -> Iterator[Word]:
    """Yield the words that say what is looked for."""
    for word, after in zip_longest(found, found[1:]):
        if is_stop_word(word.text):
            continue
        if word.text.casefold() in _NEGATIONS and (after is None or is_stop_word(after.text)):
            continue  # "non riescono": not what "non autosufficienti" is
        yield word


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
