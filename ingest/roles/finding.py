"""The role of each actor in a text: by the words around it, or by the label of its field.

A trigger reaches every actor of the coordination that follows (or precedes) it and stops where the
list, the sentence or its own clause ends. An actor that no trigger and no label reaches gets no
role: roles are never guessed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.model import Label, Money, Practice, Span
from ingest.practices.cues import read_rules
from ingest.practices.reading import Reading, Stretch
from ingest.roles.bridges import STAND_IN, bridges
from ingest.roles.labels import labelled_actors
from ingest.roles.triggers import Hit, find_hits, hits_between

# However long a sentence is (a list of two thousand names, a text without full stops), a trigger
# reaches so many characters: no text makes this step quadratic.
_REACH_AFTER = 1500
_REACH_BEFORE = 400


@dataclass(frozen=True, slots=True)
class RoleFound:
    """An actor mention and its role; ``text[start:end]`` holds the trigger and the actor."""

    span: Span
    role: str
    start: int
    end: int
    confidence: float


def find_roles(reading: Reading, practices: Sequence[Practice]) -> tuple[RoleFound, ...]:
    """Return at most one role for every ACTOR span, in order of position.

    The nearest trigger wins; the label of a field speaks where no trigger does.
    """
    hits = _usable_hits(reading, practices)
    following, asides = _actors_after(reading, hits)
    found: dict[int, tuple[int, RoleFound]] = {}
    for distance, role in (*following, *_actors_before(reading, hits, asides)):
        rival = found.get(role.span.start)
        if rival is None or distance < rival[0]:
            found[role.span.start] = (distance, role)
    for labelled in labelled_actors(reading):
        if labelled.span.start not in found:
            span, start = labelled.span, labelled.start
            role = RoleFound(span, labelled.role, start, span.end, labelled.confidence)
            found[span.start] = (0, role)
    return tuple(role for _, (_, role) in sorted(found.items()))


def _usable_hits(reading: Reading, practices: Sequence[Practice]) -> tuple[Hit, ...]:
    """Triggers that fall in one sentence of the body, outside spans, where their rule applies."""
    return tuple(
        hit
        for hit in find_hits(reading.document.text)
        if not reading.is_silent(hit.start)
        and hit.end <= (sentence := reading.sentence_at(hit.start)).end
        and not _inside_span(reading, hit)
        and (not hit.trigger.kinds or _kind_at(practices, hit.start) in hit.trigger.kinds)
        and (hit.trigger.needs is None or _followed(reading, hit, sentence))
    )


def _inside_span(reading: Reading, hit: Hit) -> bool:
    around = reading.spans_in(max(0, hit.start - 300), hit.end + 300)
    return any(span.start <= hit.start < span.end for span in around)


def _kind_at(practices: Sequence[Practice], offset: int) -> str | None:
    return next((p.kind for p in practices if p.start <= offset < p.end), None)


def _followed(reading: Reading, hit: Hit, sentence: Stretch) -> bool:
    label = hit.trigger.needs
    assert label is not None  # noqa: S101 - the caller asks only where a label is needed
    after = reading.spans_in(hit.end, min(sentence.end, hit.end + _REACH_AFTER), label)
    return any(label is not Label.FUNDING or isinstance(span.value, Money) for span in after)


def _actors_after(
    reading: Reading, hits: tuple[Hit, ...]
) -> tuple[list[tuple[int, RoleFound]], list[Stretch]]:
    """Actors that follow their trigger, and the asides ("insieme ad A e B") that they form."""
    found: list[tuple[int, RoleFound]] = []
    asides: list[Stretch] = []
    for hit in hits:
        if hit.trigger.direction != "after":
            continue
        reached = list(_coordination_after(reading, hit, hits))
        found += reached
        if reached:
            asides.append(Stretch(hit.start, reached[-1][1].span.end))
    return found, asides


def _coordination_after(
    reading: Reading, hit: Hit, hits: tuple[Hit, ...]
) -> Iterator[tuple[int, RoleFound]]:
    text = reading.document.text
    position, gap, first = hit.end, "", True
    end = min(reading.sentence_at(hit.start).end, hit.end + _REACH_AFTER)
    for span in reading.spans_in(hit.end, end):
        if any(other.start >= hit.end for other in hits_between(hits, position, span.start)):
            return
        gap += text[position : span.start]
        position = span.end
        if span.label is not Label.ACTOR:
            gap += STAND_IN
            continue
        unknown = bridges().first(gap, hit.trigger.first_gap) if first else bridges().next(gap)
        if unknown is None:
            return
        yield span.start - hit.end, _role(hit, span, unknown, first=first)
        gap, first = "", False


def _actors_before(
    reading: Reading, hits: tuple[Hit, ...], asides: Sequence[Stretch]
) -> Iterator[tuple[int, RoleFound]]:
    asides = sorted(asides)
    for hit in hits:
        if hit.trigger.direction != "before":
            continue
        from_ = max(reading.sentence_at(hit.start).start, hit.start - _REACH_BEFORE)
        around = asides[bisect_left(asides, (from_, 0)) : bisect_left(asides, (hit.start, 0))]
        near = [aside for aside in around if aside.end <= hit.start]
        position, gap, first = hit.start, "", True
        for span in reversed(reading.spans_in(from_, hit.start)):
            if any(aside.start <= span.start < aside.end for aside in near):
                continue
            gap = _masked(reading, span.end, position, near) + gap
            position = span.start
            if span.label is not Label.ACTOR:
                gap = STAND_IN + gap
                continue
            unknown = bridges().before(gap) if first else bridges().next(gap)
            if unknown is None:
                break
            yield hit.start - span.end, _role(hit, span, unknown, first=first)
            gap, first = "", False


def _masked(reading: Reading, start: int, end: int, asides: Sequence[Stretch]) -> str:
    """The words of a gap with every aside written as one stand-in."""
    text, pieces, position = reading.document.text, [], start
    for aside in asides:
        if aside.start >= position and aside.end <= end:
            pieces += [text[position : aside.start], STAND_IN]
            position = aside.end
    return "".join([*pieces, text[position:end]])


def _role(hit: Hit, span: Span, unknown: int, *, first: bool) -> RoleFound:
    sure = read_rules("ingest.roles", "roles.toml")["confidence"]
    rate = hit.trigger.confidence or (sure["trigger"] if first else sure["coordination"])
    if unknown > 1:
        rate = min(rate, sure["far"])
    start, end = min(hit.start, span.start), max(hit.end, span.end)
    return RoleFound(span, hit.trigger.role, start, end, float(rate))
