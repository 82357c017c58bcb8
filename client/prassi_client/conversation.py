"""What is said between client and service for one question, without saying it: no network here.

`converse` yields what to do next and is sent what came of it, so that the client that waits and the
one that is awaited say the same.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Generator, Mapping
from dataclasses import dataclass, replace

import httpx

from prassi_client.problems import problem_of

Pairs = tuple[tuple[str, str], ...]

_FIRST_WAIT = 0.5


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: a path of the service or the address of a next page."""

    path: str
    params: Pairs = ()
    headers: Pairs = ()
    form: Pairs | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One response, read to its end."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Wait:
    """Let so many seconds pass."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Patience:
    """How often to try, and how long to wait between two tries at most."""

    tries: int = 4
    longest_wait: float = 60.0


class Memory:
    """The last answers that had an `ETag`, at most so many and so many bytes."""

    def __init__(self, most: int, most_bytes: int = 32 * 1024 * 1024) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._held: OrderedDict[Asked, Answer] = OrderedDict()
        self._bytes = 0

    def get(self, asked: Asked) -> Answer | None:
        """Return the answer that this question had, if it is still held."""
        held = self._held.get(asked)
        if held:
            self._held.move_to_end(asked)
        return held

    def keep(self, asked: Asked, answer: Answer) -> None:
        """Keep an answer that can be asked about again."""
        if asked.form is not None or "etag" not in answer.headers or not self._most:
            return
        self.forget(asked)
        self._held[asked] = answer
        self._bytes += len(answer.body)
        while len(self._held) > self._most or self._bytes > self._most_bytes:
            _, oldest = self._held.popitem(last=False)
            self._bytes -= len(oldest.body)

    def forget(self, asked: Asked) -> None:
        """Drop what is held of a question."""
        if held := self._held.pop(asked, None):
            self._bytes -= len(held.body)


def converse(
    asked: Asked, memory: Memory, patience: Patience
) -> Generator[Asked | Wait, Answer | httpx.TransportError | None, Answer]:
    """Yield requests to send and waits to make; return the answer. Raises PrassiProblem.

    Sent is what came of a request: an answer, or the error of the network.
    """
    held = memory.get(asked)
    known = (("If-None-Match", held.headers["etag"]),) if held else ()
    for left in reversed(range(patience.tries)):
        came = yield replace(asked, headers=asked.headers + known)
        if isinstance(came, httpx.TransportError):
            if not left:
                raise came
            yield Wait(_FIRST_WAIT * 2 ** (patience.tries - 1 - left))
            continue
        assert came is not None  # noqa: S101 - only a wait is answered by nothing
        if came.status == 304 and held:
            return held
        if came.status in (429, 503) and left:
            wait = _retry_after(came)
            if wait is not None and wait <= patience.longest_wait:
                yield Wait(wait)
                continue
        if came.status >= 400:
            raise problem_of(came.status, came.headers, came.body)
        memory.keep(asked, came)
        return came
    raise AssertionError("the last try returns or raises")


def next_page(answer: Answer) -> str | None:
    """Return the address of the next page of a list, relative to the service."""
    for link in httpx.Response(200, headers=dict(answer.headers)).links.values():
        if link.get("rel") == "next":
            return link["url"]
    return None


def _retry_after(answer: Answer) -> float | None:
    told = answer.headers.get("retry-after", "")
    return float(told) if told.isascii() and told.isdigit() else None
