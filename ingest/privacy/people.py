"""Which spans name a person or hold a detail of one, whoever found them.

A body named after a person is none: it has a word that says so, here or where the text first
names it.
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest.model import Label, Span
from ingest.privacy.details import private_details
from ingest.privacy.names import (
    ARTICLE,
    EDGES,
    LISTED,
    MOST_NAMES,
    NAME,
    all_capitals,
    names_a_person,
)
from ingest.privacy.words import fold, known, says_body

#: What a person's name may be taken for; in the title of a practice it may also be a dedication.
_PERSONAL = frozenset({Label.ACTOR, Label.BENEFICIARY, Label.PRACTICE})
_QUOTES = '«"“‘'


def without_people(spans: Sequence[Span], text: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Return the spans that may be kept, and those that name a person or hold a detail of one."""
    details = private_details(text)
    bodies = _named_bodies(spans)
    kept: list[Span] = []
    left_out: list[Span] = []
    at = 0
    for span in sorted(spans, key=lambda span: span.start):
        while at < len(details) and details[at].end <= span.start:
            at += 1
        private = at < len(details) and details[at].start < span.end
        private = private or (span.label in _PERSONAL and _is_person(span, text, bodies))
        (left_out if private else kept).append(span)
    return tuple(kept), tuple(left_out)


def _is_person(span: Span, text: str, bodies: frozenset[tuple[str, ...]]) -> bool:
    if not (names_a_person(span.text) or _among_people(span, text)):
        return False
    if span.label is Label.PRACTICE and not _is_bare_name(span.text):
        return False  # "Il filo di Arianna"
    if tuple(map(fold, NAME.findall(span.text))) in bodies:
        return False
    before = text[max(0, span.start - 40) : span.start]
    if before[-1:] and before[-1] in _QUOTES:
        return False
    lead = before.rstrip()
    words = NAME.findall(lead) if lead[-1:].isalpha() else []
    if any(says_body(fold(word)) for word in words[-2:]):
        return False  # "la cooperativa Carlo Poma"
    after = NAME.match(text, span.end + 1)
    return after is None or fold(after.group()) not in known().legal_forms


def _is_bare_name(words: str) -> bool:
    """Whether there is nothing beside the names: no article, no preposition."""
    folded = [fold(name) for name in NAME.findall(words)]
    return not ARTICLE.match(words) and known().particles.isdisjoint(folded)


def _among_people(span: Span, text: str) -> bool:
    """Whether two or three names in capitals stand alone in a list beside names of persons."""
    names = NAME.findall(span.text)
    folded = [fold(name) for name in names]
    if span.concept or not 2 <= len(names) <= 3 or not all_capitals(names, folded):
        return False
    if any(name.isupper() and len(name) < 5 for name in names):
        return False  # an acronym
    if any(says_body(word) or word in known().spared for word in folded):
        return False
    around = text[max(0, span.start - 120) : span.end + 120]
    items = [item.strip(EDGES) for item in LISTED.findall(around)]
    items = [item for item in items if item]
    own = next((n for n, item in enumerate(items) if item == span.text.strip()), None)
    if own is None:
        return False
    beside = items[max(0, own - 1) : own] + items[own + 1 : own + 2]
    return any(map(names_a_person, beside))


def _named_bodies(spans: Sequence[Span]) -> frozenset[tuple[str, ...]]:
    """Every run of words inside a longer name that is a body's: "Carlo Poma" of an ASST."""
    runs: set[tuple[str, ...]] = set()
    for span in spans:
        if span.label is not Label.ACTOR:
            continue
        names = NAME.findall(span.text)[:20]
        words = [fold(name) for name in names]
        acronym = names[:1] and names[0].isupper() and not span.text.isupper()
        if not acronym and not any(map(says_body, words)):
            continue
        runs.update(
            tuple(words[first : first + length])
            for length in range(2, MOST_NAMES + 1)
            for first in range(len(words) - length + 1)
            if length < len(words)
        )
    return frozenset(runs)
