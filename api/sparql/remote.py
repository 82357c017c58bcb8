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
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pebble
import pyoxigraph as ox

from api.errors import UnavailableError
from api.settings import Settings
from api.sparql.examining import Admitted, admit, prepare
from api.sparql.gatekeeper import Examined, known_prefixes
from api.sparql.lineage import LeanContext
from api.sparql.pool import QUESTIONS_PER_WORKER, QueryPool
from api.sparql.refusal import Refusal
from api.sparql.results import (
    AnswerTooLarge,
    QueryResult,
    write_rows,
    write_triples,
    write_truth,
)
from api.sparql.worker import Answered, Question
from corpus.remote.dataset import dataset_of
from corpus.remote.reading import RemoteGraph
from corpus.store import GraphUnreachable

_log = logging.getLogger(__name__)

_ROWS = "application/sparql-results+json"
_TRIPLES = "application/n-triples"
#: How much longer the server may write the same rows than we do: its JSON repeats names.
_WORDIER = 4
_LONGEST_REASON = 200


class RemotePool(QueryPool):
    """Answers SPARQL from a server, with the limits of a pool of workers and its way of asking.

    It lives in an event loop of its own, so that whoever asks may be of any thread or loop.
    """

    def __init__(self, graph: RemoteGraph, settings: Settings) -> None:
        self._graph = graph
        self._settings = settings
        self._examiners = pebble.ProcessPool(
            max_workers=settings.sparql_workers,
            max_tasks=QUESTIONS_PER_WORKER,
            initializer=prepare,
            initargs=(settings,),
            context=LeanContext(),
        )
        self._room = settings.sparql_workers * (1 + settings.sparql_waiting)
        self._lock = threading.Lock()
        self._under_way = 0
        self._closed = False
        self._turn = 0
        self._examined = OrderedDict()
        self._loop = asyncio.new_event_loop()
        self._places = asyncio.Semaphore(settings.sparql_workers)
        self._client = graph.server.asynchronous(settings.sparql_timeout)
        self._thread = threading.Thread(target=self._loop.run_forever, name="sparql-remote")
        self._thread.start()

    @property
    def snapshot(self) -> Path:
        """A name for what the server holds: another one after each `swap`."""
        return Path(f"{self._turn}")

    def swap(self, snapshot: Path | None) -> None:
        """Take note that the graph has changed; the server shows it already."""
        self._turn += 1

    def close(self) -> None:
        with self._lock:
            if self._closed:
                return
            self._closed = True
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._examiners.stop()  # type: ignore[no-untyped-call]
        self._examiners.join()

    def _ask(self, question: Question, seconds: float) -> Future[Answered]:
        with self._lock:
            if self._closed:
                raise UnavailableError("Il servizio SPARQL si sta fermando.")
            if self._under_way >= self._room:
                raise UnavailableError("Troppe domande SPARQL in attesa: riprovate fra poco.")
            self._under_way += 1
        future = asyncio.run_coroutine_threadsafe(self._answer(question, seconds), self._loop)
        future.add_done_callback(self._count_out)
        return future

    async def _answer(self, question: Question, seconds: float) -> Answered:
        try:
            async with self._places, asyncio.timeout(seconds):
                scheduled = self._examiners.schedule(admit, (question,), timeout=seconds)
                admitted: Admitted = await asyncio.wrap_future(scheduled)
                body, cut = await self._fetch(admitted, self._fields(admitted, question))
                written = await asyncio.to_thread(self._write, admitted, body, cut)
                return Answered(written, admitted.examined)
        except httpx.TimeoutException as error:
            raise TimeoutError from error
        except (httpx.HTTPError, GraphUnreachable) as error:
            # Readers need not know where the graph is; who runs the service must.
            _log.error("SPARQL on %s: %s", self._graph.server.where, error)
            raise UnavailableError(
                "Il grafo in questo momento non risponde: riprovate fra poco.", 10
            ) from error

    def _fields(self, admitted: Admitted, question: Question) -> dict[str, Any]:
        """Return the request: the query with its prefixes, and the graphs that it is asked of."""
        graphs = dataset_of(
            self._graph,
            question.default_graphs,
            question.named_graphs,
            in_query=admitted.names_graphs,
        )
        prologue = _prologue(admitted.examined, self._settings.base)
        text = f"{graphs.preamble}{prologue}{admitted.examined.text}"
        return {"query": text, **graphs.fields}

    async def _fetch(self, admitted: Admitted, fields: Mapping[str, Any]) -> tuple[bytes, bool]:
        """Return what the server answers, and whether it goes on beyond what we read."""
        accept = _ROWS if admitted.examined.gives_rows else _TRIPLES
        most = _WORDIER * self._settings.sparql_max_bytes + 2**20
        body = bytearray()
        async with self._client.stream(
            "POST", self._graph.server.question.url, data=fields, headers={"Accept": accept}
        ) as response:
            await self._check(response)
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > most:
                    return bytes(body), True
        return bytes(body), False

    async def _check(self, response: httpx.Response) -> None:
        if response.status_code == 200:
            if "x-sql-state" in response.headers:  # what was found in time, under a 200
                raise TimeoutError
            return
        said = (await response.aread())[: 4 * _LONGEST_REASON].decode("utf-8", "replace")
        reason = " ".join(said.split())[:_LONGEST_REASON]
        if response.status_code == 400:
            raise Refusal("unsupported", f"Il motore non sa eseguire la domanda: {reason}.")
        raise GraphUnreachable(f"{response.status_code}, {reason}")

    def _write(self, admitted: Admitted, body: bytes, cut: bool) -> QueryResult:
        limits = self._settings.sparql_max_rows, self._settings.sparql_max_bytes
        examined = admitted.examined
        try:
            if not examined.gives_rows:
                triples = map(self._triple, ox.parse(body, ox.RdfFormat.N_TRIPLES))
                return write_triples(triples, admitted.shape, *limits, prefixes=examined.prefixes)
            found = _read(body)
            if isinstance(found, bool):
                return write_truth(found, admitted.shape)
            with closing(found):
                return write_rows(_Shown(found, self._graph), admitted.shape, *limits)  # type: ignore[arg-type]
        except SyntaxError as error:
            if cut:  # the rows that we may give were not all in what we may read
                raise AnswerTooLarge(self._settings.sparql_max_bytes) from error
            raise GraphUnreachable(f"an answer that is not understood: {error}") from error

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


class _Rows:
    """Rows as the server tells them. Closed, they are gone: errors would carry the engine's own
    to other threads, where they cannot be freed.
    """

    def __init__(self, found: ox.QuerySolutions) -> None:
        self.variables = found.variables
        self._rows = (row for row in found)

    def __iter__(self) -> Iterator[ox.QuerySolution]:
        return self._rows

    def close(self) -> None:
        self._rows.close()


class _Shown:
    """Rows of the server's, with terms as they were before we sent them there."""

    def __init__(self, rows: _Rows, graph: RemoteGraph) -> None:
        self.variables = rows.variables
        self._rows = rows
        self._graph = graph

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        for row in self._rows:
            yield tuple(None if term is None else self._graph.shown(term) for term in row)


def _read(body: bytes) -> bool | _Rows:
    """Return the truth or the rows that an answer tells; raises SyntaxError."""
    found = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
    return bool(found) if isinstance(found, ox.QueryBoolean) else _Rows(found)


def _prologue(examined: Examined, base: str) -> str:
    """Return what a query takes from us, on its first line: the base, and prefixes it uses."""
    text = examined.text
    used = "".join(
        f"PREFIX {prefix}: <{namespace}> "
        for prefix, namespace in known_prefixes(base).items()
        if f"{prefix}:" in text and not re.search(rf"(?i)\bPREFIX\s+{prefix}:", text)
    )
    return f"BASE <{base}> {used}"
