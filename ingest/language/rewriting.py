"""Sentences of a treebank as real papers have them: without a full stop, in capitals, as a bullet.

A rewriting changes only what print changes; the tree stays. Treebanks are tidy prose, our documents
are headings, lists and forms too.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from ingest.language.treebanks import Sentence, Word

Rewriting = Callable[[Sentence], Sentence]


def lowered(sentence: Sentence) -> Sentence:
    """Write everything in lower case."""
    return tuple(replace(word, form=word.form.lower()) for word in sentence)


def shouted(sentence: Sentence) -> Sentence:
    """Write everything in capitals, as headings are."""
    return tuple(replace(word, form=word.form.upper()) for word in sentence)


def unstopped(sentence: Sentence) -> Sentence:
    """Drop the final full stop, as headings and items of lists do."""
    last = len(sentence) - 1
    drops = last > 0 and sentence[last].form in {".", ";"}
    if drops and not any(word.head == last for word in sentence[:last]):
        return sentence[:last]
    return sentence


def bulleted(sentence: Sentence) -> Sentence:
    """Put a bullet before the sentence, and end it as items of lists end."""
    body = unstopped(sentence)
    root = next(i for i, word in enumerate(body) if word.head == i)
    bullet = Word("-", "-", "PUNCT", (), root + 1, "punct", space_after=True)
    return (bullet, *(replace(word, head=word.head + 1) for word in body))


# One sentence in so many; the rest stays as it is.
_SHARES: tuple[tuple[float, Rewriting], ...] = (
    (0.06, lowered),
    (0.06, shouted),
    (0.12, unstopped),
    (0.06, bulleted),
)


def rewrite(sentence: Sentence, chance: random.Random) -> Sentence:
    """Return the sentence as it is or, now and then, as a paper could have it."""
    draw = chance.random()
    for share, rewriting in _SHARES:
        if draw < share:
            return rewriting(sentence)
        draw -= share
    return sentence
