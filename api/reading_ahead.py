"""Making the views of practices before anybody asks for them, while nobody is kept waiting.

A page of results shows ten practices; the view of each takes some 30 ms the first time, from every
quad of its document. The page of one shows those like it, which takes the encoder 70 ms and more;
they come after all views. Where the graph is on a server it is not asked for what nobody may want.
"""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Callable
from threading import Event

from api.routers.desk import LOOK_EVERY, Desk
from corpus.matching.comparison import UnknownPractice
from search.index import BrokenIndexError

_log = logging.getLogger(__name__)

#: Practices read of one edition: fewer than a desk keeps, or the first would be gone at the end.
MOST = 768
#: How long it rests, of what it worked: half of one core.
_REST = 1.0
#: Seconds since anybody asked for anything: whoever reads would share the interpreter with it.
_QUIET = 0.5


def read_ahead(desk: Desk, closing: Event) -> None:
    """Read each edition of the library as it comes, until the service is closing."""
    read = ("", desk.encoding)
    while not closing.is_set():
        known = (desk.library.moment, desk.encoding)
        if known != read and desk.library.snapshot is not None:
            try:
                _read(desk, known[0], closing)
                _set_aside()
            except OSError as error:  # a snapshot that was taken away: the next is being opened
                _log.warning("not read ahead: %s", error)
            except Exception:  # noqa: BLE001 - pages are made as they are asked for, and say so
                _log.exception("not read ahead")
            read = known
        closing.wait(LOOK_EVERY)


def _set_aside() -> None:
    """Have the collector pass over what is kept: each whole pass stops every reader, for nothing.

    Half a second with 500 practices, and a reader's own request sets it off.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _read(desk: Desk, moment: str, closing: Event) -> None:
    practices = desk.library.practices()[:MOST]
    for make in (_view, _similar):
        for identifier in practices:
            if desk.library.moment != moment:
                return
            if closing.wait(_REST * _seconds(make, desk, identifier)):
                return
            while (left := _QUIET - desk.idle) > 0:
                if closing.wait(left):
                    return


def _seconds(make: Callable[[Desk, str], object], desk: Desk, identifier: str) -> float:
    started = time.monotonic()
    make(desk, identifier)
    return time.monotonic() - started


def _view(desk: Desk, identifier: str) -> None:
    desk.practice(identifier)
    desk.library.outlines.practice(identifier)


def _similar(desk: Desk, identifier: str) -> None:
    try:
        desk.similar(identifier)
    except (UnknownPractice, BrokenIndexError) as error:  # whoever asks for it will be told
        _log.debug("not read ahead: %s", error)
