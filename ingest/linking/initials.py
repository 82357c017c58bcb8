"""Whether an acronym is made of the beginnings of the words of a name: CIdiS, Asrem, MANN."""

from __future__ import annotations

import re

_LETTERS = re.compile(r"[^\W\d_]+")
_SMALL = frozenset(
    {
        *("di", "d", "del", "dello", "della", "dell", "dei", "degli", "delle", "da", "e", "ed"),
        *("il", "lo", "la", "l", "i", "gli", "le", "a", "al", "alla", "in", "con", "per"),
    }
)
_LEAST, _MOST = 3, 8  # letters: two are too many names' initials
_PREFIX = 3  # letters that one word may give: "AsREM" is Azienda Sanitaria REgionale Molise


def may_be_acronym(word: str) -> bool:
    """Whether a word looks like one: three to eight letters, several of them capitals."""
    letters = word.replace(".", "")
    if not letters.isalpha() or not _LEAST <= len(letters) <= _MOST:
        return False
    return sum(sign.isupper() for sign in letters) > 1


def stands_for(acronym: str, name: str) -> bool:
    """Whether the letters are the beginnings of the words, each word of content giving one or more.

    Prepositions and articles may give letters ("CIdiS") or none.
    """
    letters = acronym.replace(".", "").casefold()
    words = [word.casefold() for word in _LETTERS.findall(name)]
    if not _LEAST <= len(letters) <= _MOST or sum(w not in _SMALL for w in words) < _LEAST - 1:
        return False
    reached = {0}
    for word in words:
        least = 0 if word in _SMALL else 1
        reached = {
            at + size
            for at in reached
            for size in range(least, _PREFIX + 1)
            if letters[at : at + size] == word[:size] and at + size <= len(letters)
        }
        if not reached:
            return False
    return len(letters) in reached


def initials_of(name: str) -> frozenset[str]:
    """Return the acronyms that the first letters of a name make, with its small words or without.

    In small letters; none for a name of few words, whose initials are many others'.
    """
    words = [word.casefold() for word in _LETTERS.findall(name)]
    content = [word for word in words if word not in _SMALL]
    made = ("".join(word[0] for word in chosen) for chosen in (words, content))
    return frozenset(one for one in made if len(content) >= _LEAST and len(one) <= _MOST)
