"""Whether some words are the name of a natural person: a title, a given name beside a surname."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from ingest.privacy.words import fold, known, says_body

_MOSTLY = 0.8  # persons' names among the items of a list, from which it is one of persons
_MOST_ITEMS = 200  # of a long list; more change no verdict
MOST_NAMES = 5  # words of a person's name
EDGES = " \t\r-–—*•·_.)(|0123456789"
NAME = re.compile(r"[^\W\d_]+(?:['’.][^\W\d_]+)*+[.'’]?")
ARTICLE = re.compile(r"^\W{0,9}(?:(?:il|lo|la|i|gli|le)\s|l['’])", re.IGNORECASE)
LISTED = re.compile(r"[^,;\n]+")


def names_a_person(words: str) -> bool:
    """Tell whether some words, taken alone, are the name of a natural person."""
    names = NAME.findall(ARTICLE.sub("", words))
    if not names or any(map(str.isdigit, words)):
        return False
    folded = [fold(name) for name in names]
    table = known()
    titled = said = 0
    while titled < len(names) and folded[titled] in table.titles | table.offices:
        said += folded[titled] in table.titles
        titled += 1
    names, folded = names[titled:], folded[titled:]
    if not names or len(names) > MOST_NAMES or not all_capitals(names, folded):
        return False
    if any(says_body(word) or word in table.spared for word in folded):
        return False
    if said or (titled and (len(names) > 1 or folded[0] in table.surnames)):
        return True
    return _has_given_name(folded, 1 if titled else 2)


def mostly_people(text: str) -> bool:
    """Tell whether a text is a list of natural persons and hardly anything else."""
    items = (item.strip(EDGES) for item in LISTED.findall(text))
    named = [names_a_person(item) for item in islice(filter(None, items), _MOST_ITEMS)]
    return bool(named) and sum(named) >= _MOSTLY * len(named)


def all_capitals(names: Sequence[str], folded: Sequence[str]) -> bool:
    """Tell whether every name begins with a capital, "di" and the like within them aside."""
    particles = known().particles
    return all(
        name[0].isupper() or (place and word in particles)
        for place, (name, word) in enumerate(zip(names, folded, strict=True))
    )


def _has_given_name(folded: Sequence[str], least: int) -> bool:
    """Whether the first or the last of the names is a given name, beside another one."""
    if len(folded) < least:
        return False
    table = known()
    for own, others in ((folded[0], folded[1:]), (folded[-1], folded[:-1])):
        if own in table.given:
            return True
        initial = len(own) == 1
        if (initial or own in table.unsure) and any(one in table.surnames for one in others):
            return True
    return False
