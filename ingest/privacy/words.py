"""The words that tell of persons, bodies and public doors, as `privacy.toml` has them."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Known:
    """Words in small letters, without accents, points and apostrophes."""

    titles: frozenset[str]
    offices: frozenset[str]
    particles: frozenset[str]
    bodies: frozenset[str]
    body_beginnings: tuple[str, ...]
    legal_forms: frozenset[str]
    spared: frozenset[str]
    given: frozenset[str]
    unsure: frozenset[str]
    surnames: frozenset[str]
    office_mail: tuple[str, ...]
    phone_leads: tuple[str, ...]
    public_phones: tuple[str, ...]
    iban_lengths: Mapping[str, int]


@cache
def known() -> Known:
    """Return the words in force."""
    table = tomllib.loads(files("ingest.privacy").joinpath("privacy.toml").read_text("utf-8"))
    unsure = frozenset(table["unsure_given"])
    return Known(
        frozenset(table["titles"]),
        frozenset(table["offices"]),
        frozenset(table["particles"]),
        frozenset(table["bodies"]),
        tuple(word for word in table["bodies"] if len(word) > 3),
        frozenset(word for word in table["bodies"] if len(word) < 6),
        frozenset(table["spared"]),
        frozenset(table["given"]) - unsure,
        unsure,
        frozenset(table["surnames"]),
        tuple(table["addresses"]["offices"]),
        tuple(table["phones"]["leads"]),
        tuple(table["phones"]["public"]),
        table["iban"]["lengths"],
    )


def says_body(word: str) -> bool:
    """Tell whether a folded word says that a name is a body's: "cooperativa", "fondazione"."""
    bodies = known()
    return word in bodies.bodies or (len(word) > 3 and word.startswith(bodies.body_beginnings))


def fold(word: str) -> str:
    """Return a word in small letters, without accents, points and apostrophes."""
    plain = unicodedata.normalize("NFD", word.lower())
    return "".join(sign for sign in plain if sign.isalpha())
