"""Named areas that are no comune, province or region: quarters, valleys, unions of comuni.

They keep their own name as a node, `area/<name>-<parent>`, and have the code of the territory that
contains them, when the text, the name or our list of valleys says it; nothing is guessed where
neither does.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ingest.linking.territories import administered_comune, choose_place
from ingest.model import Label, Span
from ontology.places import Gazetteer, normal_name

_NEAR = 60  # characters in which the territory that contains a part is named
_MOSTLY = 0.6  # of the comuni that a document names, the share that makes one its own


@dataclass(frozen=True, slots=True)
class Area:
    """A named area and the territory (ISTAT code) that contains it."""

    name: str
    parent: str

    @property
    def node(self) -> str:
        """The identifier of the area: two quarters of one name in two towns are two nodes."""
        return f"area/{normal_name(self.name).replace(' ', '-')}-{self.parent}"


def area_of(span: Span, text: str, gazetteer: Gazetteer, own: str | None) -> Area | None:
    """Return the area that a span names, None where no parent is said.

    `own` is the code of the comune that the document is about, if any: its quarters are there.
    """
    name = " ".join(span.text.split())
    words = normal_name(name).split()
    several = _begins(words, _table()["inter_municipal"])
    part = _begins(words, _table()["parts"]) and not several
    parent = (
        _table()["areas"].get(_key(words))
        or _named_after(span, text, gazetteer)
        or _inside(words, gazetteer)
        or (own if part else None)
    )
    return Area(name, parent) if parent and gazetteer.get(parent) else None


def own_comune(
    spans: Sequence[Span], codes: Mapping[Span, str], gazetteer: Gazetteer
) -> str | None:
    """Return the comune that most of the comuni named in a document are, if one is."""
    rows = [(span.start, gazetteer.get(code)) for span, code in codes.items()]
    bodies = (span for span in spans if span.label is Label.ACTOR)
    rows += [(span.start, administered_comune(span.text, gazetteer)) for span in bodies]
    rows.sort(key=lambda row: row[0])
    comuni = Counter(place.code for _, place in rows if place and place.level == "comune")
    own, count = comuni.most_common(1)[0] if comuni else ("", 0)
    return own if count and count >= _MOSTLY * comuni.total() else None


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


def _begins(words: Sequence[str], heads: Sequence[str]) -> bool:
    said = " ".join(words[:3])
    return any(said == head or said.startswith(f"{head} ") for head in heads)


def _key(words: Sequence[str]) -> str:
    whole = " ".join(words)
    if whole in _table()["areas"]:
        return whole
    return " ".join(w for w in words if w not in _table()["left_out"])


@cache
def _table() -> dict[str, Any]:
    words = files("ingest.linking").joinpath("areas.toml").read_text(encoding="utf-8")
    return tomllib.loads(words)


@cache
def _joint() -> re.Pattern[str]:
    return re.compile(_table()["joint"], re.IGNORECASE)
