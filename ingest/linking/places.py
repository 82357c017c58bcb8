"""The places of a document, whoever found them: codes for territories, parents for their parts.

A comune, a province or a region gets its ISTAT code. "quartiere San Paolo", "Val Chisone", "Unione
dei Comuni…" keep their own name as a node, `area/<name>-<parent>`, and the code of the territory
that contains them, when the text, the name or our list of valleys says it; nothing is guessed
where neither does.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from ingest.linking.territories import choose_place
from ingest.model import Label, Span
from ontology.places import Gazetteer, Place, normal_name

_NEAR = 60  # characters in which the territory that contains a part is named
_REACH = 2_000  # characters in which a province tells two comuni of one name apart
_MOSTLY = 0.6  # of the comuni that a document names, the share that makes one its own
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
AREA = "area/"


@dataclass(frozen=True, slots=True)
class Area:
    """A named area and the territory (ISTAT code) that contains it."""

    name: str
    parent: str
    inter_municipal: bool

    @property
    def node(self) -> str:
        """The identifier of the area: two quarters of one name in two towns are two nodes."""
        return f"{AREA}{normal_name(self.name).replace(' ', '-')}-{self.parent}"


def link_places(spans: Sequence[Span], text: str, gazetteer: Gazetteer) -> tuple[Span, ...]:
    """Give each PLACE a code as `concept`, or, for an area, its node as `entity`.

    A code that a finder gave stays, but for the few names that two comuni share, which the nearest
    province or region decides. A comune whose name is an everyday word is one only with evidence:
    "a Sostegno", "Sostegno (BI)", or a `Comune di Sostegno` in the document.
    """
    codes = _codes(spans, text, gazetteer)
    around = _Around.of(spans, codes, gazetteer)
    linked: list[Span] = []
    for span in spans:
        if span.label is not Label.PLACE:
            linked.append(span)
            continue
        code = codes.get(span)
        area = None if code else area_of(span, text, gazetteer, around)
        linked.append(replace(span, concept=code, entity=area.node if area else span.entity))
    return tuple(linked)


def area_of(span: Span, text: str, gazetteer: Gazetteer, around: _Around) -> Area | None:
    """Return the area that a span names, None where no parent is said."""
    name = " ".join(span.text.split())
    words = normal_name(name).split()
    several = _begins(words, _table()["inter_municipal"])
    part = _begins(words, _table()["parts"]) and not several
    parent = (
        _table()["areas"].get(_key(words))
        or _named_after(span, text, gazetteer)
        or _inside(words, gazetteer)
        or (around.comune if part else None)
    )
    return Area(name, parent, several) if parent and gazetteer.get(parent) else None


@dataclass(frozen=True, slots=True)
class _Around:
    """The territories that a document names: positions and codes, and its own comune if any."""

    positions: tuple[int, ...]
    places: tuple[Place, ...]
    comune: str | None

    @classmethod
    def of(cls, spans: Sequence[Span], codes: Mapping[Span, str], gazetteer: Gazetteer) -> _Around:
        rows = [(span.start, gazetteer.get(code)) for span, code in codes.items()]
        bodies = (span for span in spans if span.label is Label.ACTOR)
        rows += [(span.start, _comune_of(span.text, gazetteer)) for span in bodies]
        known = sorted(
            ((at, place) for at, place in rows if place is not None), key=lambda row: row[0]
        )
        comuni = Counter(place.code for _, place in known if place.level == "comune")
        own, count = comuni.most_common(1)[0] if comuni else ("", 0)
        mostly = count and count >= _MOSTLY * sum(comuni.values())
        return cls(
            tuple(at for at, _ in known),
            tuple(place for _, place in known),
            own if mostly else None,
        )


def _codes(spans: Sequence[Span], text: str, gazetteer: Gazetteer) -> dict[Span, str]:
    """Return the codes of the territories among the places."""
    places = [span for span in spans if span.label is Label.PLACE]
    found: dict[Span, str] = {}
    doubtful: list[tuple[Span, tuple[Place, ...]]] = []
    everyday: list[tuple[Span, Place]] = []
    bodies = {
        place.code
        for span in spans
        if span.label is Label.ACTOR and (place := _comune_of(span.text, gazetteer))
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


def _named_after(span: Span, text: str, gazetteer: Gazetteer) -> str | None:
    """Return the territory named right after an area: "quartiere San Paolo a Bari"."""
    match = _joint().match(text, span.end)
    if match is None:
        return None
    rest = text[match.end() : match.end() + _NEAR]
    words = re.findall(r"[^\s,;.()]+", rest.split("\n\n")[0])
    for size in range(min(4, len(words)), 0, -1):
        if not words[0][:1].isupper():
            return None
        if not rest.startswith(" ".join(words[:size])):
            continue
        place = choose_place(gazetteer.named(" ".join(words[:size])))
        if place is not None:
            return place.code
    return None


def _inside(words: Sequence[str], gazetteer: Gazetteer) -> str | None:
    """Return the territory in an area's own name: "basso Lazio", "quartieri di Torino Nord"."""
    for size in range(len(words) - 1, 0, -1):
        for start in range(1, len(words) - size + 1):
            name = " ".join(words[start : start + size])
            for place in gazetteer.named(name):
                if place.level == "regione" or (
                    place.level == "comune" and words[start - 1] == "di"
                ):
                    return place.code
    return None


def _comune_of(words: str, gazetteer: Gazetteer) -> Place | None:
    """Return the comune in the name of its administration."""
    match = re.match(r"(?:comune|città)\s{1,3}d(?:i|el|ella|ell['’])\s{0,3}(.{2,60})$", words, re.I)
    named = gazetteer.named(match[1]) if match else ()
    comuni = [place for place in named if place.level == "comune"]
    return comuni[0] if len(comuni) == 1 else None


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


def _begins(words: Sequence[str], heads: Sequence[str]) -> bool:
    said = " ".join(words[:3])
    return any(said == head or said.startswith(f"{head} ") for head in heads)


def _key(words: Sequence[str]) -> str:
    whole = " ".join(words)
    if whole in _table()["areas"]:
        return whole
    return " ".join(w for w in words if w not in {"di", "del", "della", "dell", "d", "l"})


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
def _joint() -> re.Pattern[str]:
    return re.compile(_table()["joint"], re.IGNORECASE)


@cache
def _evidence() -> re.Pattern[str]:
    return re.compile(_table()["evidence_before"], re.IGNORECASE)
