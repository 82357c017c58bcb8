"""Everything found about one practice, before it is written as statements."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.model import Practice
from ingest.relations.calls import Call
from ingest.relations.money import NO_MONEY, Finances
from ingest.relations.periods import Time
from ingest.relations.recipients import Recipient
from ingest.relations.results import Outcome
from ingest.relations.seats import Seat
from ingest.roles import RoleFound
from ingest.status import StatusFound


@dataclass(frozen=True, slots=True)
class Findings:
    """A practice with its status, the roles of its actors and the relations between its spans."""

    practice: Practice
    status: StatusFound | None = None
    roles: tuple[RoleFound, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    finances: Finances = NO_MONEY
    times: tuple[Time, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    seats: tuple[Seat, ...] = ()
    call: Call | None = None
