"""Making the views of practices before anybody asks for them, while nobody is kept waiting.

A page of results shows ten practices; the view of each takes some 30 ms the first time, from every
quad of its document. Where the graph is on a server it is not asked for what nobody may want.
"""

from __future__ import annotations

import logging
import time
from threading import Event

from api.routers.desk import LOOK_EVERY, Desk

_log = logging.getLogger(__name__)

#: Practices read of one edition: fewer than a desk keeps, or the first would be gone at the end.
MOST = 768
#: How long it rests, of what it worked: a third of one core, and whoever asks comes between.
_REST = 2.0


def read_ahead(desk: Desk, closing: Event) -> None:
    """Read each edition of the library as it comes, until the service is closing."""
    read = ""
    while not closing.is_set():
        library = desk.library
        moment = library.moment
        if moment != read and library.snapshot is not None:
            try:
                _read(desk, moment, closing)
            except OSError as error:  # a snapshot that was taken away: the next is being opened
                _log.warning("not read ahead: %s", error)
            read = moment
        closing.wait(LOOK_EVERY)


def _read(desk: Desk, moment: str, closing: Event) -> None:
    library = desk.library
    for identifier in library.practices()[:MOST]:
        if library.moment != moment:
            return
        started = time.monotonic()
        desk.practice(identifier)
        library.outlines.practice(identifier)
        if closing.wait(_REST * (time.monotonic() - started)):
            return
