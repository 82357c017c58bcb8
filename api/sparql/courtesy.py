"""A long query gives way to short ones: after a moment it goes on at a lower priority.

On a machine with two cores two endless queries would leave a third client half of one. A priority
that was lowered cannot be raised again without privilege, but on Linux each thread has its own: so
each query runs in a thread that ends with it. The engine computes outside Python's lock.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Generic, TypeVar

AFTER = 0.2  # seconds: what a page asks has been answered by then
_LOWER = (
    5  # a third of the share of the others; at the lowest, a crowded machine is slow to kill it
)
# rdflib descends some forty calls for each level of brackets, the engine as deep as the query.
_STACK = 16 * 2**20
_T = TypeVar("_T")


def courteously(work: Callable[[], _T]) -> _T:
    """Do a piece of work, giving way to others from `AFTER` on; raises what the work raises."""
    threading.stack_size(_STACK)
    doing = _Doing(work)
    doing.start()
    doing.join(AFTER)
    if doing.is_alive() and sys.platform == "linux" and doing.native_id is not None:
        _give_way(doing.native_id)
    doing.join()
    return doing.outcome()


def _give_way(thread: int) -> None:
    with suppress(ProcessLookupError):  # it ended meanwhile
        os.setpriority(os.PRIO_PROCESS, thread, os.getpriority(os.PRIO_PROCESS, thread) + _LOWER)


def _bare(error: BaseException) -> BaseException:
    """Take the frames off an error: the engine's objects in them must die where they were made."""
    link: BaseException | None = error
    while link is not None:
        link.__traceback__ = None
        link = link.__context__
    return error


class _Doing(threading.Thread, Generic[_T]):
    def __init__(self, work: Callable[[], _T]) -> None:
        super().__init__(daemon=True)
        self._work = work
        self._result: list[_T] = []
        self._error: BaseException | None = None

    def run(self) -> None:
        try:
            self._result.append(self._work())
        except BaseException as error:  # noqa: BLE001 - raised where the work was asked for
            self._error = _bare(error)

    def outcome(self) -> _T:
        if self._error is not None:
            raise self._error
        return self._result[0]
