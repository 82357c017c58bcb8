"""How a harvester goes on with a long list: all that is needed is in the token, we keep nothing.

A list goes by the number of the last change, which only grows: what changes while it is walked
comes again at its end, and nothing is lost. Pure.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime

from api.catalogue.oai.arguments import OaiError, Selection
from corpus.changes.ledger import read_stamp, stamp

_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Resumption:
    """Where a list goes on: after which number, of `epoch`'s ledger, with `told` records before."""

    selection: Selection
    epoch: str
    after: int
    told: int


def write_token(resumption: Resumption) -> str:
    """Return a resumption as a token, which fits into an address as it is."""
    chosen = resumption.selection
    said = [
        chosen.prefix,
        stamp(chosen.since) if chosen.since else "",
        stamp(chosen.until) if chosen.until else "",
        chosen.spec or "",
        resumption.epoch,
        resumption.after,
        resumption.told,
    ]
    body = json.dumps(said, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(body).decode().rstrip("=")


def read_token(text: str, epoch: str) -> Resumption:
    """Return what a token says; raises OaiError for one that we did not write of this ledger."""
    try:
        if len(text) > _LONGEST:
            raise ValueError("too long")
        body = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        prefix, since, until, spec, of, after, told = json.loads(body)
        words = (prefix, since, until, spec, of)
        if not all(isinstance(one, str) for one in words):
            raise TypeError("not words")
        if type(after) is not int or type(told) is not int or not 0 <= after < 2**63 or told < 0:
            raise TypeError("not numbers")
        chosen = Selection(prefix, _time(since), _time(until), spec or None)
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise OaiError("badResumptionToken", "questo token non l'abbiamo scritto noi") from error
    if of != epoch:
        raise OaiError(
            "badResumptionToken", "il registro è ricominciato da capo: ricominciate la raccolta"
        )
    return Resumption(chosen, of, after, told)


def _time(text: str) -> datetime | None:
    return read_stamp(text) if text else None
