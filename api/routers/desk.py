"""The reader's desk: the open library and the SPARQL pool, kept on the newest snapshot."""

from __future__ import annotations

import logging
import time
from enum import StrEnum
from functools import cached_property, lru_cache
from threading import Lock
from typing import cast

from fastapi import FastAPI, Request

from api.errors import UnavailableError
from api.settings import Settings
from api.sparql.pool import QueryPool
from corpus.layout import Layout
from corpus.library import Library
from corpus.matching.matchmaker import Matchmaker
from corpus.matching.shapes import Similar
from corpus.reviews import Reviews
from corpus.store import GraphUnreachable
from corpus.views import DocumentView, PracticeView
from search.index import BrokenIndexError

_log = logging.getLogger(__name__)

#: Seconds between two looks for a newer snapshot.
LOOK_EVERY = 1.0


class Encoding(StrEnum):
    """How far the encoder is: questions are answered by meaning only when it is ready."""

    LOADING = "loading"
    READY = "ready"
    MISSING = "missing"


class Desk:
    """What every route reads from. Thread-safe."""

    def __init__(self, library: Library, pool: QueryPool, settings: Settings) -> None:
        self.library = library
        self.pool = pool
        self.settings = settings
        self.reviews = Reviews(Layout(settings.data).decisions)
        self.encoding = Encoding.LOADING
        self._looked = self._asked = time.monotonic()
        self._turning = Lock()
        # Views are made from every quad of a document: a page of results would make ten again.
        self._practices = lru_cache(maxsize=1024)(lambda _moment, one: library.practice(one))
        self._documents = lru_cache(maxsize=256)(lambda _moment, one: library.document(one))
        # The encoder reads a whole portrait for each, the longest question there is.
        self._similar = lru_cache(maxsize=1024)(
            lambda _moment, _encoding, one: self.matchmaker.similar(one)
        )

    @cached_property
    def matchmaker(self) -> Matchmaker:
        """Who is asked for practices and organisations that fit."""
        return Matchmaker(self.library, self.document)

    def asked(self) -> None:
        """Take note that somebody has just asked for something."""
        self._asked = time.monotonic()

    @property
    def idle(self) -> float:
        """The seconds since anybody asked for anything."""
        return time.monotonic() - self._asked

    @property
    def stale(self) -> bool:
        """Tell whether it is time to look for a newer snapshot."""
        return time.monotonic() - self._looked > LOOK_EVERY

    def turn(self, *, at_once: bool = False) -> None:
        """Move library and SPARQL pool to the newest snapshot, if there is a newer one.

        `at_once` looks even if somebody has just looked, or is looking: for a page about to say
        that something was published.
        """
        if not self._turning.acquire(blocking=at_once):
            return  # somebody is looking already: a server may take its time to answer
        try:
            if not (at_once or self.stale):
                return
            if self.library.refresh():
                self.pool.swap(self.library.snapshot)
                _log.info("now reading edition %s", self.library.moment)
            if self.encoding is not Encoding.LOADING:  # it changes while the index is mended
                self.encoding = self._encoding()
        except GraphUnreachable as error:
            _log.error("%s", error)
        finally:
            self._looked = time.monotonic()
            self._turning.release()

    def is_steady(self) -> bool:
        """Tell whether what was read until now is of the edition that the library shows."""
        try:
            return self.library.is_steady()
        except GraphUnreachable:
            return False

    def warm_up(self) -> None:
        """Load the encoder and start the SPARQL workers, so that the first reader need not wait."""
        self.library.engine.warm_up()
        self.encoding = self._encoding()
        self.pool.warm_up()
        self.library.registers.warm_up()
        try:
            self.library.engine.save_vectors()  # the next start reads them instead of the index
        except OSError as error:
            _log.warning("the vectors were not saved: %s", error)

    def _encoding(self) -> Encoding:
        try:
            return Encoding.READY if self.library.engine.by_meaning() else Encoding.MISSING
        except BrokenIndexError:
            return Encoding.MISSING

    def practice(self, identifier: str) -> PracticeView | None:
        """Return a practice of the library, or None."""
        return self._practices(self.library.moment, identifier)

    def document(self, identifier: str) -> DocumentView | None:
        """Return a document of the library, or None."""
        return self._documents(self.library.moment, identifier)

    def similar(self, identifier: str) -> tuple[Similar, ...]:
        """Return the practices most like one; raises UnknownPractice, BrokenIndexError."""
        return self._similar(self.library.moment, self.encoding, identifier)


def desk_of(request: Request) -> Desk:
    """Return the desk of the running service; 503 before it is open."""
    return desk_in(request.app)


def desk_in(app: FastAPI) -> Desk:
    """Return the desk of an application; 503 before it is open."""
    desk = getattr(app.state, "desk", None)
    if desk is None:
        raise UnavailableError("Il servizio si sta avviando: riprovate fra qualche secondo.")
    return cast(Desk, desk)
