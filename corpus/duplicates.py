"""Which documents may tell of the same practice: names, not style, give doubles away.

Two reports of one practice share the names in it (the practice, the bodies, the places) more than
their words. Each document is a bag of such names; rare names weigh more, and likeness is the cosine
of two bags. Pure: what is put in comes from `ingest`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log, sqrt

from ingest.linking.labels import content_lemmas
from ingest.model import Extraction, Label

_TITLE, _NAME = 2.0, 1.0  # how often a word counts where it stands
_TOO_COMMON = 0.2  # a name that a fifth of the documents have compares nothing


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two documents, in order of identifier, and how alike they are, in (0, 1]."""

    one: str
    other: str
    score: float
    shared: tuple[str, ...]  # the names that weigh most, for a person to judge


def names_in(extraction: Extraction) -> Mapping[str, float]:
    """Return the names of a document and how much each counts.

    The words of its title and of the initiatives, organisations and territories it names.
    """
    bag: defaultdict[str, float] = defaultdict(float)
    for lemma in content_lemmas(extraction.document.title):
        bag[lemma] += _TITLE
    for span in set(extraction.spans):
        if span.label is Label.PLACE or span.entity is not None:
            key = span.concept if span.label is Label.PLACE else span.entity
            if key is not None:
                bag[key] = _NAME
        if span.label in {Label.PRACTICE, Label.ACTOR, Label.PLACE}:
            for lemma in content_lemmas(span.text):
                bag[lemma] = max(bag[lemma], _NAME)
    return bag


def likenesses(bags: Mapping[str, Mapping[str, float]], least: float = 0.1) -> Iterator[Likeness]:
    """Yield every pair of documents whose likeness is at least `least`, in no order."""
    having = Counter(name for bag in bags.values() for name in bag)
    most = max(2, _TOO_COMMON * len(bags))
    weight = {n: log(len(bags) / count) for n, count in having.items() if count <= most}
    vectors = {key: _unit(bag, weight) for key, bag in bags.items()}
    postings: defaultdict[str, list[str]] = defaultdict(list)
    for key in sorted(vectors):
        for name in vectors[key]:
            postings[name].append(key)
    shared: defaultdict[tuple[str, str], list[tuple[float, str]]] = defaultdict(list)
    for name, keys in postings.items():
        for one, other in combinations(keys, 2):
            shared[one, other].append((vectors[one][name] * vectors[other][name], name))
    for (one, other), parts in shared.items():
        score = sum(part for part, _ in parts)
        if score >= least:
            telling = tuple(name for _, name in sorted(parts, reverse=True)[:5])
            yield Likeness(one, other, min(score, 1.0), telling)


def _unit(bag: Mapping[str, float], weight: Mapping[str, float]) -> dict[str, float]:
    vector = {
        name: (1 + log(count)) * weight[name] for name, count in bag.items() if name in weight
    }
    length = sqrt(sum(value * value for value in vector.values()))
    return {name: value / length for name, value in vector.items()} if length else {}


def text_bags(texts: Iterable[tuple[str, str]]) -> dict[str, Mapping[str, float]]:
    """Return, for (identifier, text) pairs, the bags of all their words: a plain alternative."""
    return {key: Counter(content_lemmas(text)) for key, text in texts}


def ranked(found: Iterable[Likeness]) -> Sequence[Likeness]:
    """Return likenesses, the strongest first."""
    return sorted(found, key=lambda pair: (-pair.score, pair.one, pair.other))
