"""The places of a document, whoever found them: codes for territories, nodes for named areas.

A comune, a province or a region gets its ISTAT code; "quartiere San Paolo", "Val Chisone", "Unione
dei Comuni…" become areas of the territory that contains them (`areas`).
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from ingest.linking.areas import area_of, own_comune
from ingest.linking.territories import administered_comune, choose_place
from ingest.model import Label, Span
from ontology.places import Gazetteer, Place, normal_name

_REACH = 2_000  # characters in which a province tells two comuni of one name apart
_SIGN = re.compile(r"\s{0,3}\((?P<sign>[A-Z]{2})\)")
_LEVEL = re.compile(
    r"\b(comune|provincia|regione)\s{1,3}(?:autonoma\s{1,3})?d\S{1,4}\s{0,3}$", re.I
)
_BROKEN = re.compile(r"-\s{0,20}\n\s{0,20}(?=[a-zà-ý])")
_NAME = re.compile(
    r"(comune|provinci?[ae]|regione) (?:autonoma )?"
    r"(?:d(?:i|el|ella|ei|egli|elle) |dell?['’] ?)?(.+)",
    re.IGNORECASE,
)
_LEVELS = {"comune": "comune", "provin": "provincia", "region": "regione"}


def link_places(spans: Sequence[Span], text: str, gazetteer: Gazetteer) -> tuple[Span, ...]:
    """Give each PLACE a code as `concept`, or, for an area, its node as `entity`.

    A code that a finder gave stays, but for the few names that two comuni share, which the nearest
    province or region decides. A comune whose name is an everyday word is one only with evidence:
    "a Sostegno", "Sostegno (BI)", or a `Comune di Sostegno` in the document.
    """
    codes = _codes(spans, text, gazetteer)
    own = own_comune(spans, codes, gazetteer)
    linked: list[Span] = []
    for span in spans:
        if span.label is not Label.PLACE:
            linked.append(span)
            continue
        code = codes.get(span)
        area = None if code else area_of(span, text, gazetteer, own)
        linked.append(replace(span, concept=code, entity=area.node if area else span.entity))
    return tuple(linked)


def _codes(spans: Sequence[Span], text: str, gazetteer: Gazetteer) -> dict[Span, str]:
    """Return the codes of the territories among the places."""
    places = [span for span in spans if span.label is Label.PLACE]
    found: dict[Span, str] = {}
    doubtful: list[tuple[Span, tuple[Place, ...]]] = []
    everyday: list[tuple[Span, Place]] = []
    bodies = {
        place.code
        for span in spans
        if span.label is Label.ACTOR and (place := administered_comune(span.text, gazetteer))
    }
    for span in places:
        named = _named(span.text, gazetteer)
        comuni = tuple(place for place in named if place.level == "comune")
        if len(comuni) > 1:
            doubtful.append((span, comuni))
        elif span.concept is not None:
            found[span] = span.concept.removeprefix("place:")
        elif place := choose_place(named, level=_level(span, text)) or choose_place(named):
            if not _everyday(place) or place.code in bodies or _evident(span, text):
                found[span] = place.code
            else:
                everyday.append((span, place))
        elif code := _table()["lands"].get(normal_name(span.text)):
            found[span] = code
    firm = sorted(
        ((span.start, place) for span, code in found.items() if (place := gazetteer.get(code))),
        key=lambda row: row[0],
    )
    # "Noto" among places of Sicily is the town; alone it may be the word.
    regions = {place.region_code for _, place in firm}
    found |= {span: place.code for span, place in everyday if place.region_code in regions}
    for span, comuni in doubtful:
        if place := _of_namesakes(span, comuni, text, firm):
            found[span] = place.code
        elif span.concept is not None:
            found[span] = span.concept
    return found


def _of_namesakes(
    span: Span, comuni: Sequence[Place], text: str, firm: Sequence[tuple[int, Place]]
) -> Place | None:
    """Return which of several comuni of one name: by its sign, else by the nearest territory."""
    if match := _SIGN.match(text, span.end):
        signed = [p for p in comuni if p.province_code == _table()["signs"].get(match["sign"])]
        if signed:
            return signed[0]
    at = bisect_left(firm, span.start, key=lambda row: row[0])
    near = sorted(firm[max(0, at - 20) : at + 20], key=lambda row: abs(row[0] - span.start))
    for position, place in near:
        if abs(position - span.start) > _REACH:
            break
        same = [
            p
            for p in comuni
            if p.province_code == place.province_code or p.region_code == place.region_code
        ]
        if len(same) == 1:
            return same[0]
    return choose_place(comuni)


def _named(words: str, gazetteer: Gazetteer) -> tuple[Place, ...]:
    name = _bare(words)[0]
    # "provincia dell'Aquila", "Spezia": the article of the name is in the preposition, or left out.
    for said in (name, f"l'{name}", f"la {name}"):
        if places := gazetteer.named(said):
            return places
    return ()


def _bare(words: str) -> tuple[str, str | None]:
    """Return a territory's name without its level, and the level: "provincia di Ferrara"."""
    whole = " ".join(_BROKEN.sub("", words).split())
    match = _NAME.fullmatch(whole)
    return (match[2], _LEVELS[match[1][:6].lower()]) if match else (whole, None)


def _level(span: Span, text: str) -> str | None:
    own = _bare(span.text)[1]
    before = _LEVEL.search(text[max(0, span.start - 40) : span.start])
    return own or (before[1].lower() if before else None)


def _everyday(place: Place) -> bool:
    return place.level == "comune" and normal_name(place.name) in _everyday_names()


def _evident(span: Span, text: str) -> bool:
    before = text[max(0, span.start - 30) : span.start]
    return bool(_SIGN.match(text, span.end) or _evidence().search(before))


@cache
def _table() -> dict[str, Any]:
    words = files("ingest.linking").joinpath("places.toml").read_text(encoding="utf-8")
    return tomllib.loads(words)


@cache
def _everyday_names() -> frozenset[str]:
    beside = files("ingest.spans").joinpath("places.toml").read_text(encoding="utf-8")
    names = (*_table()["common_words"], *tomllib.loads(beside)["common_words"])
    return frozenset(map(normal_name, names))


@cache
def _evidence() -> re.Pattern[str]:
    return re.compile(_table()["evidence_before"], re.IGNORECASE)
