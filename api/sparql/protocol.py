"""The SPARQL 1.1 Protocol at `/sparql`: what arrives over HTTP becomes a question to the pool.

Read only and open to any page of any site (CORS `*`, no credentials). Each address may have a few
questions under way; when a client leaves, its query is killed.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable

from fastapi import APIRouter, Request, Response
from starlette.requests import ClientDisconnect

from api.access.client import client_of
from api.errors import PrassiError, problem_response
from api.security import SHARED
from api.settings import Settings
from api.sparql import openapi
from api.sparql.asking import Asked, read
from api.sparql.description import Describer
from api.sparql.negotiation import described_as
from api.sparql.pool import QueryPool
from api.sparql.results import GRAPH_FORMATS, QueryResult
from api.sparql.turnstile import Missteps, Turnstile

_METHODS = "GET, HEAD, POST, OPTIONS"
_PREFLIGHT = {
    **SHARED,
    "Access-Control-Allow-Methods": _METHODS,
    "Access-Control-Allow-Headers": "Accept, Authorization, Content-Type, X-API-Key",
    "Access-Control-Max-Age": "86400",
    "Allow": _METHODS,
}
_SHARED = {**SHARED, "Vary": "Accept"}
_HOST = re.compile(r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")
_CLIENT_LEFT = 499  # nobody reads it; servers in front log it as nginx does
#: What goes wrong through us, or through too much of what is right, is not held against a client.
_NOT_THEIRS = (429, 500, 503)


def sparql_router(get_pool: Callable[[], QueryPool], settings: Settings) -> APIRouter:
    """Return the router of `/sparql`; `get_pool` is called at each question.

    `get_pool` may raise PrassiError (503) while there is no snapshot yet.
    """
    router = APIRouter(tags=["SPARQL"])
    turnstile = Turnstile(settings.sparql_per_client)
    missteps = Missteps(settings.sparql_errors_per_minute)
    describer = Describer(settings)

    async def respond(request: Request) -> Response:
        client = client_of(request.scope).id
        missteps.let_in(client)
        try:
            asked = await read(request, settings)
            if asked is None:
                shape = described_as(request.headers.get("accept", ""))
                body = await describer.describe(get_pool(), _endpoint(request, settings), shape)
                return Response(body, headers={**_SHARED, "Content-Type": GRAPH_FORMATS[shape]})
            with turnstile.enter(client):
                return await _answer(request, get_pool(), asked)
        except PrassiError as error:
            if error.problem.status not in _NOT_THEIRS:
                missteps.add(client)
            raise

    async def ask(request: Request) -> Response:
        try:
            return await respond(request)
        except ClientDisconnect:
            return Response(None, _CLIENT_LEFT)
        except PrassiError as error:
            # Rendered here, so that a page of another site may read why it was refused.
            response = problem_response(error.problem, request.url.path)
            response.headers.update(_SHARED)
            return response

    async def preflight() -> Response:
        return Response(status_code=204, headers=_PREFLIGHT)

    summary = "Interroga in SPARQL 1.1"
    for method, described in (("GET", openapi.GET), ("POST", openapi.POST)):
        router.add_api_route(
            "/sparql", ask, methods=[method], summary=summary, openapi_extra=described
        )
    router.add_api_route("/sparql", preflight, methods=["OPTIONS"], include_in_schema=False)
    return router


def _endpoint(request: Request, settings: Settings) -> str:
    """Return the address of the service; the Host header is whatever the client wrote in it."""
    host = request.headers.get("host", "")
    if settings.public_url or not _HOST.fullmatch(host):
        return f"{settings.public_url or settings.base.rstrip('/#')}/sparql"
    return f"{request.url.scheme}://{host}/sparql"


async def _answer(request: Request, pool: QueryPool, asked: Asked) -> Response:
    question = asyncio.ensure_future(
        pool.run_async(
            asked.query,
            asked.formats,
            default_graphs=asked.default_graphs,
            named_graphs=asked.named_graphs,
            timeout=asked.timeout,
        )
    )
    gone = asyncio.ensure_future(_client_leaves(request))
    try:
        await asyncio.wait({question, gone}, return_when=asyncio.FIRST_COMPLETED)
        return _response(question.result()) if question.done() else Response(None, _CLIENT_LEFT)
    finally:
        question.cancel()
        gone.cancel()


async def _client_leaves(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _response(result: QueryResult) -> Response:
    headers = dict(_SHARED)
    if result.truncated:
        headers["Prassi-Truncated"] = "true"
    return Response(result.body, headers={**headers, "Content-Type": result.media_type})
