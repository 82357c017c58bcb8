"""Files that leave as they lie on the disk, whole or in parts."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import FileResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import PrassiError, problem_response

PATH = "/dump"


class AsTheyLie:
    """Keeps whoever compresses answers from those files: their hashes are of the bytes they are."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(f"{PATH}/"):
            scope = _without(scope, b"accept-encoding")
        await self._app(scope, receive, send)


class Download(FileResponse):
    """A file whose refusals have the one shape of ours.

    A part that is asked for in no way of the standard's is not asked for (RFC 9110, 14.2): the
    whole file is the answer.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused: Message | None = None

        async def accepted(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start" and message["status"] >= 400:
                refused = message
            if refused is None:
                await send(message)

        await super().__call__(scope, receive, accepted)
        if refused is None:
            return
        if refused["status"] != 416:
            await super().__call__(_without(scope, b"range"), receive, send)
            return
        size = Headers(raw=refused["headers"])["Content-Range"]
        problem = PrassiError(
            416,
            "Parte inesistente",
            f"La parte chiesta è oltre la fine del file, che ha {size.rpartition('/')[2]} byte.",
            "range-not-satisfiable",
            headers={"Content-Range": size},
        ).problem
        await problem_response(problem, scope["path"])(scope, receive, send)


def _without(scope: Scope, name: bytes) -> Scope:
    return {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != name]}
