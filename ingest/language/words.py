"""The closed classes of Italian (articles, prepositions…) and the lemmas that simplemma misses.

`words.csv` lists them: form, lemma, part of speech. Articulated prepositions have the lemma of the
plain preposition, feminine nouns of people that of the masculine ("ragazze" → "ragazzo"), so that
one label of a concept scheme meets every form a document may use.
"""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

import simplemma

FUNCTION_CLASSES = frozenset({"DET", "ADP", "CCONJ", "SCONJ", "PRON", "PUNCT", "SPACE"})

_INFINITIVES = ("are", "ere", "ire", "rre", "arsi", "ersi", "irsi")
_PARTICIPLES = ("to", "ta", "ti", "te", "so", "sa", "si", "se", "nte", "nti")
_PARTICIPLES_ARE = ("ato", "ata", "ati", "ate", "ante", "anti")


class Word(NamedTuple):
    """What is known of a form out of context: its lemma and its class (Universal Dependencies)."""

    lemma: str
    pos: str


@lru_cache(maxsize=1)
def known_words() -> dict[str, Word]:
    """Return the table of `words.csv`, keyed by normalised form."""
    text = files("ingest.language").joinpath("words.csv").read_text(encoding="utf-8")
    return {
        row["form"]: Word(row["lemma"], row["pos"]) for row in csv.DictReader(text.splitlines())
    }


@lru_cache(maxsize=1)
def _not_infinitives() -> frozenset[str]:
    """Return lemmas with the ending of an infinitive that are nouns or adjectives ("quartiere")."""
    names = files("ingest.language").joinpath("not_infinitives.txt").read_text(encoding="utf-8")
    return frozenset(names.split())


@lru_cache(maxsize=100_000)
def look_up(form: str) -> Word:
    """Return lemma and class of a normalised form (lower case, plain apostrophes and hyphens).

    Classes of open words are a guess from form and lemma: VERB for finite and infinite forms, ADJ
    for participles, NUM for digits, PUNCT, else NOUN (which here means "noun or adjective": telling
    them apart needs context that a phrase grammar does not ask for).
    """
    word = known_words().get(form)
    if word is not None:
        return word
    if not any(sign.isalnum() for sign in form):
        return Word(form, "PUNCT" if form.strip() else "SPACE")
    if form[0].isdigit():
        return Word(form, "NUM")
    *heads, last = form.split("-")
    if heads and last and all(heads):
        # "socio-sanitari" agrees in its last member only.
        end = known_words().get(last) or Word(simplemma.lemmatize(last, lang="it").lower(), "NOUN")
        return Word("-".join([*heads, end.lemma]), "NOUN")
    lemma = simplemma.lemmatize(form, lang="it").lower()
    if lemma.endswith(_INFINITIVES) and lemma not in _not_infinitives():
        endings = _PARTICIPLES_ARE if lemma.endswith(("are", "arsi")) else _PARTICIPLES
        participle = form != lemma and form.endswith(endings)
        return Word(lemma, "ADJ" if participle else "VERB")
    return Word(lemma, "NOUN")
