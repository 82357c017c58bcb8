"""A client that never finishes asking is sent away: a deadline on the head of each request.

Uvicorn waits for ever while a header trickles in, a byte a second; enough such clients would use
up the files that a process may open. A server in front does the same and better: this is for the
service that stands alone. Bodies have a deadline of their own where they are read.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

#: Seconds from the first sign of a request, or from the connection, to the end of its head.
HEAD_SECONDS = 10.0

_TOO_SLOW = (
    b"HTTP/1.1 408 Request Timeout\r\n"
    b"content-type: text/plain; charset=utf-8\r\ncontent-length: 43\r\nconnection: close\r\n\r\n"
    b"La richiesta non e' arrivata in tempo utile"
)


class PatientProtocol(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, with `HEAD_SECONDS`; pass it as ``Config(http=…)``."""

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Start counting: who connects and says nothing is slow too."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Stop counting when a request is whole; start when another one begins."""
        super().data_received(data)
        if self._asked():
            self._rest()
        elif self._deadline is None:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop counting."""
        self._rest()
        super().connection_lost(exc)

    def _asked(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _wait(self) -> None:
        self._deadline = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _rest(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        self._deadline = None
        if not self.transport.is_closing() and not self._asked():
            self.transport.write(_TOO_SLOW)
            self.transport.close()
