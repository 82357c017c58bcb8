"""The name by which people know an organisation, among those that documents give it. Pure."""

from __future__ import annotations

from collections.abc import Mapping


def usual_name(spellings: Mapping[str, int]) -> str:
    """Return the best of some spellings, each with how many documents use it.

    A name in full comes before one in capitals and before an acronym that stands alone, however
    often these are met: «INPS» says nothing to who does not know it; a word alone that begins
    another name («Comune») comes last. Among names in full the one met most often wins; then one
    that begins with a capital, then the longest, then the alphabet. Nothing is made up: the name
    is as some document has it. Raises ValueError for no spelling.
    """
    if not spellings:
        raise ValueError("no spelling to choose from")
    return min(spellings, key=lambda name: _rank(name, spellings))


def is_acronym_of(short: str, full: str) -> bool:
    """Tell whether the letters of a short name are the initials of the words of another.

    Words that join others («della», «di») may lend their initial or not.
    """
    letters = _letters(short).casefold()
    initials = [word[0].casefold() for part in full.split() if (word := _letters(part))]
    if len(letters) < 2 or not len(letters) <= len(initials) <= 2 * len(letters):
        return False
    if letters[0] != initials[0]:
        return False
    rest = iter(initials)
    return all(letter in rest for letter in letters)


def _rank(name: str, spellings: Mapping[str, int]) -> tuple[int, int, bool, int, str]:
    if any(_begins(name, other) for other in spellings):
        worth = 2
    elif _shouts(name) or any(is_acronym_of(name, other) for other in spellings):
        worth = 1
    else:
        worth = 0
    return worth, -spellings[name], not name[:1].isupper(), -len(name.split()), name


def _begins(name: str, other: str) -> bool:
    """Tell whether a single word is how another name begins: «Comune» says of none which it is."""
    first, blank, _ = other.casefold().partition(" ")
    return bool(blank) and name.casefold() == first


def _shouts(name: str) -> bool:
    """Tell whether no letter of a name is small: an acronym, or a name in capitals."""
    return not any(sign.islower() for sign in name)


def _letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalpha())
