"""One name of a body taken apart: what kind of body, which one, where.

"Cooperativa sociale Il Faggio s.c.s. Onlus", "IL FAGGIO soc. coop." and "coop. Il Faggio" are the
kind *cooperativa* and the words *faggio*; "Città di Torino" and "Comune di Torino" the kind
*comune* and one territory. Ways of saying are data: `bodies.toml`.
"""

from __future__ import annotations

import html
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import simplemma

from ontology.places import Gazetteer, Place

_BROKEN_WORD = re.compile(r"-[ \t]{0,20}\r?\n\s{0,20}(?=[a-zà-ý])")
_DOTTED = re.compile(r"(?<![\w.])(?:\w{1,3}\.){2,8}(?:\w{1,3}(?![\w.]))?")  # "MO.D.A.V.I."
_CAMEL = re.compile(r"\b(gli|la|il|le|di|e)(?=[A-Z])")  # "Noi&gliAltri"
_INITIAL = re.compile(r"\b[A-Z]\.(?=\s?[A-Z][a-z])")  # "Istituto G. Falusi"
_WORD = re.compile(r"[a-z0-9]+")
_BRACKETS = re.compile(r"\(([^()]{2,80})\)")
_MAX_SLUG = 80
_MAX_NAME = 300


@dataclass(frozen=True, slots=True)
class BodyName:
    """A name of a body: `kind` of `bodies.toml` ("" for none), the words that tell it from others.

    `place` is the territory that the name is about, where the gazetteer knows it; `federated` is
    true of a body with local branches, `branch` of a name with more than the whole's.
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
        if _kinds().get(self.kind, {}).get("level") and self.words:
            name = _folded(self.place.name) if self.place else self.words
            parts = [self.kind, "" if self.kind == "regione" else "di", *name]
        elif self.words:
            parts = [*([] if self.coined else [self.kind]), *self.words]
        else:
            parts = list(_folded(self.text))
        return "-".join(filter(None, parts))[:_MAX_SLUG].strip("-")

    @property
    def coined(self) -> bool:
        """Whether the kind adds nothing, the rest being made up: "Cariplo", "cooperativa Asad".

        A word of the dictionary ("Sole", "Amicizia") is many bodies' name.
        """
        droppable = not self.kind or _kinds()[self.kind].get("droppable", False)
        if not droppable or self.place is not None or len(self.words) != 1:
            return False
        word = self.words[0]
        return len(word) > 2 and word.isalpha() and not _is_word(word)

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
        seat = str(_kinds()[self.kind].get("seat", "")) if self.kind else "region"
        if all(word.isdigit() or _ROMAN.fullmatch(word) for word in self.words):
            return seat or "region"
        most = 3 if self.kind else 2
        shared = len(self.words) <= most and all(_is_word(w) or len(w) <= 5 for w in self.words)
        return seat if shared else ""

    @property
    def known(self) -> bool:
        """Whether the whole country knows it: in our lists, or with branches of its own."""
        whole = " ".join(self.words)
        named = {whole, " ".join(filter(None, (self.kind, whole)))}
        return (
            self.federated
            or not named.isdisjoint(_table()["national"])
            or not named.isdisjoint(_known_words())
            or any(word in _federated_heads() for word in self.words)
        )


_ROMAN = re.compile(r"[ivx]{1,5}")


def read_name(text: str, gazetteer: Gazetteer | None = None) -> BodyName:
    """Take a name apart; `gazetteer` tells the territories in it."""
    words = _without_forms(_folded(text[:_MAX_NAME]))
    kind, rest = _kind_of(words)
    while len(rest) > 1 and rest[0] in _table()["articles"]:
        rest = rest[1:]
    level = _kinds().get(kind, {}).get("level")
    place = None
    if gazetteer is not None and kind:
        place = _territory(rest, level, gazetteer)
        if kind == "comune" and place is None and rest and _numbered(rest):
            kind = "municipio"
        if kind == "ambito" and place and _first(text) == "ats" and _has_an_agency(place):
            kind = "agenzia-tutela-salute"
        if place is not None and not level and len(rest) > 1 and rest[0].isdigit():
            rest = rest[1:]  # "Asl 8 di Cagliari": the place says which
    rest = _essential(rest)
    federated = _is_federated((kind, *rest) if kind in _federated_heads() else rest)
    return BodyName(text, kind, rest, place, federated)


def other_name(name: BodyName) -> str | None:
    """Return the full name of a body known by an acronym or by its palace ("Viminale")."""
    table: dict[str, str] = _table()["other_names"]
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


def concept_of_kind(kind: str) -> str | None:
    """Return the concept of the actor scheme of a kind of bodies."""
    concept: str | None = _kinds().get(kind, {}).get("concept")
    return concept


def family(kind: str) -> str:
    """Return what a bare mention may mean by a kind: "l'azienda sanitaria" may be an ULSS."""
    return str(_kinds()[kind].get("family", kind)) if kind else ""


@lru_cache(maxsize=4096)
def _is_word(word: str) -> bool:
    return bool(simplemma.is_known(word, lang="it"))


@lru_cache(maxsize=8192)
def _folded(text: str) -> tuple[str, ...]:
    """Return the words of a name: no case, accents, points of acronyms, broken lines."""
    whole = html.unescape(" ".join(_BROKEN_WORD.sub("", text).split()))
    whole = _CAMEL.sub(r"\1 ", whole.replace("&", " e "))
    whole = _DOTTED.sub(lambda match: match.group().replace(".", ""), whole)
    whole = _INITIAL.sub("", whole)
    decomposed = unicodedata.normalize("NFKD", whole.casefold())
    letters = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return tuple(_WORD.findall(letters))


def _essential(words: tuple[str, ...]) -> tuple[str, ...]:
    joints = frozenset(_table()["joints"])
    return tuple(word for word in words if word not in joints)


def _without_forms(words: tuple[str, ...]) -> tuple[str, ...]:
    forms: list[tuple[str, ...]] = [tuple(form.split()) for form in _table()["legal_forms"]]
    kept = words
    changed = True
    while changed and len(kept) > 1:
        changed = False
        for form in forms:
            size = len(form)
            if len(kept) > size and kept[-size:] == form:
                kept, changed = kept[:-size], True
            elif len(kept) > size and kept[:size] == form:
                kept, changed = kept[size:], True
    joints = frozenset(_table()["joints"])
    while len(kept) > 1 and kept[-1] in joints:
        kept = kept[:-1]
    return kept or words


def _kind_of(words: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Return the kind that the longest of its ways to be said gives, and the other words."""
    joints = frozenset(_table()["joints"])
    while len(words) > 1 and words[0] in _table()["articles"] and words[1] in _first_words():
        words = words[1:]
    for kind, said in _sayings():
        at = count = 0
        while at < len(words) and count < len(said):
            if words[at] == said[count]:
                count += 1
            elif words[at] not in joints or not count:
                break
            at += 1
        if count == len(said):
            while at < len(words) and words[at] in joints:
                at += 1
            return kind, words[at:]
    for kind, said in _sayings():
        if _kinds()[kind].get("after") and len(words) > len(said) and words[-len(said) :] == said:
            return kind, words[: -len(said)]
    return "", words


def _territory(words: tuple[str, ...], level: str | None, gazetteer: Gazetteer) -> Place | None:
    joints = frozenset(_table()["joints"])
    tried = words[1:] if len(words) > 1 and words[0].isdigit() else words
    while len(tried) > 1 and tried[0] in joints:
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
    return any(word.isdigit() or _ROMAN.fullmatch(word) for word in words)


def _first(text: str) -> str:
    words = _folded(text)
    return words[0] if words else ""


def _is_federated(words: tuple[str, ...]) -> bool:
    return any(" ".join(words[:size]) in _federated_heads() for size in (1, 2, 3))


@cache
def _federated_heads() -> frozenset[str]:
    return frozenset(_table()["federated"])


@cache
def _known_words() -> frozenset[str]:
    """The full names behind acronyms and nicknames, as `words` of a name."""
    names = [read_name(name) for name in _table()["other_names"].values()]
    whole = (" ".join(filter(None, (name.kind, *name.words))) for name in names)
    return frozenset(_table()["other_names"]) | frozenset(whole)


@cache
def _sayings() -> tuple[tuple[str, tuple[str, ...]], ...]:
    said = [
        (kind, tuple(words.split()))
        for kind, row in _kinds().items()
        if not row.get("numbered")
        for words in row["words"]
    ]
    return tuple(sorted(said, key=lambda pair: -len(pair[1])))


@cache
def _first_words() -> frozenset[str]:
    return frozenset(words[0] for _, words in _sayings())


def _kinds() -> dict[str, Any]:
    kinds: dict[str, Any] = _table()["kind"]
    return kinds


@cache
def _table() -> dict[str, Any]:
    words = files("ingest.linking").joinpath("bodies.toml").read_text(encoding="utf-8")
    return tomllib.loads(words)
