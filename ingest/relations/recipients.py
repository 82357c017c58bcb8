"""Which beneficiaries each measure is for: "trasporto per anziani e persone con disabilità"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from ingest.model import Label, Practice, Span
from ingest.practices.cues import expand, read_rules
from ingest.practices.reading import Reading
from ingest.tagging import Join

_LIST = re.compile(
    r"[\s,;/]{0,30}+(?:(?:e|ed|o|oppure|nonché|anche)\s{1,9}+)?"
    r"(?:\b\w{1,30}+['’]?\s{1,9}+){0,2}['’«“\"]?"
)
_STOP = re.compile(r"[.;:!?()]")
_WORD = re.compile(r"\w+")
# That a measure, a group and their join are all right must be so probable: about half of the F1
# that joins reach, below which one costs more than it brings.
_LEAST = 0.2


@dataclass(frozen=True, slots=True)
class Recipient:
    """A measure and the people it is for; ``text[start:end]`` holds both."""

    measure: Span
    beneficiary: Span
    start: int
    end: int
    confidence: float


def find_recipients(reading: Reading, practice: Practice) -> tuple[Recipient, ...]:
    """Return the beneficiaries of each measure of a practice, in order of the measures.

    A measure is for the beneficiaries that a preposition or "rivolto a" joins to it and for those
    listed after them; a measure listed before a joined one shares them; any other measure is, less
    surely, for the nearest beneficiary of its sentence.
    """
    return tuple(
        recipient
        for sentence_measures in _by_sentence(reading, practice)
        for recipient in _of_sentence(reading, sentence_measures)
    )


def _by_sentence(reading: Reading, practice: Practice) -> Iterator[tuple[Span, ...]]:
    done = -1
    for measure in reading.spans_of(practice, Label.MEASURE):
        if measure.start < done:
            continue
        sentence = reading.sentence_at(measure.start)
        done = sentence.end
        start, end = max(sentence.start, practice.start), min(sentence.end, practice.end)
        yield reading.spans_in(start, end, Label.MEASURE, Label.BENEFICIARY)


def _of_sentence(reading: Reading, spans: Sequence[Span]) -> Iterator[Recipient]:
    """Read the measures from the last to the first, so that a list shares what its end is for."""
    rules = _rules()
    beneficiaries = [span for span in spans if span.label is Label.BENEFICIARY]
    shared: list[tuple[Span, float]] = []
    sharing = 0
    found: list[Recipient] = []
    for index in range(len(spans) - 1, -1, -1):
        measure = spans[index]
        if measure.label is not Label.MEASURE:
            continue
        after = spans[index + 1] if index + 1 < len(spans) else None
        gap = reading.document.text[measure.end : after.start] if after else ""
        people: list[tuple[Span, float]] = []
        if after and after.label is Label.BENEFICIARY and _joins(gap):
            people = list(_listed(reading, spans[index + 1 : index + 1 + rules["longest_list"]]))
            sharing = 0
        elif after and after.label is Label.MEASURE and _LIST.fullmatch(gap):
            sharing += 1
            if sharing < rules["longest_list"]:
                people = [(person, min(rate, rules["listed"])) for person, rate in shared]
        shared = people
        if not people and beneficiaries:
            people = [(_nearest(measure, beneficiaries), float(rules["nearest"]))]
        found += [
            Recipient(
                measure,
                person,
                min(measure.start, person.start),
                max(measure.end, person.end),
                float(rate),
            )
            for person, rate in people
        ]
    return iter(sorted(found, key=lambda r: (r.measure.start, r.beneficiary.start)))


def _listed(reading: Reading, spans: Sequence[Span]) -> Iterator[tuple[Span, float]]:
    """The first beneficiary and those of the same coordination."""
    previous: Span | None = None
    for span in spans:
        if span.label is not Label.BENEFICIARY:
            return
        gap = reading.document.text[previous.end : span.start] if previous else ""
        if previous and not _LIST.fullmatch(gap):
            return
        yield span, float(_rules()["listed"] if previous else _rules()["joined"])
        previous = span


def _joins(gap: str) -> bool:
    if _STOP.search(gap):
        return False
    match = _join().search(gap)
    if match is None:
        return False
    beside = _WORD.findall(gap[: match.start()] + " " + gap[match.end() :])
    return len(beside) <= int(_rules()["far_words"])


@cache
def _join() -> re.Pattern[str]:
    phrases = "|".join(expand(words) for words in _rules()["joins"])
    return re.compile(rf"(?<!\w)(?:{phrases})(?:(?<=['’])|(?!\w))", re.IGNORECASE)


def _nearest(measure: Span, beneficiaries: Sequence[Span]) -> Span:
    """The closer of the two beneficiaries around a measure; the earlier of two as close."""
    index = bisect_left(beneficiaries, measure.start, key=lambda person: person.start)
    around = beneficiaries[max(0, index - 1) : index + 1]
    return min(around, key=lambda person: (_distance(measure, person), person.start))


def _distance(one: Span, other: Span) -> int:
    return max(one.start, other.start) - min(one.end, other.end)


def _rules() -> Any:
    return read_rules("ingest.relations", "relations.toml")["recipients"]


def joined_recipients(practice: Practice, joins: Sequence[Join]) -> tuple[Recipient, ...]:
    """Return the joins of the trained reader that lie in a practice, in order of the measures.

    Those of a doubtful measure or group with a doubtful join are left out.
    """
    inside = (
        join
        for join in joins
        if practice.start <= min(join.measure.start, join.people.start)
        and max(join.measure.end, join.people.end) <= practice.end
        and join.measure.confidence * join.people.confidence * join.probability >= _LEAST
    )
    return tuple(
        Recipient(
            join.measure,
            join.people,
            min(join.measure.start, join.people.start),
            max(join.measure.end, join.people.end),
            join.probability,
        )
        for join in inside
    )
