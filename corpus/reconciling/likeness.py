"""How like a name of a thing is to a name from elsewhere, by what is named. Pure.

Scores are of 100. A practice goes by its title; a concept by any label; a territory by its name
and by the level and the province said with it; an organisation by what `corpus.sameness` compares,
with weights that were learnt on pairs that people judged.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from corpus.sameness.organisations import compare_names
from corpus.sameness.scale import Features, load_scale
from ingest.linking.body_kinds import said_of_kind
from ingest.linking.body_names import BodyName
from ingest.linking.body_words import folded, is_number, is_word
from search.words import is_stop_word, key_of, words

_OTHER_NAME = 1.0  # less than the name it is shown by
_SAME_STEMS = 97.0  # "anziano solo" for "anziani soli"; small words do not count
_LIKE_ENOUGH = 60.0  # of letters or words, for stems to be looked at
_SLIP = 95.0  # one letter lost, doubled, swapped or wrong
_LEAST_SLIP = 6  # letters of a name in which one slip is not another name
_PART = 0.9  # a name that is a part of another
_LEAST_PART = 2  # words that make a part worth something
_SAME_BODY = 98.0  # the same kind and words, spelt otherwise
_KIND_UNSAID = 95.0
_TOWN_FOR_BODY = 91.0  # "Savona" for the comune
_INITIALS = 70.0
_MAY_BE = 94.0  # the most for a name that is not the same
_SPELT_ALIKE = 0.9  # of the likeness of letters, where the kinds are the same
_KINDS_DIFFER = 0.75
_CANNOT_BE = 0.7  # where two bodies cannot be one


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like two names are; `letters` and `words` as the features say, `body` in [0, 1]."""

    score: float
    same: bool
    letters: float
    words: float
    body: float | None = None


def of_names(asked: str, names: Iterable[str], *, stemmed: bool = True) -> Likeness:
    """Compare a name with those of a thing; `stemmed` where other endings are the same name."""
    return max(
        (_letters(asked, name, at > 0, stemmed) for at, name in enumerate(names)),
        key=lambda one: one.score,
    )


def of_titles(asked: str, titles: Iterable[str]) -> Likeness:
    """Compare a name with the titles of a practice: people write but a part of them."""
    found = of_names(asked, titles)
    key = _key(asked)
    if found.same or key.count(" ") + 1 < _LEAST_PART:
        return found
    part = max(fuzz.token_set_ratio(key, _key(title)) for title in titles)
    # Two titles that share a few words have a whole set in common: length must count too.
    score = max(found.score, _PART * (0.6 * part + 0.4 * max(found.letters, found.words)))
    return Likeness(score, found.same, found.letters, found.words)


def of_bodies(
    asked: str,
    read: Collection[BodyName],
    names: Iterable[str],
    bodies: Collection[BodyName],
    near: Collection[str] = (),
    around: Collection[str] = (),
) -> Likeness:
    """Compare a name with those of an organisation.

    `read` and `bodies` are the names taken apart; `near` is where the one asked is said to be,
    `around` where the organisation is known to be.
    """
    found = of_names(asked, names, stemmed=False)
    if found.same:
        return Likeness(found.score, True, found.letters, found.words, 1.0)
    features = compare_names(read, bodies, near, around)
    score = max(_score_of_body(one, other, features) for one in read for other in bodies)
    if features and len({one.kind for one in bodies} - {"", *(one.kind for one in read)}) > 0:
        score = min(score, _TOWN_FOR_BODY)  # under another of its names it is of another kind
    body = load_scale("organisation").score(features) if features else 0.0
    if features:
        score = max(score, min(_MAY_BE, 100 * body), _INITIALS * features["initials"])
        score = max(score, _SPELT_ALIKE * min(found.letters, _TOWN_FOR_BODY))
    return Likeness(score, False, found.letters, found.words, body)


def _score_of_body(one: BodyName, other: BodyName, features: Features) -> float:
    spelt = float(fuzz.ratio("".join(one.words), "".join(other.words)))
    if _squeezed(one.text) == _squeezed(other.text):
        return _SAME_BODY
    if one.place is None and (
        (one.kind == other.kind and _is_slip(one.words, other.words))
        or _is_slip(folded(one.text), folded(other.text))
    ):
        return _SLIP
    if not features:
        return _CANNOT_BE * spelt
    if one.same and one.same == other.same:
        return _SAME_BODY if one.kind == other.kind else _KIND_UNSAID
    if one.words == other.words and "" in (one.kind, other.kind) and (one.place or other.place):
        kind = said_of_kind(one.kind or other.kind)
        return _TOWN_FOR_BODY if kind.get("level") else _KINDS_DIFFER * spelt
    return (_SPELT_ALIKE if one.kind == other.kind else _KINDS_DIFFER) * spelt


def _is_slip(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether a name is another but for one letter, and no other word came of it.

    Numbers tell bodies apart ("ASL Roma 1"), and so does a word of the dictionary.
    """
    mine, theirs = "".join(one), "".join(other)
    if min(len(mine), len(theirs)) < _LEAST_SLIP:
        return False
    if OSA.distance(mine, theirs, score_cutoff=1) > 1:
        return False
    new = set(one) - set(other)
    return all(word.isalpha() and not is_number(word) and not is_word(word) for word in new)


def _letters(asked: str, name: str, other: bool, stemmed: bool) -> Likeness:
    one, two = _key(asked), _key(name)
    if one == two:
        return Likeness(100.0 - _OTHER_NAME * other, True, 100.0, 100.0)
    letters, sorted_words = fuzz.ratio(one, two), fuzz.token_sort_ratio(one, two)
    score = max(letters, sorted_words)
    if stemmed and score > _LIKE_ENOUGH and _content(asked) == _content(name):
        score = max(score, _SAME_STEMS)
    if len(one) >= _LEAST_SLIP and OSA.distance(one, two, score_cutoff=1) == 1:
        score = max(score, _SLIP)
    return Likeness(min(score, 99.0 - _OTHER_NAME * other), False, letters, sorted_words)


#: The names of a library are compared again and again.
_key = lru_cache(maxsize=65_536)(key_of)


def _content(text: str) -> list[str]:
    return [word.stem for word in words(text) if not is_stop_word(word.text)]


@lru_cache(maxsize=16_384)
def _squeezed(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())
