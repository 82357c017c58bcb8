"""Pages and data change only when the library does: its generation is their ETag."""

from __future__ import annotations

from collections.abc import Callable

from anyio.to_thread import run_sync
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.routers.days import today
from api.routers.desk import Desk

#: What never waits for the library, not even for a look at it.
_APART = ("/healthz", "/static/")


class Freshness:
    """Looks for a newer snapshot before each request, and tags a GET of data with what it read.

    A client that already has that answer gets 304 and no body. Nothing is tagged when the library
    moved on while the answer was being made, since it may be of either. `release` stands for the
    program itself: another version may write the same library differently.
    """

    def __init__(
        self,
        app: ASGIApp,
        desk: Callable[[], Desk | None],
        release: str,
        covers: Callable[[str], bool],
    ) -> None:
        self._app = app
        self._desk = desk
        self._release = release
        self._covers = covers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        apart = scope["type"] != "http" or path.startswith(_APART)
        desk = None if apart else self._desk()
        if desk:
            desk.asked()
            if desk.stale:
                await run_sync(desk.turn)
        if desk is None or scope["method"] != "GET" or not self._covers(path):
            await self._app(scope, receive, send)
            return
        before = tag_of(desk, self._release)
        known = Headers(scope=scope).get("If-None-Match", "")
        unchanged = False

        async def send_tagged(message: Message) -> None:
            nonlocal unchanged
            if message["type"] == "http.response.start" and message["status"] == 200:
                headers = MutableHeaders(scope=message)
                headers.setdefault("Cache-Control", "no-cache")
                # What tags itself depends on more than the library: feeds follow the ledger.
                same = "ETag" not in headers and tag_of(desk, self._release) == before
                if same and await _is_steady(desk):
                    headers["ETag"] = tag = _of_format(before, headers.get("Content-Type", ""))
                    unchanged = matches(known, tag)
                if unchanged:
                    message["status"] = 304
                    for name in ("Content-Length", "Content-Type"):
                        del headers[name]
                    # The compressing layer says so of a 200 only: a cache must hear it here too.
                    headers.add_vary_header("Accept-Encoding")
            elif message["type"] == "http.response.body" and unchanged:
                message = {**message, "body": b""}
            await send(message)

        await self._app(scope, receive, send_tagged)


def tag_of(desk: Desk, release: str) -> str:
    """Return the ETag of whatever is read from a desk now, by this release of the program."""
    # Weak: compression may change the bytes, never the meaning. Without an encoder the same
    # library gives other answers; a call that is open today may be closed tomorrow; and what
    # curators say of a fact stands beside it at once.
    day = f"{today():%y%m%d}"
    said = desk.reviews.stamp
    judged = f"-{said}" if said else ""
    return f'W/"{desk.library.generation[:16]}-{release}-{desk.encoding}-{day}{judged}"'


async def _is_steady(desk: Desk) -> bool:
    # A snapshot is, always; of a server it must be asked.
    return desk.library.snapshot is not None or await run_sync(desk.is_steady)


def _of_format(tag: str, content_type: str) -> str:
    """Return a tag of its own for a table: one address gives JSON or CSV, as is wished."""
    return f'{tag[:-1]}-csv"' if content_type.startswith("text/csv") else tag


def matches(known: str, tag: str) -> bool:
    """Tell whether `If-None-Match` names a tag, as RFC 9110 (13.1.2) compares them."""
    opaque = tag.removeprefix("W/")
    return known.strip() == "*" or any(
        one.strip().removeprefix("W/") == opaque for one in known.split(",")
    )
