"""Names of places cut in two, taken for bodies or taken from people, teams and halls.

In the texts to learn from, names of territories in one row are all places or all bodies, without
an exception among 287 pairs: that decides where the reader wavers between the two.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from ingest.mending.apart import places_of, put_among
from ingest.model import Label, Span
from ingest.practices.cues import phrase
from ingest.practices.reading import Reading
from ingest.privacy.words import fold, known
from ontology.places import Gazetteer

_AREA = 0.75  # "quartiere Magrè": a head and a name
_IN_A_ROW = 0.8
_BEFORE = 40
_COMUNE = "actor:comune"
_AS_IT_STANDS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)?")
_ARTICLE = re.compile(r"(?<!\w)(?:il|lo)\s{1,3}$", re.IGNORECASE)
_CODE = re.compile(r"(?:place:)?\d{6}")


@dataclass(frozen=True, slots=True)
class _Words:
    building: re.Pattern[str]
    area: re.Pattern[str]
    between: re.Pattern[str]
    bodies: re.Pattern[str]


def rejoined(spans: Sequence[Span], candidates: Sequence[Span]) -> tuple[Span, ...]:
    """Return spans with the names of comuni in one piece: "Lastra" and "Signa" are one place."""
    mended = list(spans)
    for name in candidates:
        if name.label is not Label.PLACE or not _CODE.fullmatch(name.concept or ""):
            continue
        at = places_of(mended, name.start, name.end)
        parts = mended[at]
        if not parts or any(not _part_of(part, name) for part in parts):
            continue
        rate = max(name.confidence, *(part.confidence for part in parts))  # two found it
        mended[at] = [replace(name, confidence=rate)]
    return tuple(mended)


def without_other_names(
    reading: Reading, spans: Sequence[Span], gazetteer: Gazetteer
) -> tuple[Span, ...]:
    """Return spans without the places that are names of people, of halls or of teams."""
    return tuple(
        span
        for span in spans
        if span.label is not Label.PLACE or not _names_another(reading, span, gazetteer)
    )


def listed_alike(reading: Reading, spans: Sequence[Span], gazetteer: Gazetteer) -> tuple[Span, ...]:
    """Return spans with every row of territories under one label.

    "Comuni di Narni, Amelia e Terni" are three bodies; in "a Narni, Amelia e Terni" the label of
    which the reader is surer, over the whole row, is that of each.
    """
    mended = list(spans)
    for row in _rows(reading, spans, gazetteer):
        labels = {spans[n].label for n in row}
        opener = spans[row[0] - 1] if row[0] else None
        bodies = opener is not None and _opens_a_row_of_bodies(reading, opener, spans[row[0]])
        if len(labels) == 1 and not bodies:
            continue
        weight = {
            label: sum(spans[n].confidence for n in row if spans[n].label is label)
            for label in labels
        }
        chosen = Label.ACTOR if bodies else max(sorted(labels), key=lambda one: weight[one])
        for n in row:
            if spans[n].label is not chosen:
                concept = _COMUNE if chosen is Label.ACTOR else None
                mended[n] = replace(spans[n], label=chosen, concept=concept, confidence=_IN_A_ROW)
    return tuple(mended)


def named_areas(spans: Sequence[Span], candidates: Sequence[Span]) -> tuple[Span, ...]:
    """Return spans with the quarters and hamlets that nobody marked: a head and a name."""
    areas = (
        replace(one, confidence=_AREA)
        for one in candidates
        if one.label is Label.PLACE and one.concept is None and _words().area.fullmatch(one.text)
    )
    return put_among(spans, areas)


def _part_of(part: Span, name: Span) -> bool:
    return part.label is Label.PLACE and name.start <= part.start and part.end <= name.end


def _names_another(reading: Reading, span: Span, gazetteer: Gazetteer) -> bool:
    if not _AS_IT_STANDS.fullmatch(span.text):
        return False
    text = reading.document.text
    before = text[max(0, span.start - _BEFORE) : span.start]
    places = gazetteer.named(span.text)
    if not places:
        return fold(span.text) in known().given
    if any(place.level == "regione" for place in places):
        return False
    if _words().building.search(before) or _ARTICLE.search(before):
        return True  # "sala Carrara"; "il Fusignano" plays on Sunday
    # "Ciro" thanks for the gift; Cirò is a town.
    spelt = {name.casefold() for place in places for name in (place.name, place.other_name) if name}
    return fold(span.text) in known().given and span.text.casefold() not in spelt


def _rows(
    reading: Reading, spans: Sequence[Span], gazetteer: Gazetteer
) -> Iterator[tuple[int, ...]]:
    """Yield the numbers of the spans of each row of names with nothing else between them."""
    row: list[int] = []
    for n, span in enumerate(spans):
        named = span.label in {Label.PLACE, Label.ACTOR} and bool(gazetteer.named(span.text))
        if row and not (named and _beside(reading, spans[row[-1]], span)):
            yield tuple(row)
            row = []
        if named:
            row.append(n)
    if row:
        yield tuple(row)


def _beside(reading: Reading, one: Span, other: Span) -> bool:
    between = reading.document.text[one.end : other.start]
    return _words().between.fullmatch(between) is not None


def _opens_a_row_of_bodies(reading: Reading, opener: Span, first: Span) -> bool:
    return (
        opener.label is Label.ACTOR
        and _words().bodies.match(opener.text) is not None
        and _beside(reading, opener, first)
    )


@cache
def _words() -> _Words:
    table = tomllib.loads(files("ingest.mending").joinpath("mending.toml").read_text("utf-8"))
    places = table["territories"]
    buildings, areas = "|".join(places["buildings"]), "|".join(places["areas"])
    return _Words(
        re.compile(rf"(?<!\w)(?:{buildings})\s{{1,3}}$", re.IGNORECASE),
        re.compile(rf"(?:{areas})\s{{1,3}}[^\W\d_].{{2,60}}", re.DOTALL),
        re.compile(rf"(?:{places['between']})\s{{1,3}}"),
        phrase(places["rows_of_bodies"]),
    )
