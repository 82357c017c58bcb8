"""Worker processes seen from who asks them: started, asked, replaced, dismissed.

A worker is `python -m corpus.intake.desk`, with a line of its own to its asker: when it dies, from
whatever a document does to it, no other worker notices. Each thread that asks has a worker to
itself, so this serves a pool of threads here as well as the threads of a Dask worker.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from multiprocessing.connection import Connection, Pipe
from typing import Any

from corpus.intake.cataloguing import Answer, Delivery, TurnedAway
from corpus.intake.limits import WorkerLimits, limits
from corpus.intake.recipe import Recipe

_LOG = logging.getLogger(__name__)
_KILLS = (
    "leggendolo il programma è stato chiuso dal sistema per due volte: forse serve troppa memoria. "
    "Dividete il documento in parti o tenetene solo il testo"
)
_LATE = (
    "la lettura è durata più di {minutes} minuti ed è stata fermata: dividete il documento in parti"
)
_UNFIT = (
    "un processo che legge si chiude appena avviato: forse manca memoria, riprovate con meno "
    "processi (--workers 1)"
)
_NO_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class WorkerLost(RuntimeError):
    """A worker died, or was too slow and was ended; `late` tells which."""

    def __init__(self, *, late: bool) -> None:
        super().__init__("late" if late else "died")
        self.late = late


class WorkerUnfit(RuntimeError):
    """A worker dies before it is asked anything; the message says in Italian what to do."""


class Dismissed(RuntimeError):
    """The run is over: nobody waits for the answer."""


class Colleague:
    """One worker process, replaced when it dies, is late, grows too large or has done its share."""

    def __init__(self, recipe: Recipe, bounds: WorkerLimits | None = None) -> None:
        self._recipe = recipe
        self._bounds = bounds or limits().worker
        self._changing = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._line: Connection | None = None
        self._asked = 0
        self._dismissed = False

    @property
    def pid(self) -> int | None:
        """The process that would answer now."""
        return self._process.pid if self._process else None

    def ask(self, batch: Sequence[Delivery]) -> tuple[Answer, ...]:
        """Return the answers to a batch, one a delivery.

        When the worker dies, its documents are tried one by one, and only what kills it again is
        turned away. Raises what the worker's set-up raised, WorkerUnfit when it
        dies of it, Dismissed after `dismiss`.
        """
        try:
            return self._exchange(batch)
        except WorkerLost as lost:
            _LOG.warning("a worker %s: its documents are tried one by one", lost)
        return tuple(map(self._ask_again, batch))

    def _ask_again(self, delivery: Delivery) -> Answer:
        try:
            (answer,) = self._exchange((delivery,))
        except WorkerLost as lost:
            reason = _LATE.format(minutes=round(self._bounds.seconds / 60)) if lost.late else _KILLS
            return TurnedAway(delivery.identifier, reason)
        return answer

    def dismiss(self) -> None:
        """End the process for good; may be called from another thread while one waits."""
        with self._changing:
            self._dismissed = True
            if self._process is not None:
                self._process.kill()
                self._process.wait()

    def _exchange(self, batch: Sequence[Delivery]) -> tuple[Answer, ...]:
        line = self._ready()
        self._asked += len(batch)
        try:
            line.send(tuple(batch))
        except OSError as error:
            self._end()
            raise WorkerLost(late=False) from error
        answers, memory = self._hear(line)
        if self._asked >= self._bounds.documents or memory > self._bounds.memory_bytes:
            self._end()
        return tuple(answers)

    def _ready(self) -> Connection:
        """Return the line to a worker that has its tools, starting one if need be."""
        with self._changing:
            if self._dismissed:
                raise Dismissed
            if self._line is not None and self._process and self._process.poll() is None:
                return self._line
            self._clear()
            self._process, line = _start(self._recipe)
            self._line = line
        try:
            greeting = self._hear(line)
        except WorkerLost as lost:
            if self._dismissed:
                raise Dismissed from lost
            raise WorkerUnfit(_UNFIT) from lost
        if isinstance(greeting, Exception):
            self._end()
            raise greeting
        return line

    def _hear(self, line: Connection) -> Any:
        try:
            if line.poll(self._bounds.seconds):
                return line.recv()
        except (EOFError, OSError) as error:
            self._end()
            raise WorkerLost(late=False) from error
        self._end()
        raise WorkerLost(late=True)

    def _end(self) -> None:
        with self._changing:
            self._clear()

    def _clear(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        if self._line is not None:
            self._line.close()
        self._process, self._line, self._asked = None, None, 0


def _start(recipe: Recipe) -> tuple[subprocess.Popen[bytes], Connection]:
    ours, theirs = Pipe()
    environment = {
        **os.environ,
        **dict.fromkeys(_NO_THREADS, "1"),  # the workers are the threads
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }
    with theirs:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", "corpus.intake.desk", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,  # Ctrl-C is for the asker, who ends the worker
        )
    try:
        ours.send(recipe)
    except OSError:
        _LOG.warning("a worker died at its start")  # the first exchange will find out
    return process, ours


_mine = threading.local()
_employed: dict[str, list[Colleague]] = {}
_employing = threading.Lock()


def ask(run: str, recipe: Recipe, batch: Sequence[Delivery]) -> tuple[Answer, ...]:
    """Ask the worker that this thread has for a run, taking one on at the first batch."""
    if getattr(_mine, "run", None) != run:
        _mine.run, _mine.colleague = run, Colleague(recipe)
        with _employing:
            _employed.setdefault(run, []).append(_mine.colleague)
    colleague: Colleague = _mine.colleague
    return colleague.ask(batch)


def dismiss(run: str) -> None:
    """End the workers of a run in this process."""
    with _employing:
        colleagues = _employed.pop(run, [])
    for colleague in colleagues:
        colleague.dismiss()
