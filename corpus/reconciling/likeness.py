"""How like a name of a thing is to a name from elsewhere, by what is named. Pure.

Scores are of 100. A practice goes by its title; a concept by any label; a territory by its name
and by the level and the province said with it; an organisation by what `corpus.sameness` compares,
with weights that were learnt on pairs that people judged.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from corpus.sameness.organisations import compare_names
from corpus.sameness.scale import load_scale
from ingest.linking.body_names import BodyName
from search.words import key_of, stem_text

_OTHER_NAME = 1.0  # less than the name it is shown by
_SAME_STEMS = 97.0  # "anziano solo" for "anziani soli"
_PART = 0.9  # a name that is a part of another
_LEAST_PART = 2  # words that make a part worth something
_SAME_BODY = 98.0  # the same kind and words, spelt otherwise
_KIND_UNSAID = 95.0
_MAY_BE = 94.0  # the most for a name that is not the same
_CANNOT_BE = 0.55  # of the likeness of letters, where two bodies cannot be one


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like two names are; `letters` and `words` as the features say, `body` in [0, 1]."""

    score: float
    same: bool
    letters: float
    words: float
    body: float | None = None


def of_names(asked: str, names: Iterable[str]) -> Likeness:
    """Compare a name with those of a concept or a territory."""
    return max(
        (_letters(asked, name, other=at > 0) for at, name in enumerate(names)),
        key=lambda one: one.score,
    )


def of_titles(asked: str, titles: Iterable[str]) -> Likeness:
    """Compare a name with the titles of a practice: people write but a part of them."""
    found = of_names(asked, titles)
    key = key_of(asked)
    if found.same or key.count(" ") + 1 < _LEAST_PART:
        return found
    part = max(fuzz.token_set_ratio(key, key_of(title)) for title in titles)
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
    found = of_names(asked, names)
    if found.same:
        return Likeness(found.score, True, found.letters, found.words, 1.0)
    features = compare_names(read, bodies, near, around)
    if not features:
        score = _CANNOT_BE * found.score
        return Likeness(score, False, found.letters, found.words, 0.0)
    body = load_scale("organisation").score(features)
    same = [
        one.kind == other.kind
        for one in read
        for other in bodies
        if one.same and one.same == other.same
    ]
    if any(same):
        score = _SAME_BODY
    elif same and features["kind_of_one"]:
        score = _KIND_UNSAID
    else:
        score = min(_MAY_BE, max(100 * body, 0.9 * found.score))
    return Likeness(score, False, found.letters, found.words, body)


def _letters(asked: str, name: str, *, other: bool) -> Likeness:
    one, two = key_of(asked), key_of(name)
    if one == two:
        return Likeness(100.0 - _OTHER_NAME * other, True, 100.0, 100.0)
    letters, words = fuzz.ratio(one, two), fuzz.token_sort_ratio(one, two)
    score = max(letters, words)
    if score > _SAME_STEMS - 30 and stem_text(asked) == stem_text(name):
        score = max(score, _SAME_STEMS)
    return Likeness(min(score, 99.0 - _OTHER_NAME * other), False, letters, words)
