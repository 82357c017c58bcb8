"""A served library whose search index is damaged, behind, or of another model mends it by itself.

The service goes on meanwhile: pages and data come from the graph; questions are answered by words,
or with 503 while the index is being filled. A mend that is cut short is taken up at the next start.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time

from api.errors import Problem, UnavailableError
from api.settings import Settings
from api.workplace import Workplace
from corpus.layout import LibraryUnwritable
from corpus.library import Library
from corpus.store import GraphUnreachable, StoreInUse
from search.contract import UnreachableIndexError
from search.index import AwaitingIndexError, BrokenIndexError

_log = logging.getLogger(__name__)

#: Seconds between two tries while another process writes, and between two lines of progress.
_PAUSE = 2.0
_EVERY = 10.0
_DAMAGED = (
    "L'indice di ricerca è danneggiato e si sta rifacendo dai documenti: fra qualche minuto si "
    "potrà cercare di nuovo. Pratiche e documenti si leggono già."
)
_UNREACHABLE = (
    "L'indice di ricerca in questo momento non risponde: riprovate fra poco. Pratiche e documenti "
    "si leggono già."
)


class _Stopped(Exception):
    """The service is closing: what is done is kept, the rest is for the next start."""


class Mending:
    """Mends the index of a library in a thread of its own, when asked."""

    def __init__(self, settings: Settings, library: Library) -> None:
        self._settings = settings
        self._library = library
        self._stop = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._said = 0.0

    def soon(self) -> None:
        """Begin, unless it is under way; returns at once."""
        with self._starting:
            if self._stop.is_set() or (self._thread and self._thread.is_alive()):
                return
            self._thread = threading.Thread(target=self._mend, name="mending", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Stop after the document under way."""
        self._stop.set()
        if self._thread:
            self._thread.join()

    def needed(self) -> bool:
        """Tell whether the index is damaged or behind, of another model, or there is no ledger."""
        engine = self._library.engine
        try:
            behind = engine.awaiting or engine.needs_encoding() or not self._library.in_step()
            # A library of before the ledger has none to show until somebody opens it for writing.
            return behind or not self._library.changes.exists
        except BrokenIndexError:
            return True

    def _mend(self) -> None:
        # Who mends writes, and writing takes more of Prassi than serving does.
        from ingest.jail import ReadingRoom

        try:
            while True:
                try:
                    workplace = Workplace(self._settings)
                    with ReadingRoom() as room, workplace.accessions(room, self._follow):
                        pass
                except StoreInUse:  # who writes mends too: wait for it
                    if self._stop.wait(_PAUSE):
                        raise _Stopped from None
                    self._library.refresh()
                    if not self.needed():
                        break
                else:
                    _log.warning("l'indice di ricerca è in ordine")
                    break
        except _Stopped:
            _log.warning("l'indice di ricerca si finirà di rifare al prossimo avvio")
        except (
            LibraryUnwritable,
            BrokenIndexError,
            GraphUnreachable,
            OSError,
            sqlite3.Error,
        ) as error:
            _log.error("l'indice di ricerca non si può rifare: %s", error)

    def _follow(self, done: int, total: int) -> None:
        if self._stop.is_set():
            raise _Stopped
        if time.monotonic() - self._said > _EVERY:
            self._said = time.monotonic()
            _log.warning("si rifà l'indice di ricerca: %d documenti su %d", done, total)


def problem_of_index(error: BrokenIndexError) -> Problem:
    """Return what a reader is told while questions cannot be answered: 503, come back later."""
    if isinstance(error, UnreachableIndexError):
        return UnavailableError(_UNREACHABLE, retry_after=30).problem
    awaiting = isinstance(error, AwaitingIndexError)
    detail = str(error)[0].upper() + str(error)[1:] + "." if awaiting else _DAMAGED
    return UnavailableError(detail, retry_after=30).problem
