"""A saved search and its news: the practices that answer it, those that changed last first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from api.errors import UnavailableError
from api.routers.desk import Desk
from corpus.changes.ledger import Ledger, NoLedger
from corpus.library import Library
from search.model import Hit
from search.scope import Filters

#: How many of the practices nearest to a question are looked at for news; the rest are too far.
NEAREST = 50
_STRETCH = 5000


@dataclass(frozen=True, slots=True)
class News:
    """A practice that answers a saved search, and since when it stands as it does (UTC)."""

    hit: Hit
    at: datetime


def news(desk: Desk, question: str, filters: Filters, limit: int) -> tuple[News, ...]:
    """Return at most `limit` practices, those that changed last first.

    With a question, of the nearest `NEAREST`; without, of all that pass the filters. Raises
    UnavailableError where nothing can be said about time.
    """
    times = changed(desk.library)
    if question:
        found = desk.library.search(question, filters, NEAREST, 0).hits
    else:
        passing = {one.id for one in desk.library.engine.titled(filters)}
        newest = sorted(passing & times.keys(), key=lambda one: (times[one], one))[-limit:]
        found = _hits(desk.library, filters, frozenset(newest))
    told = (News(hit, times[hit.id]) for hit in found if hit.id in times)
    return tuple(sorted(told, key=lambda one: (one.at, one.hit.id), reverse=True)[:limit])


def _hits(library: Library, filters: Filters, wanted: frozenset[str]) -> tuple[Hit, ...]:
    found: list[Hit] = []
    after: tuple[str, str] | int = 0
    while len(found) < len(wanted):
        page = library.browse(filters, _STRETCH, after)
        found += [hit for hit in page.hits if hit.id in wanted]
        if page.last is None:
            break
        after = page.last
    return tuple(found)


def changed(library: Library) -> Mapping[str, datetime]:
    """Return since when each practice stands as it does (UTC).

    Raises UnavailableError where nothing can be said about time.
    """
    try:
        extent = library.changes.extent()
        return _times(library.changes, extent.epoch, extent.last)
    except NoLedger as error:
        raise UnavailableError(
            "Non si sa ancora quando le pratiche sono cambiate: riprovate fra un minuto.", 60
        ) from error


@lru_cache(maxsize=4)
def _times(ledger: Ledger, _epoch: str, _last: int) -> Mapping[str, datetime]:
    found: dict[str, datetime] = {}
    after = 0
    while True:
        stretch = ledger.standing("practice", after=after, limit=_STRETCH)
        found |= {one.name.partition("/")[2]: one.at for one in stretch if not one.gone}
        if len(stretch) < _STRETCH:
            return found
        after = stretch[-1].number
