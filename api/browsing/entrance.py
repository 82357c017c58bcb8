"""``/sfoglia``: every kind of thing with how many there are, and the ten that are met most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import HTMLResponse

from api.browsing import calls, documents, organisations, places
from api.browsing.concepts import concept_lines
from api.browsing.lines import Line, in_order
from api.browsing.words import Kind, words
from api.routers.counting import Counts
from api.routers.desk import Desk
from api.routers.naming import Naming
from api.web.environment import page

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Door:
    """A kind of thing: `total` of those that practices have to do with, and the first of them."""

    kind: Kind
    total: int
    lines: tuple[Line, ...]


def entrance(desk: Desk) -> HTMLResponse:
    """Return the page."""
    naming = Naming(desk)
    counts = Counts(desk, naming, {})
    found = [
        Door(kind, len(lines), tuple(lines[:_SHOWN]))
        for kind in words().kinds.values()
        if (lines := _lines(kind, desk, naming, counts))
    ]
    return page("browse.html", doors=found)


def _lines(kind: Kind, desk: Desk, naming: Naming, counts: Counts) -> Sequence[Line]:
    """Return the things of a kind that practices have to do with, those met most first."""
    if kind.scheme:
        lines = [line for line in concept_lines(naming, kind, counts) if line.count]
    elif kind.slug == "organizzazioni":
        lines = organisations.organisation_lines(naming, {})
    elif kind.slug == "luoghi":
        lines = places.place_lines(naming, places.Counted(desk, naming, {}))
    elif kind.slug == "bandi":
        return calls.call_lines(naming, {}, "")  # the open ones first
    else:
        lines = documents.document_lines(naming, {})
    return in_order(lines, "pratiche")
