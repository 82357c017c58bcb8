"""Where a practice happens when the text names no place but the body that runs it.

"Il Comune di Ostellato ha attivato un trasporto" happens at Ostellato. Bodies that promote, lead or
run the practice count first; where there is none, the first body named with its territory, with
less confidence; and neither where a PLACE span says otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ingest.model import Label, Practice, Span
from ingest.practices.cues import phrase, read_rules
from ingest.practices.reading import Reading
from ingest.roles import RoleFound
from ontology.places import Gazetteer


@dataclass(frozen=True, slots=True)
class Seat:
    """The territory (ISTAT code) of a body; ``text[start:end]`` is the body's name."""

    code: str
    start: int
    end: int
    confidence: float


def find_seats(
    reading: Reading, practice: Practice, roles: Sequence[RoleFound], gazetteer: Gazetteer
) -> tuple[Seat, ...]:
    """Return the territories of the bodies behind a practice whose text names no known place."""
    if any(span.concept for span in reading.spans_of(practice, Label.PLACE)):
        return ()
    rules = _rules()
    behind = [
        role.span
        for role in roles
        if role.role in rules["roles"] and practice.start <= role.span.start < practice.end
    ]
    seats = _seats(reading, behind, gazetteer, float(rules["confidence"]))
    if seats:
        return seats
    named = reading.spans_of(practice, Label.ACTOR)
    return _seats(reading, named, gazetteer, float(rules["confidence_of_a_mention"]))[:1]


def _seats(
    reading: Reading, bodies: Sequence[Span], gazetteer: Gazetteer, confidence: float
) -> tuple[Seat, ...]:
    found: dict[str, Seat] = {}
    for body in bodies:
        code = territory_of(reading.words(body.start, body.end), gazetteer)
        if code is not None and code not in found:
            found[code] = Seat(code, body.start, body.end, confidence)
    return tuple(found.values())


def territory_of(body: str, gazetteer: Gazetteer) -> str | None:
    """Return the ISTAT code of the territory in a body's name; None for none, or several."""
    for words in _rules()["names"]:
        match = phrase(words).match(body)
        if match is None:
            continue
        for level, name in match.groupdict().items():
            places = [place for place in gazetteer.named(name or "") if place.level == level]
            if len(places) == 1:
                return places[0].code
    return None


def _rules() -> Any:
    return read_rules("ingest.relations", "relations.toml")["seats"]
