"""What every answer and every address must respect, as small ASGI layers.

They stand outside the application so that no route can forget them: headers that forbid a page to
run or load anything not ours, and a length beyond which an address is not even parsed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import Problem, UriTooLongError

#: Everything comes from this host; nothing runs but our own files, nothing may frame our pages.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class SecurityHeaders:
    """Adds `HEADERS` to every answer that does not already carry them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                protect(MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, send_protected if scope["type"] == "http" else send)


def protect(headers: MutableHeaders) -> None:
    """Add `HEADERS` where they are missing: for answers made outside the layers, like a 500."""
    for name, value in HEADERS.items():
        headers.setdefault(name, value)


class AddressGuard:
    """Answers 414 to an address longer than its path allows, before anything reads it.

    `longest` gives the bytes allowed for a path; `answer` renders the problem.
    """

    def __init__(
        self,
        app: ASGIApp,
        longest: Callable[[str], int],
        answer: Callable[[Request, Problem], Response],
    ) -> None:
        self._app = app
        self._longest = longest
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            limit = self._longest(scope["path"])
            path = scope.get("raw_path") or scope["path"].encode()
            if len(path) + len(scope["query_string"]) > limit:
                problem = UriTooLongError(limit).problem
                await self._answer(Request(scope), problem)(scope, receive, send)
                return
        await self._app(scope, receive, send)


class HeadAsGet:
    """Answers HEAD wherever GET is answered: same status and headers, no body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_no_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self._app({**scope, "method": "GET"}, receive, send_no_body)
