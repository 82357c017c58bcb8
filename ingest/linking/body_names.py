"""One name of a body taken apart: what kind of body, which one, where.

"Cooperativa sociale Il Faggio s.c.s. Onlus", "IL FAGGIO soc. coop." and "coop. Il Faggio" are the
kind *cooperativa* and the words *faggio*; "Città di Torino" and "Comune di Torino" the kind
*comune* and one territory. Ways of saying are data: `bodies.toml`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ingest.linking.body_kinds import kind_of, said_of_kind
from ingest.linking.body_words import (
    essential,
    folded,
    is_number,
    is_word,
    joints,
    lists,
    without_forms,
)
from ontology.places import Gazetteer, Place

_BRACKETS = re.compile(r"\(([^()]{2,80})\)")
_MAX_SLUG = 80
_MAX_NAME = 300


@dataclass(frozen=True, slots=True)
class BodyName:
    """A name of a body: `kind` of `bodies.toml` ("" for none), the words that tell it from others.

    `place` is the territory that the name is about, where the gazetteer knows it; `federated` is
    true of a body with local branches and of each branch.
    """

    text: str
    kind: str
    words: tuple[str, ...]
    place: Place | None = None
    federated: bool = False

    @property
    def same(self) -> str:
        """What two spellings of one name share: its words without blanks."""
        return self.place.code if self.place and self.kind else "".join(self.words)

    @property
    def node(self) -> str:
        """The name as the end of an identifier: ASCII, small letters, hyphens."""
        if said_of_kind(self.kind).get("level") and self.words:
            name = folded(self.place.name) if self.place else self.words
            parts = [self.kind, "" if self.kind == "regione" else "di", *name]
        elif self.words:
            parts = [*([] if self.coined else [self.kind]), *self.words]
        else:
            parts = list(folded(self.text))
        return "-".join(filter(None, parts))[:_MAX_SLUG].strip("-")

    @property
    def coined(self) -> bool:
        """Whether the kind adds nothing, the rest being made up: "Cariplo", "cooperativa Asad".

        A word of the dictionary ("Sole", "Amicizia") is many bodies' name.
        """
        droppable = not self.kind or said_of_kind(self.kind).get("droppable", False)
        if not droppable or self.place is not None or len(self.words) != 1:
            return False
        word = self.words[0]
        return len(word) > 2 and word.isalpha() and not is_word(word)

    @property
    def seat(self) -> str:
        """The territory that must be known to tell it from its namesakes: comune, region or none.

        A number ("ATS 13"), one made-up word or everyday words ("Il Faro") are names that many
        share; names with a place or of several rarer words are not, nor are known national bodies.
        """
        if self.place is not None or not self.words or self.known:
            return ""
        if self.coined and self.kind != "fondazione":
            return "region"
        seat = str(said_of_kind(self.kind).get("seat", "")) if self.kind else "region"
        if all(map(is_number, self.words)):
            return seat or "region"
        most = 3 if self.kind else 2
        shared = len(self.words) <= most and all(is_word(w) or len(w) <= 5 for w in self.words)
        return seat if shared else ""

    @property
    def known(self) -> bool:
        """Whether the whole country knows it: in our lists, or with branches of its own."""
        whole = " ".join(self.words)
        named = {whole, " ".join(filter(None, (self.kind, whole)))}
        return (
            self.federated
            or not named.isdisjoint(lists()["national"])
            or not named.isdisjoint(_known_words())
            or any(word in _federated_heads() for word in self.words)
        )


def read_name(text: str, gazetteer: Gazetteer | None = None) -> BodyName:
    """Take a name apart; `gazetteer` tells the territories in it."""
    words = without_forms(folded(text[:_MAX_NAME]))
    kind, rest = kind_of(words)
    while len(rest) > 1 and rest[0] in lists()["articles"]:
        rest = rest[1:]
    level = said_of_kind(kind).get("level")
    place = None
    if gazetteer is not None and kind:
        place = _territory(rest, level, gazetteer)
        if kind == "comune" and place is None and rest and _numbered(rest):
            kind = "municipio"
        if kind == "ambito" and place and _first(text) == "ats" and _has_an_agency(place):
            kind = "agenzia-tutela-salute"
        if place is not None and not level and len(rest) > 1 and rest[0].isdigit():
            rest = rest[1:]  # "Asl 8 di Cagliari": the place says which
    rest = essential(rest)
    federated = _is_federated((kind, *rest) if kind in _federated_heads() else rest)
    return BodyName(text, kind, rest, place, federated)


def other_name(name: BodyName) -> str | None:
    """Return the full name of a body known by an acronym or by its palace ("Viminale")."""
    table: dict[str, str] = lists()["other_names"]
    return table.get(" ".join(filter(None, (name.kind, *name.words)))) or (
        table.get(" ".join(name.words)) if not name.kind or name.kind == "asl" else None
    )


def in_brackets(text: str) -> tuple[str, str] | None:
    """Return a name and what its brackets hold: "Ente di Sviluppo Agricolo (ESA)"."""
    found = _BRACKETS.search(text)
    if found is None:
        return None
    return " ".join((text[: found.start()] + text[found.end() :]).split()), found[1].strip()


def is_federated(name: BodyName) -> bool:
    """Whether the bare name is that of a body with branches: "Auser", "Caritas"."""
    return name.federated and " ".join(name.words) in _federated_heads()


def _territory(words: tuple[str, ...], level: str | None, gazetteer: Gazetteer) -> Place | None:
    tried = words[1:] if len(words) > 1 and words[0].isdigit() else words
    while len(tried) > 1 and tried[0] in joints():
        tried = tried[1:]
    places: tuple[Place, ...] = gazetteer.named(" ".join(tried)) if tried else ()
    for size in range(len(tried) - 1, 0, -1):  # "Bolzano/Bozen": one place in two tongues
        if places:
            break
        both = gazetteer.named(" ".join(tried[:size]))
        there = frozenset(gazetteer.named(" ".join(tried[size:])))
        places = tuple(place for place in both if place in there)
    if not places and tried:
        places = gazetteer.named(f"l'{' '.join(tried)}") or gazetteer.named("la " + " ".join(tried))
    if level:
        places = tuple(place for place in places if place.level == level)
    elif places:
        order = {"comune": 0, "provincia": 1, "regione": 2}
        return min(places, key=lambda place: (order[place.level], -(place.population or 0)))
    return places[0] if len(places) == 1 else None


def _has_an_agency(place: Place) -> bool:
    """In Lombardy, and for a whole region, "ATS" is the agency that protects health."""
    return place.level == "regione" or place.region_code == "03"


def _numbered(words: tuple[str, ...]) -> bool:
    return any(map(is_number, words))


def _first(text: str) -> str:
    words = folded(text)
    return words[0] if words else ""


def _is_federated(words: tuple[str, ...]) -> bool:
    return any(" ".join(words[:size]) in _federated_heads() for size in (1, 2, 3))


@cache
def _federated_heads() -> frozenset[str]:
    return frozenset(lists()["federated"])


@cache
def _known_words() -> frozenset[str]:
    """The full names behind acronyms and nicknames, as `words` of a name."""
    names = [read_name(name) for name in lists()["other_names"].values()]
    whole = (" ".join(filter(None, (name.kind, *name.words))) for name in names)
    return frozenset(lists()["other_names"]) | frozenset(whole)
