"""Whether two nodes may be one body: what their names share, where they are at work. Pure.

What two names of one body have in common is told by `ingest.linking.body_names`: the kind of body,
the words that tell it from others, the territory it is named after. What two bodies never have in
common weighs against: other numbers, other territories in the name, other kinds.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from corpus.sameness.scale import Features
from ingest.linking.body_kinds import family
from ingest.linking.body_names import BodyName, is_federated, read_name
from ingest.linking.body_words import is_word
from ingest.linking.initials import may_be_acronym, stands_for
from ontology.places import Gazetteer

_NUMBER = re.compile(r"\d+|\b[ivx]{1,5}\b")
#: One of these at least: being near is not being one.
_NAMELY = ("same_name", "all_words", "letters", "initials")
_CLOSE = 0.75  # likeness of letters from which two words may be one, misspelt


@dataclass(frozen=True, slots=True)
class OrganisationTraits:
    """A body as the library knows it.

    `names` are its labels; `around` the codes of comuni, provinces and regions where the practices
    that name it are; `documents` those that name it.
    """

    id: str
    names: tuple[str, ...]
    around: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()


def compare(one: OrganisationTraits, other: OrganisationTraits, places: Gazetteer) -> Features:
    """Return what speaks for and against two nodes being one body; empty where they cannot be.

    They cannot be of different kinds, numbers or territories, nor a whole and its branch.
    """
    return compare_names(
        [read_name(name, places) for name in one.names],
        [read_name(name, places) for name in other.names],
        one.around,
        other.around,
    )


def compare_names(
    ones: Iterable[BodyName],
    others: Collection[BodyName],
    around_one: Collection[str] = (),
    around_other: Collection[str] = (),
) -> Features:
    """Return the same of names that were read already."""
    found = [_names(a, b) for a in ones for b in others if _may_be(a, b)]
    found = [features for features in found if any(features[name] for name in _NAMELY)]
    if not found:
        return {}
    best = max(found, key=lambda features: sum(features.values()))
    near = _territory(around_one, around_other)
    # Everyday words ("Il Mosaico") are the name of many bodies, one a town.
    common = float(not best["own_words"] and not near["near_comune"])
    return {**best, **near, "common_name": common}


def _may_be(one: BodyName, other: BodyName) -> bool:
    if one.kind and other.kind and family(one.kind) != family(other.kind):
        return False
    if one.place is not None and other.place is not None and one.place != other.place:
        return one.place.name == other.place.name  # a comune and its province
    mine, yours = set(one.words), set(other.words)
    if (
        one.federated
        and other.federated
        and (
            (mine - yours and yours - mine)
            or (mine ^ yours and (is_federated(one) or is_federated(other)))
        )
    ):
        return False  # two branches, or a whole and its branch
    return _numbers(one) == _numbers(other) or not (_numbers(one) and _numbers(other))


def _names(one: BodyName, other: BodyName) -> Features:
    mine, yours = set(one.words), set(other.words)
    shared = mine & yours
    letters = "".join(one.words), "".join(other.words)
    squeezed = _squeezed(one.text), _squeezed(other.text)
    acronym = _acronym(one, other) or _acronym(other, one)
    alike = SequenceMatcher(None, *letters, autojunk=False).ratio() if all(letters) else 0.0
    same = bool(one.same) and one.same == other.same
    if one.place is not None and one.kind != other.kind:
        same = False  # two services of one town
    return {
        "same_name": float(same or squeezed[0] == squeezed[1]),
        "all_words": float(bool(shared) and shared in (mine, yours)),
        "most_words": len(shared) / (len(mine | yours) or 1),
        "own_words": float(any(not is_word(word) for word in shared)),
        "letters": max(0.0, (alike - _CLOSE) / (1 - _CLOSE)),
        "initials": float(acronym),
        "kind": float(one.kind == other.kind != ""),
        "kind_of_one": float(bool(one.kind) != bool(other.kind)),
        "place_of_one": float((one.place is None) != (other.place is None)),
        "number_of_one": float(_numbers(one) != _numbers(other) and squeezed[0] != squeezed[1]),
        "branches": float(one.federated or other.federated),
    }


def _territory(one: Collection[str], other: Collection[str]) -> dict[str, float]:
    """Compare where two bodies are at work: in one comune, one region, or nowhere in common."""
    shared = set(one) & set(other)
    return {
        "near_comune": float(any(len(code) == 6 for code in shared)),
        "near_region": float(any(len(code) == 2 for code in shared)),
        "apart": float(bool(one and other) and not shared),
    }


def _numbers(name: BodyName) -> frozenset[str]:
    return frozenset(sign for sign in _NUMBER.findall(name.text.casefold()))


def _acronym(short: BodyName, long: BodyName) -> bool:
    words = [word for word in short.text.split() if may_be_acronym(word)]
    return any(stands_for(word, long.text) for word in words)


def _squeezed(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def around(codes: Iterable[str], places: Gazetteer) -> frozenset[str]:
    """Return territories with those that contain them."""
    found = set()
    for code in codes:
        if places.get(code):
            found |= {code, *(place.code for place in places.containing(code))}
    return frozenset(found)
