"""Who catalogues: this process alone, or workers of this machine. All answer to one protocol.

`corpus.intake.cluster` adds the workers of a Dask cluster.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Protocol, Self
from uuid import uuid4

from corpus.intake.cataloguing import Answer, Cataloguer, Delivery
from corpus.intake.colleague import ask, dismiss
from corpus.intake.limits import limits
from corpus.intake.recipe import Recipe

Batch = Sequence[Delivery]


class Pending(Protocol):
    """The answers to a batch, when they are there."""

    def done(self) -> bool:
        """Tell whether `result` would return at once."""

    def result(self) -> Sequence[Answer]:
        """Wait for the answers, one a delivery. Raises what the set-up of a worker raises."""


class Staff(Protocol):
    """Whoever catalogues batches of documents; use as a context manager."""

    def batches(self) -> int:
        """Return how many batches to keep under way."""

    def per_batch(self) -> int:
        """Return how many documents to put in a batch, at most."""

    def submit(self, batch: Batch) -> Pending:
        """Have a batch catalogued."""


class Alone:
    """This process, document by document: nothing is read before its turn."""

    def __init__(self, cataloguer: Cataloguer) -> None:
        self._cataloguer = cataloguer

    def batches(self) -> int:
        return 1

    def per_batch(self) -> int:
        return 1

    def submit(self, batch: Batch) -> Pending:
        done: Future[Sequence[Answer]] = Future()
        done.set_result(tuple(map(self._cataloguer.catalogue, batch)))
        return done


class Workers:
    """Processes of this machine. A thread of ours waits for each; they start when first needed."""

    def __init__(self, recipe: Recipe, count: int) -> None:
        self._recipe = recipe
        self._count = count
        self._run = uuid4().hex
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="prassi-intake")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        dismiss(self._run)  # threads that wait for an answer get none, and end
        self._threads.shutdown()
        dismiss(self._run)  # one may have been taken on meanwhile

    def batches(self) -> int:
        return self._count * limits().window.batches_per_worker

    def per_batch(self) -> int:
        return limits().batch.documents

    def submit(self, batch: Batch) -> Pending:
        return self._threads.submit(ask, self._run, self._recipe, tuple(batch))


def usual_number() -> int:
    """Return how many workers suit this machine: its cores, as far as memory goes."""
    bounds = limits().default
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(1, min(cores or 1, memory // bounds.memory_per_worker, bounds.workers))
