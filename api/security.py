"""What every answer and every address must respect, as small ASGI layers.

They stand outside the application so that no route can forget them: headers that forbid a page to
run or load anything not ours, data that any site may read, redirections that stay here, and a
length beyond which an address is not even parsed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit, urlunsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.fields import LIMIT_FIELDS
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


#: Any page of any site may read the data, as whoever has no account: nothing is sent with it.
SHARED: Mapping[str, str] = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": ", ".join(
        (
            *("ETag", "Link", "Prassi-Truncated", "Retry-After", "WWW-Authenticate"),
            *LIMIT_FIELDS,
        )
    ),
}
_PREFLIGHT: Mapping[str, str] = {
    **SHARED,
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Authorization, If-None-Match, X-API-Key",
    "Access-Control-Max-Age": "86400",
    "Allow": "GET, HEAD, OPTIONS",
}

#: Batches of names are sent as forms.
_POSTS: Mapping[str, str] = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": f"{_PREFLIGHT['Access-Control-Allow-Headers']}, Content-Type",
    "Allow": "GET, HEAD, POST, OPTIONS",
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


#: Data outside the API: what lets others find, take and follow it as a whole.
CATALOGUE = ("/catalog", "/changes", "/dump", "/oai", "/.well-known/void")
#: Our IRIs, and what is said of them.
_LINKED_DATA = ("/id/", "/scheme/", "/code/", "/graph/", "/onto", "/data/", "/context.jsonld")


def is_shared(path: str) -> bool:
    """Tell whether pages of other sites may read what is at a path: data, not pages."""
    shared = ("/api/", "/reconcile", *CATALOGUE, *_LINKED_DATA)
    return path.startswith(shared) or path in ("/sparql", "/sparql/")


def share(path: str, headers: MutableHeaders) -> None:
    """Add `SHARED` to an answer with data, where it is missing."""
    if is_shared(path):
        for name, value in SHARED.items():
            headers.setdefault(name, value)


class OpenData:
    """Lets pages of other sites read the data (CORS ``*``, no credentials), errors included.

    It answers when a browser asks whether it may; `/sparql` answers for itself.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not is_shared(scope["path"]):
            await self._app(scope, receive, send)
            return
        if scope["method"] == "OPTIONS" and not scope["path"].startswith("/sparql"):
            posts = scope["path"].startswith(("/reconcile", "/oai"))
            headers = {**_PREFLIGHT, **(_POSTS if posts else {})}
            await Response(status_code=204, headers=headers)(scope, receive, send)
            return

        async def send_shared(message: Message) -> None:
            if message["type"] == "http.response.start":
                share(scope["path"], MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, send_shared)


class LocalRedirects:
    """Makes every redirection a path of this host.

    Starlette builds them from the Host header, which is whatever the client, or who poisons a
    cache on the way, wrote in it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_local(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if location := headers.get("Location"):
                    parts = urlsplit(location)
                    # Two slashes at the start would be another host.
                    path = "/" + parts.path.lstrip("/\\")
                    headers["Location"] = urlunsplit(("", "", path, parts.query, parts.fragment))
            await send(message)

        await self._app(scope, receive, send_local if scope["type"] == "http" else send)


class AddressGuard:
    """Answers 414 to an address longer than its path allows, before anything reads it.

    `longest` gives the bytes allowed for a path and what to do instead; `answer` renders the
    problem.
    """

    def __init__(
        self,
        app: ASGIApp,
        longest: Callable[[str], tuple[int, str]],
        answer: Callable[[Request, Problem], Response],
    ) -> None:
        self._app = app
        self._longest = longest
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            limit, advice = self._longest(scope["path"])
            path = scope.get("raw_path") or scope["path"].encode()
            if len(path) + len(scope["query_string"]) > limit:
                problem = UriTooLongError(limit, advice).problem
                await self._answer(Request(scope), problem)(scope, receive, send)
                return
        await self._app(scope, receive, send)


class HeadAsGet:
    """Answers HEAD wherever GET is answered: same status and headers, no body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_methods(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                allowed = headers.get("Allow", "").split(", ")
                if "GET" in allowed and "HEAD" not in allowed:
                    allowed.insert(allowed.index("GET") + 1, "HEAD")
                    headers["Allow"] = ", ".join(allowed)
            await send(message)

        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send_methods if scope["type"] == "http" else send)
            return

        async def send_no_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self._app({**scope, "method": "GET"}, receive, send_no_body)
