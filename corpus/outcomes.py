"""What became of the documents offered to the library."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from corpus.intake.cataloguing import TurnedAway


class Status(StrEnum):
    """What became of a document offered to the library."""

    ADDED = "added"
    UNCHANGED = "unchanged"
    UPDATED = "updated"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Accession:
    """The outcome for one document; `reason` (Italian) only when it was rejected.

    `notes` (Italian) say why a document taken in states nothing, or what it leaves out.
    """

    document: str
    status: Status
    practices: tuple[str, ...] = ()
    statements: int = 0
    reason: str | None = None
    notes: tuple[str, ...] = ()

    @classmethod
    def rejected(cls, turned_away: TurnedAway) -> Accession:
        """Return the outcome of a document that could not be read."""
        return cls(turned_away.document, Status.REJECTED, reason=turned_away.reason)
