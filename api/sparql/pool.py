"""Running strangers' queries in processes that can be killed, on a published copy of the graph.

No thread can stop a query inside the engine, so each runs in a worker of its own and the worker
dies with it when time, memory or the client is gone; another takes its place at once. Workers
descend from a small fork server that has the parsers loaded: a new one costs some milliseconds.
"""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import CancelledError, Future
from pathlib import Path
from types import TracebackType
from typing import Self

import pebble

from api.errors import UnavailableError
from api.settings import Settings
from api.sparql.endings import ended
from api.sparql.gatekeeper import Examined
from api.sparql.lineage import LeanContext
from api.sparql.results import QueryResult
from api.sparql.worker import Answered, Question, answer, prepare

# How long a worker has between SIGTERM and SIGKILL. The library's 3 s would be added to each
# timeout, and a worker inside the engine has nothing to tidy.
pebble.CONSTS.term_timeout = 0.2
# How often its threads look at the clock: a late worker is noticed that much sooner.
pebble.CONSTS.sleep_unit = 0.05

_REMEMBERED = 256  # queries; at 16 KiB each, and as much examined, eight megabytes
QUESTIONS_PER_WORKER = 500  # then it is replaced, so that no fragmentation can grow for ever


class _Generation:
    """The workers of one snapshot."""

    def __init__(self, snapshot: Path, settings: Settings) -> None:
        self.snapshot = snapshot
        self._asked: set[Future[Answered]] = set()
        self._pool = pebble.ProcessPool(
            max_workers=settings.sparql_workers,
            max_tasks=QUESTIONS_PER_WORKER,
            initializer=prepare,
            initargs=(str(snapshot), settings),
            context=LeanContext(),
        )

    def ask(self, question: Question, timeout: float) -> Future[Answered]:
        future: Future[Answered] = self._pool.schedule(answer, (question,), timeout=timeout)
        self._asked.add(future)
        future.add_done_callback(self._asked.discard)
        return future

    def retire(self, grace: float) -> None:
        """Let the queries under way finish, at most `grace` seconds, then end the workers."""
        self._pool.close()  # type: ignore[no-untyped-call]
        try:
            self._pool.join(grace)
        except TimeoutError:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
            for future in list(self._asked):  # the stopped pool forgets them: nobody may wait
                future.cancel()


async def _awaited(asked: Future[Answered]) -> Answered:
    """Wait for an answer; raises `concurrent.futures.CancelledError` if the pool let go of it.

    That of asyncio, which ends the task that waits, means that whoever asked has left.
    """
    try:
        return await asyncio.wrap_future(asked)
    except asyncio.CancelledError as error:
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        raise CancelledError from error


class QueryPool:
    """Answers SPARQL on the newest snapshot it was given; safe to use from many threads.

    Workers start at the first question, or with `warm_up`. Use as a context manager, or `close`.
    """

    def __init__(self, snapshot: Path, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._generation = _Generation(snapshot, settings)
        self._retiring: list[threading.Thread] = []
        self._room = settings.sparql_workers * (1 + settings.sparql_waiting)
        self._under_way = 0
        self._closed = False
        self._examined: OrderedDict[str, Examined] = OrderedDict()

    @property
    def snapshot(self) -> Path:
        """The snapshot that the next question will be asked of."""
        return self._generation.snapshot

    @property
    def under_way(self) -> int:
        """How many questions are running or waiting."""
        return self._under_way

    def run(
        self,
        query: str | Examined,
        format: str | Sequence[str] | None = None,  # noqa: A002 - the protocol's word
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        timeout: float | None = None,
    ) -> QueryResult:
        """Examine, run and write one query; an `Examined` one is not examined again.

        `format` is one of `results.ROW_FORMATS` or `GRAPH_FORMATS`, or several in order of
        preference; `timeout`, in seconds, those of the settings if None. Raises PrassiError: 400
        refused, 406 format, 413 too large, 504 time, 507 memory, 503 when too many wait or the
        snapshot cannot be read.
        """
        question = self._question(query, format, default_graphs, named_graphs)
        seconds = timeout or self._settings.sparql_timeout
        try:
            return self._known(query, self._ask(question, seconds).result())
        except Exception as error:
            if told := ended(error, seconds, self._settings):
                raise told from error
            raise

    async def run_async(
        self,
        query: str | Examined,
        format: str | Sequence[str] | None = None,  # noqa: A002 - the protocol's word
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        timeout: float | None = None,
    ) -> QueryResult:
        """Do the same without blocking; cancelling the task kills the query."""
        question = self._question(query, format, default_graphs, named_graphs)
        seconds = timeout or self._settings.sparql_timeout
        try:
            return self._known(query, await _awaited(self._ask(question, seconds)))
        except Exception as error:
            if told := ended(error, seconds, self._settings):
                raise told from error
            raise

    def warm_up(self) -> None:
        """Start the workers and wait for one to answer; raises PrassiError if none can."""
        self.run("ASK {}")

    def swap(self, snapshot: Path | None) -> None:
        """Ask the questions from now on of `snapshot`; those under way finish on the old one.

        Returns at once. The old folder may be deleted: its workers hold the files they need.
        """
        with self._lock:
            if snapshot is None or self._closed or snapshot == self._generation.snapshot:
                return
            self._replace(snapshot)

    def close(self) -> None:
        """End every worker, giving the queries under way no more time."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            retiring = self._retiring
        self._generation.retire(0)
        for thread in retiring:
            thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _replace(self, snapshot: Path) -> None:
        old = self._generation
        self._generation = _Generation(snapshot, self._settings)
        grace = self._settings.sparql_timeout * (self._settings.sparql_waiting + 1)
        thread = threading.Thread(target=old.retire, args=(grace,), name="sparql-retire")
        thread.start()
        self._retiring = [*(one for one in self._retiring if one.is_alive()), thread]

    def _ask(self, question: Question, seconds: float) -> Future[Answered]:
        with self._lock:
            if self._closed:
                raise UnavailableError("Il servizio SPARQL si sta fermando.")
            if self._under_way >= self._settings.sparql_workers * (
                1 + self._settings.sparql_waiting
            ):
                raise UnavailableError("Troppe domande SPARQL in attesa: riprovate fra poco.")
            try:
                future = self._generation.ask(question, seconds)
            except RuntimeError:
                # A worker that dies while idle breaks its pool for good: make another.
                self._replace(self._generation.snapshot)
                future = self._generation.ask(question, seconds)
            self._under_way += 1
        future.add_done_callback(self._count_out)
        return future

    def _count_out(self, future: Future[Answered]) -> None:
        with self._lock:
            self._under_way -= 1

    def _question(
        self,
        query: str | Examined,
        shape: str | Sequence[str] | None,
        default_graphs: Sequence[str],
        named_graphs: Sequence[str],
    ) -> Question:
        formats = (shape,) if isinstance(shape, str) else tuple(shape or ())
        with self._lock:
            known = self._examined.get(query, query) if isinstance(query, str) else query
        return Question(known, formats, tuple(default_graphs), tuple(named_graphs))

    def _known(self, query: str | Examined, answered: Answered) -> QueryResult:
        """Remember that a query was let through: judging it again costs more than running it."""
        if isinstance(query, str):
            with self._lock:
                self._examined[query] = answered.examined
                self._examined.move_to_end(query)
                if len(self._examined) > _REMEMBERED:
                    self._examined.popitem(last=False)
        return answered.result
