"""Strangers' queries when the graph is on a server: examined here, run there, written here.

A query is examined in killable workers that have no network; then this process, which has, sends it
on and reads the answer as far as the limits go. Whoever leaves, or is late, is hung up on: whether
the server then stops working for him is its own affair (`docs/remote-graph.md`).
"""

from __future__ import annotations

import asyncio
import logging
import re
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Self

import httpx
import pebble
import pyoxigraph as ox

from api.errors import PrassiError, UnavailableError
from api.settings import Settings
from api.sparql.endings import ended
from api.sparql.examining import Admitted, admit, prepare
from api.sparql.gatekeeper import Examined, known_prefixes
from api.sparql.lineage import LeanContext
from api.sparql.refusal import Refusal
from api.sparql.results import (
    AnswerTooLarge,
    QueryResult,
    write_rows,
    write_triples,
    write_truth,
)
from api.sparql.worker import Question
from corpus.remote.reading import RemoteGraph
from corpus.store import GraphUnreachable

_log = logging.getLogger(__name__)

_ROWS = "application/sparql-results+json"
_TRIPLES = "application/n-triples"
#: An answer of the server beside ours of the same rows: JSON repeats names and datatypes.
_WORDIER = 4
_LONGEST_REASON = 200
_PER_WORKER = 500
_AWAY = UnavailableError("Il grafo in questo momento non risponde: riprovate fra poco.", 10)


class RemotePool:
    """Answers SPARQL from a server, with the limits of `QueryPool`; safe to use from many threads.

    It lives in an event loop of its own, so that whoever asks may be of any thread or loop.
    """

    snapshot = None

    def __init__(self, graph: RemoteGraph, settings: Settings) -> None:
        self._graph = graph
        self._settings = settings
        self._workers = pebble.ProcessPool(
            max_workers=settings.sparql_workers,
            max_tasks=_PER_WORKER,
            initializer=prepare,
            initargs=(settings,),
            context=LeanContext(),
        )
        self._room = settings.sparql_workers * (1 + settings.sparql_waiting)
        self._counting = threading.Lock()
        self._under_way = 0
        self._closed = False
        self._loop = asyncio.new_event_loop()
        self._places = asyncio.Semaphore(settings.sparql_workers)
        self._client = graph.server.asynchronous(settings.sparql_timeout)
        self._thread = threading.Thread(target=self._loop.run_forever, name="sparql-remote")
        self._thread.start()

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
        """Examine, run and write one query; see `QueryPool.run`."""
        question = _question(query, format, default_graphs, named_graphs)
        seconds = timeout or self._settings.sparql_timeout
        try:
            return self._ask(question, seconds).result()
        except Exception as error:
            raise self._told(error, seconds) from error

    async def run_async(
        self,
        query: str | Examined,
        format: str | Sequence[str] | None = None,  # noqa: A002 - the protocol's word
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        timeout: float | None = None,
    ) -> QueryResult:
        """Do the same without blocking; cancelling the task hangs up on the server."""
        question = _question(query, format, default_graphs, named_graphs)
        seconds = timeout or self._settings.sparql_timeout
        try:
            return await asyncio.wrap_future(self._ask(question, seconds))
        except Exception as error:
            raise self._told(error, seconds) from error

    def warm_up(self) -> None:
        """Start the workers and ask the server something; raises PrassiError if none can."""
        self.run("ASK {}")

    def swap(self, snapshot: object) -> None:
        """Do nothing: a server shows each change at once."""

    def close(self) -> None:
        """Hang up on every question under way, and end the workers."""
        with self._counting:
            if self._closed:
                return
            self._closed = True
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._workers.stop()  # type: ignore[no-untyped-call]
        self._workers.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _ask(self, question: Question, seconds: float) -> Future[QueryResult]:
        with self._counting:
            if self._closed:
                raise UnavailableError("Il servizio SPARQL si sta fermando.")
            if self._under_way >= self._room:
                raise UnavailableError("Troppe domande SPARQL in attesa: riprovate fra poco.")
            self._under_way += 1
        future = asyncio.run_coroutine_threadsafe(self._answer(question, seconds), self._loop)
        future.add_done_callback(self._count_out)
        return future

    def _count_out(self, future: Future[QueryResult]) -> None:
        with self._counting:
            self._under_way -= 1

    async def _answer(self, question: Question, seconds: float) -> QueryResult:
        async with self._places, asyncio.timeout(seconds):
            scheduled = self._workers.schedule(admit, (question,), timeout=seconds)
            admitted: Admitted = await asyncio.wrap_future(scheduled)
            body, cut = await self._fetch(admitted, question, seconds)
            return await asyncio.to_thread(self._write, admitted, body, cut)

    async def _fetch(
        self, admitted: Admitted, question: Question, seconds: float
    ) -> tuple[bytes, bool]:
        """Return what the server answers, and whether it went on beyond what we read."""
        fields = self._fields(admitted, question, seconds)
        headers = {"Accept": _ROWS if admitted.examined.gives_rows else _TRIPLES}
        most = _WORDIER * self._settings.sparql_max_bytes + 2**20
        body = bytearray()
        async with self._client.stream(
            "POST", self._graph.server.question.url, data=fields, headers=headers
        ) as response:
            await self._check(response)
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > most:
                    return bytes(body), True
        return bytes(body), False

    def _fields(
        self, admitted: Admitted, question: Question, seconds: float
    ) -> dict[str, str | Sequence[str]]:
        """Return the request: the query with its prefixes, and the graphs that it is asked of."""
        graphs = self._graph.asked_of(
            question.default_graphs, question.named_graphs, own=admitted.own_dataset
        )
        text = f"{graphs.preamble}{_prologue(admitted.examined, self._settings.base)}"
        limits = self._graph.dialect.limits(seconds, self._settings.sparql_max_rows)
        return {"query": f"{text}{admitted.examined.text}", **graphs.fields, **limits}

    async def _check(self, response: httpx.Response) -> None:
        if response.status_code == 200:
            if "x-sql-state" in response.headers:  # what was found in time, under a 200
                raise TimeoutError
            return
        said = (await response.aread())[: 4 * _LONGEST_REASON].decode("utf-8", "replace")
        reason = " ".join(said.split())[:_LONGEST_REASON]
        if response.status_code == 400:
            raise Refusal("malformed", f"Il server del grafo non accetta la domanda: {reason}")
        raise GraphUnreachable(
            f"il server del grafo {self._graph.server.where} ha rifiutato una domanda "
            f"({response.status_code}): {reason}"
        )

    def _write(self, admitted: Admitted, body: bytes, cut: bool) -> QueryResult:
        limits = self._settings.sparql_max_rows, self._settings.sparql_max_bytes
        examined = admitted.examined
        try:
            if not examined.gives_rows:
                triples = map(self._triple, ox.parse(body, ox.RdfFormat.N_TRIPLES))
                return write_triples(triples, admitted.shape, *limits, prefixes=examined.prefixes)
            found = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
            if isinstance(found, ox.QueryBoolean):
                return write_truth(bool(found), admitted.shape)
            return write_rows(_Solutions(found, self._graph), admitted.shape, *limits)  # type: ignore[arg-type]
        except SyntaxError as error:
            if cut:  # the rows that we may give were not all in what we may read
                raise AnswerTooLarge(self._settings.sparql_max_bytes) from error
            raise GraphUnreachable(
                f"il server del grafo {self._graph.server.where} dà una risposta che non si "
                f"capisce: {error}"
            ) from error

    def _triple(self, found: ox.Quad) -> ox.Triple:
        return ox.Triple(found.subject, found.predicate, self._graph.shown(found.object))

    async def _hang_up(self) -> None:
        mine = asyncio.current_task()
        tasks = [task for task in asyncio.all_tasks() if task is not mine]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._client.aclose()
        await asyncio.get_running_loop().shutdown_default_executor()

    def _told(self, error: Exception, seconds: float) -> Exception:
        """Turn what went wrong into what the client is told; the log tells us the rest."""
        if isinstance(error, httpx.TimeoutException):
            error = TimeoutError()
        if isinstance(error, httpx.HTTPError | GraphUnreachable):
            _log.error("SPARQL on %s: %s", self._graph.server.where, error)
            return _AWAY
        if isinstance(error, PrassiError):
            return error
        return ended(error, seconds, self._settings) or error


class _Solutions:
    """Rows as the engine gives them, with terms as we sent them."""

    def __init__(self, found: ox.QuerySolutions, graph: RemoteGraph) -> None:
        self.variables = found.variables
        self._found = found
        self._graph = graph

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        for row in self._found:
            yield tuple(None if term is None else self._graph.shown(term) for term in row)


def _prologue(examined: Examined, base: str) -> str:
    """Return the declarations of the prefixes that a query takes from us, on its first line."""
    text = examined.text
    return "".join(
        f"PREFIX {prefix}: <{namespace}> "
        for prefix, namespace in known_prefixes(base).items()
        if f"{prefix}:" in text and not re.search(rf"(?i)\bPREFIX\s+{prefix}:", text)
    )


def _question(
    query: str | Examined,
    shape: str | Sequence[str] | None,
    default_graphs: Sequence[str],
    named_graphs: Sequence[str],
) -> Question:
    formats = (shape,) if isinstance(shape, str) else tuple(shape or ())
    return Question(query, formats, tuple(default_graphs), tuple(named_graphs))


