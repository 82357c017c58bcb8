"""What a list lets one choose among, beside a name and an order. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Option:
    """A value one may choose, in words."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A box of the form above a list: the first of its options is to choose nothing."""

    name: str
    title: str
    options: tuple[Option, ...]
    chosen: str = ""


def choice(name: str, title: str, anything: str, options: list[Option], chosen: str) -> Choice:
    """Return a box whose first option, in the words `anything`, chooses nothing."""
    return Choice(name, title, (Option("", anything), *options), chosen)
