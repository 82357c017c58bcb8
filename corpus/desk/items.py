"""What lies on the desk: something proposed, reported or brought, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Where an item comes from."""

    PROPOSAL = "proposta"  # of the public: a new practice
    REPORT = "segnalazione"  # of the public: an error about a practice
    UPLOAD = "caricamento"  # of a curator
    REVISION = "revisione"  # of a curator: a document held, to be published with the judgements


class State(StrEnum):
    """How far an item has come; `OPEN` ones wait for a curator, `WAITING` for the writer."""

    NEW = "nuova"
    TAKEN = "in-esame"
    ACCEPTED = "accettata"
    WRITING = "in-scrittura"
    PUBLISHED = "pubblicata"
    REJECTED = "respinta"
    FAILED = "non-riuscita"
    CLOSED = "chiusa"
    LEAVING = "in-ritiro"
    WITHDRAWN = "ritirata"


OPEN = (State.NEW, State.TAKEN, State.FAILED)
WAITING = (State.ACCEPTED, State.WRITING, State.LEAVING)


@dataclass(frozen=True, slots=True)
class Offer:
    """What somebody brings: a file told by the hash of its bytes, or only words.

    `who` is an address for answers, if they gave one; `stamp` tells a form sent twice.
    """

    kind: Kind
    title: str
    words: str = ""
    source: str = ""
    licence: str = ""
    who: str = ""
    practice: str = ""
    document: str = ""
    file: str = ""
    sha256: str = ""
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """An offer on the desk.

    `revision` grows with every act, so that nobody acts on what they have not seen; `outcome` is
    what the writer or a curator said last (Italian).
    """

    id: str
    offer: Offer
    state: State
    created: str
    updated: str
    taken_by: str
    revision: int
    outcome: str
    document: str
    approved_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """Who did what, when; `item` and `sha256` say to what."""

    number: int
    at: str
    who: str
    act: str
    item: str
    sha256: str
    detail: str


class Overtaken(RuntimeError):
    """Somebody acted on an item meanwhile; `now` is how it stands."""

    def __init__(self, now: Item) -> None:
        super().__init__(now.id)
        self.now = now


class NotPossible(ValueError):
    """An act that the state of an item does not allow; the message is in Italian."""
