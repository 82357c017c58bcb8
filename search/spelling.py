"""Mend the slips of a question by the words of the index itself.

Only words that nobody uses are touched: not in a text of the index, not in the name of a concept or
of a territory, not in a dictionary of Italian or English. Nothing is learnt from what people ask.
"""

from __future__ import annotations

import re
import threading
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from math import log10

import simplemma
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from search.contract import Lookup
from search.question import tidy
from search.values import LEVELS, SCHEMES, Values
from search.words import Word, fold, is_stop_word, key_of, stop_words, words


@dataclass(frozen=True, slots=True)
class Slips:
    """The tables of `spelling.toml`."""

    short: Mapping[str, str]
    clitics: tuple[str, ...]
    sounds: tuple[tuple[re.Pattern[str], str], ...]
    limits: Mapping[str, float]


@cache
def slips() -> Slips:
    """Return the tables of `spelling.toml`."""
    text = resources.files("search").joinpath("spelling.toml").read_text(encoding="utf-8")
    raw = tomllib.loads(text)
    sounds = tuple((re.compile(pattern), other) for pattern, other in raw["sounds"].items())
    return Slips(raw["short"], tuple(raw["clitics"]["endings"]), sounds, raw["limits"])


def sound_of(word: str) -> str:
    """Return a folded word without what is heard alike: doubled letters, h, k for c…"""
    for pattern, other in slips().sounds:
        word = pattern.sub(other, word)
    return word


def in_dictionary(word: str) -> bool:
    """Say whether a word, in small letters, is Italian or English; a verb may have clitics."""
    if any(simplemma.is_known(word, lang=language) for language in ("it", "en")):
        return True
    verbs = (word.removesuffix(ending) for ending in slips().clitics if word.endswith(ending))
    return any(
        simplemma.is_known(form, lang="it")
        for verb in verbs
        if verb.endswith(("ar", "er", "ir", "ando", "endo"))
        for form in (verb, verb + "e")
    )


class Speller:
    """Knows the vocabulary of one state of the index; reads it again when it has changed."""

    def __init__(self, values: Values) -> None:
        self._values = values
        self._lock = threading.Lock()
        self._vocabulary: Vocabulary | None = None

    def mend(self, text: str, lookup: Lookup) -> str | None:
        """Return a text with its slips mended, None where there are none that can be."""
        typed = tidy(text)
        mended = typed
        for word in reversed(list(words(typed))):
            other = self._mend_word(word, lookup)
            if other is not None:
                mended = mended[: word.start] + other + mended[word.end :]
        return mended if mended != typed else None

    def warm_up(self, lookup: Lookup) -> None:
        """Read dictionaries, names and vocabulary, which take seconds, before the first slip."""
        in_dictionary("riscaldamento")
        _ = self._names
        self._read(lookup)

    def _mend_word(self, word: Word, lookup: Lookup) -> str | None:
        folded = fold(word.text)
        if folded in slips().short:
            return slips().short[folded]
        if len(folded) < slips().limits["shortest"] or not folded.isalpha():
            return None
        if is_stop_word(folded) or folded in self._names or lookup.has_stem(word.stem):
            return None
        if in_dictionary(word.text.lower()):
            return None
        return self._read(lookup).nearest(folded)

    @cached_property
    def _names(self) -> frozenset[str]:
        """Every word of the names of concepts, in Italian and English, and of territories."""
        names = (
            name
            for facet in (*SCHEMES, *LEVELS)
            for all_ in self._values.options(facet).values()
            for name in all_
        )
        return frozenset(word for name in names for word in key_of(name).split())

    def _read(self, lookup: Lookup) -> Vocabulary:
        with self._lock:
            revision = lookup.revision()
            if self._vocabulary is None or self._vocabulary.revision != revision:
                self._vocabulary = Vocabulary(revision, lookup.forms())
            return self._vocabulary


class Vocabulary:
    """The words of the index at one revision, by spelling and by sound."""

    def __init__(self, revision: int, forms: Iterable[tuple[str, int]]) -> None:
        self.revision = revision
        self._texts: dict[str, int] = {}
        self._written: dict[str, tuple[int, str]] = {}
        for form, texts in forms:
            folded = fold(form)
            self._texts[folded] = self._texts.get(folded, 0) + texts
            # Of two ways to set the accents, the commoner.
            self._written[folded] = max(self._written.get(folded, (0, "")), (texts, form))

    def nearest(self, folded: str) -> str | None:
        """Return the word, or the words written as one, that this is probably a slip of."""
        limits = slips().limits
        parted = self._part(folded) if len(folded) >= limits["joined_letters"] else None
        most = 2 if len(folded) >= limits["two_slips"] else 1
        best: tuple[float, str] | None = None
        for form, distance in self._candidates(folded, most):
            if len(form) < limits["shortest"] or (form[0] != folded[0] and distance > 1):
                continue
            score = distance - limits["commonness"] * log10(self._texts[form])
            best = min(best, (score, form)) if best else (score, form)
        if parted is not None and (best is None or best[0] > limits["sound"]):
            return parted
        return self._written[best[1]][1] if best else None

    def _candidates(self, folded: str, most: int) -> Iterable[tuple[str, float]]:
        limits = slips().limits
        heard = sound_of(folded)
        for form in self._by_sound.get(heard, ()):
            yield form, limits["sound"]
        count = int(limits["candidates"])
        for form, distance, _ in extract(
            folded, self._spellings, scorer=OSA.distance, score_cutoff=most, limit=count
        ):
            yield form, float(distance)
        for sound, distance, _ in extract(
            heard, self._sounds, scorer=OSA.distance, score_cutoff=most - 1, limit=count
        ):
            for form in self._by_sound[sound]:
                yield form, distance + limits["sound"]

    @cached_property
    def _spellings(self) -> list[str]:
        return list(self._texts)

    @cached_property
    def _by_sound(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for form in self._texts:
            found.setdefault(sound_of(form), []).append(form)
        return found

    @cached_property
    def _sounds(self) -> list[str]:
        return list(self._by_sound)

    def _part(self, folded: str) -> str | None:
        """Return words that together are this one, the fewest and then the commonest."""
        most = int(slips().limits["joined_parts"])
        # For each place, the best way there: parts, minus how common they are, the words.
        ways: dict[int, tuple[int, float, tuple[str, ...]]] = {0: (0, 0.0, ())}
        last = len(folded)
        for end in range(1, last + 1):
            found = []
            for start, (parts, cost, before) in ways.items():
                part = folded[start:end]
                if len(part) == 2 and (start == 0 or end == last):
                    continue  # "psicosi" is not "psico si"
                common = self._commonness(part)
                if parts < most and common is not None:
                    found.append((parts + 1, cost - common, (*before, part)))
            if found:
                ways[end] = min(found)
        way = ways.get(last)
        if way is None or way[0] < 2:
            return None
        return " ".join(self._written.get(part, (0, part))[1] for part in way[2])

    def _commonness(self, part: str) -> float | None:
        """Return how common a part is, None where it is no word; two letters: function words."""
        if part in stop_words() and (len(part) > 1):
            return 3.0
        texts = self._texts.get(part, 0) if len(part) >= slips().limits["shortest"] else 0
        return log10(texts) if texts else None
