"""The two clients: one that waits for each answer, one to be awaited."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from time import sleep
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import httpx

from prassi_client.conversation import Answer, Asked, Memory, Patience, Wait, converse, next_page
from prassi_client.operations import AsyncOperations, Operations
from prassi_client.problems import TooLarge
from prassi_client.sparql import Rows, rows_of, select

_LARGEST = 64 * 1024 * 1024


class _Manners:
    """What both clients are made with.

    `address` is that of the service; `key` is optional; `remember` is how many answers to keep with
    their `ETag`; `largest` is the most bytes of one answer.
    """

    def __init__(
        self,
        address: str,
        key: str | None = None,
        *,
        tries: int = 4,
        longest_wait: float = 60.0,
        timeout: float = 30.0,
        remember: int = 128,
        largest: int = _LARGEST,
    ) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{address!r} is not the http(s) address of a service")
        headers = {"Accept": "application/json", "User-Agent": "prassi-client/0.1"}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        self._options: dict[str, Any] = {
            "base_url": address.rstrip("/"),
            "headers": headers,
            "timeout": timeout,
            "follow_redirects": True,
        }
        self._memory = Memory(remember)
        self._patience = Patience(tries, longest_wait)
        self._largest = largest

    def _request(self, http: httpx.Client | httpx.AsyncClient, asked: Asked) -> httpx.Request:
        if not asked.path.startswith("/") or asked.path.startswith("//"):
            # The next page of a list lies where the list does: the key goes nowhere else.
            raise ValueError(f"{asked.path!r} is not an address of this service")
        return http.build_request(
            "GET" if asked.form is None else "POST",
            asked.path,
            params=asked.params or None,
            headers=dict(asked.headers),
            data=None if asked.form is None else dict(asked.form),
        )

    def _grown(self, body: bytearray, piece: bytes) -> None:
        body += piece
        if len(body) > self._largest:
            raise TooLarge(f"the answer has more than {self._largest} bytes")


class Prassi(_Manners, Operations):
    """A client that waits; close it, or use it in a ``with``. Not for several threads at a time."""

    def __init__(
        self,
        address: str,
        key: str | None = None,
        *,
        transport: httpx.BaseTransport | None = None,
        **manners: Any,
    ) -> None:
        super().__init__(address, key, **manners)
        self._http = httpx.Client(transport=transport, **self._options)

    def sparql(self, query: str) -> Rows:
        """Ask a SELECT or an ASK; raises PrassiProblem where it is refused or takes too long."""
        return rows_of(self._ask(select(query)))

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _get(self, asked: Asked) -> Any:
        return json.loads(self._ask(asked).body)

    def _pages(self, asked: Asked) -> Iterator[Any]:
        while True:
            answer = self._ask(asked)
            yield json.loads(answer.body)
            if (there := next_page(answer)) is None:
                return
            asked = Asked(there)

    def _ask(self, asked: Asked) -> Answer:
        talk = converse(asked, self._memory, self._patience)
        step = next(talk)
        try:
            while True:
                if isinstance(step, Wait):
                    sleep(step.seconds)
                    step = talk.send(None)
                else:
                    step = talk.send(self._sent(step))
        except StopIteration as end:
            answer: Answer = end.value
            return answer

    def _sent(self, asked: Asked) -> Answer | httpx.TransportError:
        try:
            response = self._http.send(self._request(self._http, asked), stream=True)
            try:
                body = bytearray()
                for piece in response.iter_bytes():
                    self._grown(body, piece)
            finally:
                response.close()
        except httpx.TransportError as error:
            return error
        return Answer(response.status_code, dict(response.headers), bytes(body))


class AsyncPrassi(_Manners, AsyncOperations):
    """The same to be awaited; close it, or use it in an ``async with``."""

    def __init__(
        self,
        address: str,
        key: str | None = None,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        **manners: Any,
    ) -> None:
        super().__init__(address, key, **manners)
        self._http = httpx.AsyncClient(transport=transport, **self._options)

    async def sparql(self, query: str) -> Rows:
        """Ask a SELECT or an ASK; raises PrassiProblem where it is refused or takes too long."""
        return rows_of(await self._ask(select(query)))

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def _get(self, asked: Asked) -> Any:
        return json.loads((await self._ask(asked)).body)

    async def _pages(self, asked: Asked) -> AsyncIterator[Any]:
        while True:
            answer = await self._ask(asked)
            yield json.loads(answer.body)
            if (there := next_page(answer)) is None:
                return
            asked = Asked(there)

    async def _ask(self, asked: Asked) -> Answer:
        talk = converse(asked, self._memory, self._patience)
        step = next(talk)
        try:
            while True:
                if isinstance(step, Wait):
                    await asyncio.sleep(step.seconds)
                    step = talk.send(None)
                else:
                    step = talk.send(await self._sent(step))
        except StopIteration as end:
            answer: Answer = end.value
            return answer

    async def _sent(self, asked: Asked) -> Answer | httpx.TransportError:
        try:
            response = await self._http.send(self._request(self._http, asked), stream=True)
            try:
                body = bytearray()
                async for piece in response.aiter_bytes():
                    self._grown(body, piece)
            finally:
                await response.aclose()
        except httpx.TransportError as error:
            return error
        return Answer(response.status_code, dict(response.headers), bytes(body))
