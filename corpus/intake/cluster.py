"""The workers of a Dask cluster as our staff.

The cluster needs Prassi of our version and what `make setup` builds, at the same path as here. Each
thread of a Dask worker has one of our worker processes (`corpus.intake.colleague`), so a document
that kills its reader does not take a worker of the cluster with it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self
from uuid import uuid4

from corpus.intake.cataloguing import Answer, Delivery, TurnedAway
from corpus.intake.colleague import ask, dismiss
from corpus.intake.limits import ClusterLimits, limits
from corpus.intake.recipe import Recipe
from corpus.intake.staff import Batch, Pending

if TYPE_CHECKING:
    from distributed import Client, Future

_LOG = logging.getLogger(__name__)
_LOST = (
    "il cluster Dask all'indirizzo {address} non risponde più: i documenti fatti restano, ripetete "
    "il comando quando è di nuovo in piedi e riprenderà da dove era"
)
_KILLED = (
    "leggendolo più worker del cluster sono caduti: dividete il documento in parti o provatelo da "
    "solo, senza --dask"
)


class ClusterUnusable(RuntimeError):
    """Dask is not installed, does not answer or lacks Prassi; the message is Italian."""


class Cluster:
    """The workers of an existing cluster. Raises ClusterUnusable when it cannot be used."""

    def __init__(self, address: str, recipe: Recipe, bounds: ClusterLimits | None = None) -> None:
        self._address = address
        self._recipe = recipe
        self._bounds = bounds or limits().cluster
        self._run = uuid4().hex
        self._client = _connect(address, self._bounds)
        self._counted = 0.0
        self._threads = 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None or not issubclass(kind, ClusterUnusable):
                # What is still under way ends with its worker; on a lost cluster, by idling.
                self._client.run(dismiss, self._run, on_error="ignore")
        except (OSError, TimeoutError) as lost:
            _LOG.warning("workers of ours may idle on the cluster for a while: %s", lost)
        finally:
            self._client.close(timeout=self._bounds.connect_seconds)

    def batches(self) -> int:
        """Two batches a thread hide the way to the cluster; clusters grow, so it asks anew."""
        if time.monotonic() - self._counted > 5:
            self._threads = max(1, sum(self._client.nthreads().values()))
            self._counted = time.monotonic()
        return 2 * self._threads

    def per_batch(self) -> int:
        return limits().batch.documents

    def submit(self, batch: Batch) -> Pending:
        return _Submitted(self, tuple(batch), self.send(tuple(batch)))

    def send(self, batch: tuple[Delivery, ...]) -> Future[tuple[Answer, ...]]:
        """Send a batch as one task."""
        return self._client.submit(ask, self._run, self._recipe, batch, pure=False)

    def wait(self, future: Future[tuple[Answer, ...]]) -> tuple[Answer, ...]:
        """Wait for a task; raises KilledWorker, ClusterUnusable when nobody is there to do it."""
        from distributed import CancelledError

        alone_since: float | None = None
        while True:
            try:
                answers: tuple[Answer, ...] = future.result(timeout=self._bounds.lost_seconds / 4)
            except TimeoutError:
                now = time.monotonic()
                if self._client.status == "running" and self._has_workers():
                    alone_since = None
                else:
                    alone_since = alone_since or now
                    if now - alone_since > self._bounds.lost_seconds:
                        raise ClusterUnusable(_LOST.format(address=self._address)) from None
            except (CancelledError, OSError) as error:
                raise ClusterUnusable(_LOST.format(address=self._address)) from error
            else:
                return answers

    def _has_workers(self) -> bool:
        try:
            return bool(self._client.nthreads())
        except (OSError, TimeoutError):
            return False


class _Submitted:
    """A batch on the cluster."""

    def __init__(
        self, cluster: Cluster, batch: tuple[Delivery, ...], future: Future[tuple[Answer, ...]]
    ) -> None:
        self._cluster = cluster
        self._batch = batch
        self._future = future
        self._answers: tuple[Answer, ...] | None = None

    def done(self) -> bool:
        return self._answers is not None or bool(self._future.done())

    def result(self) -> Sequence[Answer]:
        if self._answers is None:
            self._answers = self._wait()
            self._future.release()  # the cluster may forget them
        return self._answers

    def _wait(self) -> tuple[Answer, ...]:
        from distributed import KilledWorker

        try:
            return self._cluster.wait(self._future)
        except KilledWorker:
            _LOG.warning("a batch lost several workers of the cluster: one document at a time")
        answers = list[Answer]()
        for delivery in self._batch:
            try:
                answers += self._cluster.wait(self._cluster.send((delivery,)))
            except KilledWorker:
                answers.append(TurnedAway(delivery.identifier, _KILLED))
        return tuple(answers)


def _connect(address: str, bounds: ClusterLimits) -> Client:
    try:
        from distributed import Client
    except ImportError as error:
        raise ClusterUnusable(
            "per usare un cluster serve il pacchetto distributed: installatelo con "
            "«pip install 'prassi[dask]'»"
        ) from error
    try:
        client = Client(address, timeout=bounds.connect_seconds, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise ClusterUnusable(
            f"il cluster Dask all'indirizzo «{address}» non risponde: controllate che lo scheduler "
            "sia acceso e l'indirizzo sia della forma tcp://macchina:8786"
        ) from error
    try:
        client.wait_for_workers(1, timeout=bounds.connect_seconds)
        client.run(_is_there)
    except TimeoutError as error:
        client.close()
        raise ClusterUnusable(
            f"il cluster Dask all'indirizzo «{address}» non ha nessun worker: avviatene almeno uno"
        ) from error
    except Exception as error:
        client.close()
        raise ClusterUnusable(
            f"i worker del cluster Dask «{address}» non riescono a usare Prassi ({error}): "
            "installatela su ognuno"
        ) from error
    return client


def _is_there() -> bool:
    """Run on a worker: reaching this line means that Prassi is installed there."""
    return True
