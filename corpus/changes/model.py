"""A change of the library, and how changes follow from two states of it. Pure.

The ledger is not told what happens: whenever the library is published, what it holds is compared
with what the ledger says it held. So whoever changes the library (ingest, retract, a merge, the
mending after a crash) need not know of the ledger, and nothing that was published is missed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Act(StrEnum):
    """What became of a thing."""

    CREATED = "created"
    UPDATED = "updated"
    #: It is another thing under a second name, and leads there.
    MOVED = "moved"
    DELETED = "deleted"
    #: The ledger begins anew: what is held follows; what is not said again is to be forgotten.
    REFRESHED = "refreshed"


#: In this order within one publication: first what leaves its name to others.
_ORDER = (Act.DELETED, Act.MOVED, Act.CREATED, Act.UPDATED)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a thing stands: `state` changes when what is said of it does; `into` for a merged one.

    `documents` tell of it; `regions` are ISTAT codes, of practices only, in order.
    """

    state: str
    into: str = ""
    documents: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one thing, a compact identifier: ``practice/orti-asti``, ``document/orti``.

    `number` grows; `at` (UTC, whole seconds) is from when the change is told and never goes back.
    """

    number: int
    at: datetime
    act: Act
    name: str
    standing: Standing

    @property
    def kind(self) -> str:
        """The first part of the name; empty of a refresh."""
        return self.name.partition("/")[0]

    @property
    def gone(self) -> bool:
        """Tell whether nothing stands under this name any more."""
        return self.act in (Act.DELETED, Act.MOVED)


@dataclass(frozen=True, slots=True)
class Present:
    """What a library holds now.

    `documents`: identifier → digest of its graph; `practices`: identifier → its documents, in
    order; `merged`: compact identifier → the one that stands for it; `regions`: of practices;
    `held`: organisations that are merged no longer, but are still named.
    """

    documents: Mapping[str, str]
    practices: Mapping[str, tuple[str, ...]]
    merged: Mapping[str, str] = field(default_factory=dict)
    regions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    held: frozenset[str] = frozenset()

    def standings(self) -> dict[str, Standing]:
        """Return how each thing stands. A merge changes the one that stands for both, too."""
        found = {f"document/{one}": Standing(digest) for one, digest in self.documents.items()}
        told: dict[str, list[str]] = {}
        for practice, documents in self.practices.items():
            me = f"practice/{practice}"
            told.setdefault(self.merged.get(me, me), []).extend(
                f"{document} {self.documents[document]}" for document in documents
            )
        for practice, documents in self.practices.items():
            me = f"practice/{practice}"
            said = "\n".join(sorted(told.get(me, ())))
            found[me] = Standing(
                hashlib.sha256(said.encode()).hexdigest()[:32],
                documents=documents,
                regions=self.regions.get(practice, ()),
            )
        for organisation in self.held:
            found[organisation] = Standing("")
        for other, kept in self.merged.items():
            former = found.get(other, Standing(""))
            found[other] = Standing("", kept, former.documents, former.regions)
        return found


def changes(
    before: Mapping[str, Standing], after: Mapping[str, Standing]
) -> list[tuple[Act, str, Standing]]:
    """Return what leads from one state to the other, in a fixed order."""
    found = [*_gone(before, after), *_come(before, after)]
    return sorted(found, key=lambda one: (_ORDER.index(one[0]), one[1]))


def _gone(
    before: Mapping[str, Standing], after: Mapping[str, Standing]
) -> Iterator[tuple[Act, str, Standing]]:
    for name, former in before.items():
        if name not in after:
            yield Act.DELETED, name, Standing("", regions=former.regions)


def _come(
    before: Mapping[str, Standing], after: Mapping[str, Standing]
) -> Iterator[tuple[Act, str, Standing]]:
    for name, now in after.items():
        former = before.get(name)
        if now.into:
            if former is None or former.into != now.into:
                yield Act.MOVED, name, now
        elif former is None or former.into:
            yield Act.CREATED, name, now
        elif former.state != now.state:
            yield Act.UPDATED, name, now
