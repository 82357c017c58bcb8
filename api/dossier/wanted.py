"""What a reader put into a dossier: identifiers and notes, cleaned, in the reader's order. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from api.dossier.limits import limits
from api.routers.parameters import LONGEST_IDENTIFIER, clean_question

#: Signs that a note may not hold: no program that opens the file could read them.
_UNREADABLE = ("Cc", "Cs", "Cn")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A practice of a dossier, as the reader names it."""

    practice: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Dossier:
    """A dossier as it came; `problems` say what is wrong with it, by practice (or ``""``)."""

    title: str
    entries: tuple[Wanted, ...]
    problems: tuple[tuple[str, str], ...] = ()

    def without(self, practice: str) -> Dossier:
        """Return the dossier without a practice."""
        return replace(self, entries=tuple(e for e in self.entries if e.practice != practice))

    def moved(self, practice: str, by: int) -> Dossier:
        """Return the dossier with a practice some places further down, or up where negative."""
        entries = list(self.entries)
        here = next((n for n, one in enumerate(entries) if one.practice == practice), None)
        if here is not None:
            entries.insert(max(0, here + by), entries.pop(here))
        return replace(self, entries=tuple(entries))


def dossier(practices: Sequence[str], notes: Sequence[str], title: str = "") -> Dossier:
    """Return a dossier of what a form or an address holds: a note goes with each practice.

    A practice that is there twice is there once, with both notes. Too much is told, not cut.
    """
    found: dict[str, str] = {}
    for practice, note in zip_longest(practices[: 10 * limits().practices], notes, fillvalue=""):
        name, words = clean_question(practice)[:LONGEST_IDENTIFIER], clean_note(note)
        if name:
            found[name] = "\n".join(dict.fromkeys(filter(None, (found.get(name, ""), words))))
    entries = tuple(Wanted(name, note) for name, note in found.items())
    return Dossier(clean_question(title), entries, tuple(_problems(entries, clean_question(title))))


def clean_note(note: str) -> str:
    """Return a note as typed, lines kept, without signs that no program can show."""
    lines = unicodedata.normalize("NFC", note).replace("\r\n", "\n").replace("\r", "\n")
    kept = (
        sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) not in _UNREADABLE
    )
    return "".join(kept).strip()


def _problems(entries: Sequence[Wanted], title: str) -> Iterable[tuple[str, str]]:
    most = limits()
    if len(entries) > most.practices:
        yield (
            "",
            f"Il dossier ha {len(entries)} pratiche: al massimo ne tiene {most.practices}. "
            f"Qui ci sono le prime {most.practices}: salvatele, o toglietene qualcuna.",
        )
    if len(title) > most.title:
        yield "", f"Il nome del dossier è lungo {len(title)} caratteri: al massimo {most.title}."
    for one in entries:
        if len(one.note) > most.note:
            yield (
                one.practice,
                f"Gli appunti hanno {len(one.note)} caratteri: al massimo {most.note}.",
            )
