"""The form «Descrivi il bisogno»: what was typed, kept as typed, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.routers.parameters import MAX_VALUES
from api.web.environment import address
from corpus.matching.matchmaker import Matchmaker
from corpus.matching.situation import Situation, UnfitSituation
from corpus.matching.territory import UnknownPlace

#: The fields of the page, by the names that the matchmaker gives them.
_FIELDS = {"place": "luogo", "means": "mezzi"}
_CODE = re.compile(r"\(?(?:[^()]*, )?([0-9]{2,6})\)$")


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed, sign by sign: given back when something is wrong."""

    q: str = ""
    beneficiary: tuple[str, ...] = ()
    need: tuple[str, ...] = ()
    luogo: str = ""
    mezzi: str = ""

    @property
    def is_blank(self) -> bool:
        """Tell whether nobody has typed anything yet."""
        said = (self.q, self.luogo, self.mezzi, *self.beneficiary, *self.need)
        return not any(one.strip() for one in said)

    def at(self, **changed: Any) -> str:
        """Return the address of this question, with some fields changed."""
        fields = ("q", "beneficiary", "need", "luogo", "mezzi")
        return address("/bisogno", {name: getattr(self, name) for name in fields} | changed)


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with a field; `ways` are names to choose instead, with their addresses."""

    text: str
    ways: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Pick:
    """A concept that one may tick."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Understood:
    """The situation, or what is wrong: one of the two is empty."""

    situation: Situation | None
    complaints: Mapping[str, Complaint]


def understand(typed: Typed, asked: Matchmaker) -> Understood:
    """Read the form; every field that is wrong is told, not the first alone."""
    wrong: dict[str, Complaint] = {}
    for name in ("beneficiary", "need"):
        if len(getattr(typed, name)) > MAX_VALUES:
            wrong[name] = Complaint(f"Sono troppe voci: al massimo {MAX_VALUES}")
    if wrong:
        return Understood(None, wrong)
    try:
        if typed.luogo.strip():
            asked.territories.find(typed.luogo)
    except UnknownPlace as error:
        wrong["luogo"] = _unknown(error, typed)
    try:
        situation = asked.situation(
            typed.q, typed.need, typed.beneficiary, "" if wrong else typed.luogo, typed.mezzi
        )
    except UnfitSituation as error:
        field = _FIELDS.get(error.parameter, error.parameter)
        wrong[field] = Complaint(_sentence(str(error)))
    else:
        if not wrong:
            return Understood(situation, {})
    return Understood(None, wrong)


def picks(asked: Matchmaker, scheme: str, chosen: Sequence[str]) -> tuple[Pick, ...]:
    """Return the broadest concepts of a scheme to tick; what is ticked already comes first."""
    schemes = asked.library.reference.schemes
    ticked = tuple(dict.fromkeys(one for one in chosen if one in schemes))
    broadest = (one for one in schemes.scheme(scheme) if one.broader is None)
    found = {one: schemes[one].label for one in ticked} | {
        one.id: one.label for one in broadest if one.id not in ticked
    }
    return tuple(Pick(value, label, value in ticked) for value, label in found.items())


def _unknown(error: UnknownPlace, typed: Typed) -> Complaint:
    """Return what is wrong with a place; where there are names to choose from, without the list."""
    ways = tuple(_ways(error.near, typed))
    text = _sentence(str(error))
    if ways:
        name, end, rest = text.partition("»")
        text = name + end + rest.partition(":")[0]
    return Complaint(text, ways)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _ways(near: Sequence[str], typed: Typed) -> list[tuple[str, str]]:
    """Return the names to choose from, each with the same question asked with its code."""
    found = ((name, _CODE.search(name)) for name in near)
    return [(name, typed.at(luogo=code[1])) for name, code in found if code]
