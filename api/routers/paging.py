"""Where the next and the former page of a list are: relative addresses, whatever host we have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from api.errors import PrassiError


@dataclass(frozen=True, slots=True)
class Paging:
    """The addresses of the pages around one; None where there is none, or none that we give."""

    next: str | None
    previous: str | None

    @property
    def headers(self) -> dict[str, str]:
        """Return the ``Link`` header (RFC 8288), or nothing."""
        links = (("next", self.next), ("prev", self.previous))
        told = ", ".join(f'<{address}>; rel="{rel}"' for rel, address in links if address)
        return {"Link": told} if told else {}


def paging(
    path: str, asked: Mapping[str, Any], limit: int, offset: int, total: int, deepest: int
) -> Paging:
    """Return the pages around the one that `offset` begins, of the same question and filters.

    `asked` are the other parameters, a list giving one pair for each of its values; no page begins
    after `deepest`.
    """

    def address(start: int) -> str:
        kept = {name: value for name, value in asked.items() if value}
        return f"{path}?{urlencode({**kept, 'limit': limit, 'offset': start}, doseq=True)}"

    after = offset + limit
    return Paging(
        next=address(after) if after < total and after <= deepest else None,
        previous=address(max(0, offset - limit)) if offset else None,
    )


def either_or() -> PrassiError:
    """Return the refusal of a page that is asked for both by number and by cursor."""
    reason = "non si dà insieme a «cursor», che dice già dove continuare"
    error = {"parameter": "offset", "reason": reason}
    return PrassiError(
        422,
        "Parametri non validi",
        f"«offset» {reason}.",
        "invalid-request",
        extra={"errors": [error]},
    )
