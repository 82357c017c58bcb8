"""What curators said is one and the same: a log that only grows, `identities.jsonl`.

A merge says that a practice, or a node of an organisation, is another one under a second name. It
outlives what the library holds: a document may be withdrawn, read again or come later. A split
takes the merge back; what was never merged cannot be split.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from corpus.growing_log import GrowingLog

#: What can be one with another of its kind, as the first part of an identifier.
KINDS = ("practice", "organisation")
_KINDS_SAID = {"practice": "una pratica", "organisation": "un'organizzazione"}


class Act(StrEnum):
    """What is done to a pair."""

    MERGED = "merged"
    SPLIT = "split"


class BadIdentity(ValueError):
    """A merge that makes no sense or a line that is none; the message is in Italian."""


@dataclass(frozen=True, slots=True)
class Identity:
    """One act of one curator: `other` is (or is no longer) `kept` under another name.

    Both are compact identifiers of one kind, ``practice/orti-asti`` or ``organisation/auser``.
    Raises BadIdentity where they are not, or it is not said who and when.
    """

    act: Act
    kept: str
    other: str
    curator: str
    when: datetime
    why: str = ""

    def __post_init__(self) -> None:
        kinds = [kind_of(name) for name in (self.kept, self.other)]
        if kinds[0] != kinds[1]:
            first, second = (_KINDS_SAID[kind] for kind in kinds)
            raise BadIdentity(f"«{self.kept}» è {first} e «{self.other}» {second}")
        if self.kept == self.other:
            raise BadIdentity(f"«{self.kept}» è già sé stessa: servono due identificativi diversi")
        if not self.curator.strip():
            raise BadIdentity("manca il nome di chi decide")
        if self.when.tzinfo is None:
            raise BadIdentity("l'ora di una decisione porta il suo fuso")


class Identities:
    """The log in one file. Any number of processes may read and write it."""

    def __init__(self, path: Path) -> None:
        said = "non è un'unione né una divisione"
        self._log = GrowingLog(path, as_row, _identity, BadIdentity, said)

    def record(self, identity: Identity) -> None:
        """Add an act: it is on the disk when this returns.

        Raises BadIdentity for a merge of what is merged already or would make a circle, and for a
        split of what is not merged; OSError when the disk refuses, and the log is as before.
        """
        self._log.add([identity], lambda held: check(identity, standing(held)))

    def history(self) -> tuple[Identity, ...]:
        """Return every act, oldest first; raises BadIdentity for a line that is none."""
        return self._log.entries()

    def standing(self) -> Mapping[str, Identity]:
        """Return the merges that hold, by the identifier that was merged into another."""
        return standing(self.history())


def standing(acts: Iterable[Identity]) -> Mapping[str, Identity]:
    """Return the merges that no later split took back, by what was merged."""
    held: dict[str, Identity] = {}
    for act in acts:
        if act.act is Act.MERGED:
            held[act.other] = act
        else:
            held.pop(act.other, None)
    return held


def check(identity: Identity, held: Mapping[str, Identity]) -> None:
    """Raise BadIdentity where an act does not fit the merges that hold."""
    other, merged = identity.other, held.get(identity.other)
    if identity.act is Act.SPLIT:
        if merged is None or merged.kept != identity.kept:
            raise BadIdentity(f"«{other}» non è unita a «{identity.kept}»")
        return
    if merged is not None:
        raise BadIdentity(
            f"«{other}» è già unita a «{merged.kept}»: per unirla ad altro, prima dividetela con"
            f" «prassi split {shown(other)}»"
        )
    if other in chain(identity.kept, held):
        raise BadIdentity(
            f"«{identity.kept}» è già unita a «{other}», direttamente o per mezzo di altre:"
            " unirle al contrario farebbe un cerchio"
        )


def chain(name: str, held: Mapping[str, Identity]) -> tuple[str, ...]:
    """Return an identifier and all it leads to, one merge after the other."""
    found = [name]
    while (merged := held.get(found[-1])) and merged.kept not in found:
        found.append(merged.kept)
    return tuple(found)


def kind_of(name: str) -> str:
    """Return the kind of a compact identifier; raises BadIdentity for one of no kind of ours."""
    kind, _, rest = name.partition("/")
    if kind not in KINDS or not rest:
        raise BadIdentity(f"«{name}» non è né una pratica né un'organizzazione («organisation/…»)")
    return kind


def full(name: str) -> str:
    """Return the compact identifier of what a person names: without a kind it is a practice."""
    return name if "/" in name else f"practice/{name}"


def shown(name: str) -> str:
    """Return what a person writes for a compact identifier."""
    return name.removeprefix("practice/")


def as_row(one: Identity) -> dict[str, str]:
    """Return an act as plain values, as the log keeps it."""
    return {
        "act": str(one.act),
        "kept": one.kept,
        "other": one.other,
        "curator": one.curator,
        "when": one.when.isoformat(),
        "why": one.why,
    }


def _identity(row: Mapping[str, Any]) -> Identity:
    return Identity(
        Act(row["act"]),
        str(row["kept"]),
        str(row["other"]),
        str(row["curator"]),
        datetime.fromisoformat(row["when"]),
        str(row.get("why", "")),
    )
