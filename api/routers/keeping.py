"""Answers kept as they were sent: asked again, the same bytes leave without being made again.

What is at an address changes only with the library and the program, and both are in its tag
(`freshness`), so an answer holds until the tag changes. Compressed bodies are kept compressed.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from anyio.to_thread import run_sync
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.routers.desk import Desk
from api.routers.freshness import matches, tag_of

#: One answer takes at most this part of the room, so that none sends all others away.
_PART = 32
#: What an answer may vary with, and still be the same for all who ask in this way.
_VARIES = {"", "accept", "accept-encoding"}

#: Path and query; whether compressed; what is accepted, where programs choose by it.
_Key = tuple[str, bytes, bool, str]


#: Where a thing's IRI leads depends on the library and on what is accepted, and on nothing else.
IRIS = ("/id/", "/scheme/", "/code/", "/graph/")
_BY_ACCEPT = ("/api/", *IRIS)


@dataclass(frozen=True, slots=True)
class _Kept:
    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes

    @property
    def size(self) -> int:
        return len(self.body) + sum(len(name) + len(value) for name, value in self.headers) + 512


class KeptAnswers:
    """Keeps answers of 200 to GETs that `covers` accepts, and of 303 to IRIs, in `room` bytes.

    It stands outside the layer that compresses and inside those that look at who asks: what it
    answers, nothing further in sees. The least recently asked for go first.
    """

    def __init__(
        self,
        app: ASGIApp,
        desk: Callable[[], Desk | None],
        release: str,
        covers: Callable[[str], bool],
        room: int,
    ) -> None:
        self._app = app
        self._desk = desk
        self._release = release
        self._covers = covers
        self._room = room
        self._taken = 0
        self._tag = ""
        self._kept: OrderedDict[_Key, _Kept] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        desk = self._desk() if scope["type"] == "http" else None
        if desk is None or scope["method"] != "GET" or not self._covers(scope["path"]):
            await self._app(scope, receive, send)
            return
        if desk.stale:
            await run_sync(desk.turn)
        tag = tag_of(desk, self._release)
        if tag != self._tag:
            self._kept.clear()
            self._tag, self._taken = tag, 0
        asked = Headers(scope=scope)
        path, packed = scope["path"], "gzip" in asked.get("Accept-Encoding", "")
        accept = asked.get("Accept", "") if path.startswith(_BY_ACCEPT) else ""
        key = (path, scope["query_string"], packed, accept)
        kept = self._kept.get(key)
        if kept is None:
            # A snapshot does not change; what a server says is only known by an answer's tag.
            leads = path.startswith(IRIS) and desk.library.snapshot is not None
            await self._app(scope, receive, self._keeping(key, tag, send, leads))
            return
        self._kept.move_to_end(key)
        known = kept.status == 200 and matches(asked.get("If-None-Match", ""), tag)
        start: Message = {
            "type": "http.response.start",
            "status": 304 if known else kept.status,
            "headers": list(kept.headers),
        }
        if known:
            headers = MutableHeaders(scope=start)
            for name in ("Content-Length", "Content-Type", "Content-Encoding"):
                del headers[name]
        await send(start)
        await send({"type": "http.response.body", "body": b"" if known else kept.body})

    def _keeping(self, key: _Key, tag: str, send: Send, leads: bool) -> Send:
        status = 0
        headers: tuple[tuple[bytes, bytes], ...] = ()
        pieces: list[bytes] | None = None

        async def send_and_keep(message: Message) -> None:
            nonlocal status, headers, pieces
            if message["type"] == "http.response.start":
                sent, status = Headers(raw=message["headers"]), message["status"]
                tagged = status == 200 and sent.get("ETag") == tag
                if (tagged or (leads and status == 303)) and _may_be_kept(sent, bool(key[3])):
                    headers, pieces = tuple(message["headers"]), []
            elif message["type"] == "http.response.body" and pieces is not None:
                pieces.append(message.get("body", b""))
                if sum(map(len, pieces)) > self._room // _PART:
                    pieces = None
                elif not message.get("more_body"):
                    self._keep(key, tag, _Kept(status, headers, b"".join(pieces)))
            await send(message)

        return send_and_keep

    def _keep(self, key: _Key, tag: str, kept: _Kept) -> None:
        if tag != self._tag or key in self._kept or kept.size > self._room // _PART:
            return
        self._kept[key] = kept
        self._taken += kept.size + _length(key)
        while self._taken > self._room:
            former, gone = self._kept.popitem(last=False)
            self._taken -= gone.size + _length(former)


def _length(key: _Key) -> int:
    path, query, _, accept = key
    return len(path) + len(query) + len(accept)


def _may_be_kept(headers: Headers, by_accept: bool) -> bool:
    varies = {one.strip().lower() for one in headers.get("Vary", "").split(",")}
    if "accept" in varies and not by_accept:
        return False
    return varies <= _VARIES and "Set-Cookie" not in headers
