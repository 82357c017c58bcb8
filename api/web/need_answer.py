"""What is shown to who described a need: practices, partners, places, calls, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product

from api.routers.desk import Desk
from api.web.environment import address
from api.web.proof import practice_address
from api.web.snippet import Snippet, passage_text, snippet, stems
from corpus import italian
from corpus.matching.shapes import Match, MeasureGroup, OrganisationMatch, PracticeMatch
from corpus.matching.situation import Situation
from corpus.matching.territory import Relation
from corpus.registers.calls import CallEntry, CallStatus
from corpus.views import FactKind

#: Of each kind of thing, how many are shown.
_PLACES, _CALLS, _UNDONE, _LABELS = 5, 5, 6, 3
#: From which likeness of size and surroundings a place is said to resemble another.
_ALIKE = 0.75


def way_to(practice: str, start: int, end: int) -> str:
    """Return an address that leads to where words of a practice are lit on its page.

    Looking for them takes the whole practice: it is done for the one that is asked for, not for the
    thirty that are shown.
    """
    return address("/bisogno/passo", {"pratica": practice, "da": str(start), "a": str(end)})


@dataclass(frozen=True, slots=True)
class Answered:
    """A practice of the answer; `proof` is where its best words are lit."""

    match: PracticeMatch
    snippet: Snippet | None
    proof: str
    places: tuple[str, ...]
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """Who has done one thing; `everything` leads to all the practices that do it, or is empty."""

    group: MeasureGroup
    everything: str
    practices: tuple[Answered, ...]


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation that could help, and where the words are lit that name it."""

    match: OrganisationMatch
    proof: str


@dataclass(frozen=True, slots=True)
class Resembling:
    """A territory like the one asked about, with a practice that is there."""

    text: str
    practice: str
    title: str


@dataclass(frozen=True, slots=True)
class Fitting:
    """A call that is open; `deadline` in Italian."""

    call: CallEntry
    deadline: str
    budget: str
    practices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Undone:
    """What no document of the archive tells of; `elsewhere` leads to who does it anywhere."""

    text: str
    measure: str
    elsewhere: str


@dataclass(frozen=True, slots=True)
class Answer:
    """All that is shown; `open_calls` counts those of the archive, whether or not they fit."""

    match: Match
    groups: tuple[Done, ...]
    partners: tuple[Partner, ...]
    places: tuple[Resembling, ...]
    calls: tuple[Fitting, ...]
    open_calls: int
    undone: tuple[Undone, ...]


def answer(match: Match, desk: Desk, on: date) -> Answer:
    """Lay a match out, and look for what goes with it, on a day."""
    wanted = stems(match.situation.question)
    found = [one for group in match.groups for one in group.practices]
    still_open = [
        call for call in desk.library.registers.calls.entries if call.status(on) is CallStatus.OPEN
    ]
    return Answer(
        match,
        tuple(_done(group, wanted, desk) for group in match.groups),
        tuple(_partner(partner, desk) for partner in match.partners),
        tuple(_resembling(found)),
        tuple(_fitting(still_open, match.situation, found, desk)),
        len(still_open),
        tuple(_undone(match, desk)),
    )


def _done(group: MeasureGroup, wanted: frozenset[str], desk: Desk) -> Done:
    everything = address("/cerca", {"measure": group.concept}) if group.concept else ""
    shown = tuple(_answered(one, wanted, desk) for one in group.practices)
    return Done(group, everything, shown)


def _answered(match: PracticeMatch, wanted: frozenset[str], desk: Desk) -> Answered:
    passage, proof = match.passage, practice_address(match.view.id)
    if passage is not None and passage.document == match.view.document:
        proof = way_to(match.view.id, passage.start, passage.end)
    people = dict.fromkeys(fact.label for fact in match.view.of(FactKind.BENEFICIARY))
    return Answered(
        match,
        snippet(passage_text(passage, desk.document(passage.document)), wanted)
        if passage
        else None,
        proof,
        tuple(place.name for place in match.places)[:_LABELS],
        tuple(people)[:_LABELS],
    )


def _partner(match: OrganisationMatch, desk: Desk) -> Partner:
    said, known = match.evidence, desk.library.registers.practices
    for one in match.parts if said else ():
        entry = known.get(one.practice)
        if said and entry and entry.documents[:1] == (said.document,):
            return Partner(match, way_to(one.practice, said.start, said.end))
    return Partner(match, practice_address(match.parts[0].practice))


def _resembling(found: Iterable[PracticeMatch]) -> list[Resembling]:
    """Return the territories most like the one asked about, each once."""
    like = [(r, one.view) for one in found if (r := one.relation) and _resembles(r)]
    told: dict[str, Resembling] = {}
    for relation, view in sorted(like, key=lambda pair: (-pair[0].kind, -pair[0].nearness)):
        told.setdefault(relation.place.code, Resembling(relation.text, view.id, view.title))
    return list(told.values())[:_PLACES]


def _resembles(relation: Relation) -> bool:
    return relation.kind >= _ALIKE and relation.same != "comune"


def _fitting(
    still_open: Iterable[CallEntry], asked: Situation, found: Iterable[PracticeMatch], desk: Desk
) -> Iterator[Fitting]:
    """Yield the calls told by practices of the answer, or meant for the same people."""
    schemes, registers = desk.library.reference.schemes, desk.library.registers
    answering = {one.view.id for one in found}
    people = set(asked.beneficiaries)
    for one in asked.beneficiaries:
        people |= {*schemes.ancestors(one), *schemes.descendants(one)}
    fit = [c for c in still_open if answering & {*c.practices} or people & {*c.audience}]
    for call in sorted(fit, key=lambda call: call.key)[:_CALLS]:
        titled = ((one, registers.practices.get(one)) for one in call.practices)
        yield Fitting(
            call,
            italian.date(call.deadline) if call.deadline else "",
            italian.money(call.budget) if call.budget else "",
            tuple((one, entry.title if entry else one) for one, entry in titled),
        )


def _undone(match: Match, desk: Desk) -> Iterator[Undone]:
    """Yield what nobody does there, or for them: the measures of the answer that are at zero."""
    asked, label = match.situation, desk.library.registers.label
    place = asked.place
    measures = [*asked.measures, *(g.concept for g in match.groups if g.concept)]
    axes = [
        [("region", place.region_code)] if place else [],
        [("beneficiary", one) for one in asked.beneficiaries],
        [("measure", one) for one in dict.fromkeys(measures)],
    ]
    asked_for = [axis for axis in axes if axis]
    if not measures or len(asked_for) < 2:
        return
    counts = desk.library.engine.crossed(asked_for).ravel().tolist()
    region = desk.library.reference.gazetteer.region_of(place.code).name if place else ""
    shown = 0
    for cell, count in zip(product(*asked_for), counts, strict=True):
        if count or shown == _UNDONE:
            continue
        shown += 1
        names = (region if facet == "region" else label(value) for facet, value in cell)
        measure = cell[-1][1]
        yield Undone(", ".join(names), label(measure), address("/cerca", {"measure": measure}))
