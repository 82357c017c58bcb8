"""The SPARQL 1.1 Protocol at `/sparql`: what arrives over HTTP becomes a question to the pool.

Read only and open to any page of any site (CORS `*`, no credentials). Each address may have a few
questions under way; when a client leaves, its query is killed.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Request, Response
from starlette.requests import ClientDisconnect

from api.errors import PrassiError, TooManyRequestsError, problem_response
from api.settings import Settings
from api.sparql.lexical import update_refused
from api.sparql.negotiation import FORMATS, accepted
from api.sparql.pool import QueryPool, refusal_error
from api.sparql.refusal import Refusal
from api.sparql.results import QueryResult

_SERVICE_DESCRIPTION = Path(__file__).with_name("service.ttl").read_bytes()
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Prassi-Truncated, Retry-After",
}
_PREFLIGHT = {
    **_CORS,
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Content-Type",
    "Access-Control-Max-Age": "86400",
}
_CLIENT_LEFT = 499  # nobody reads it; servers in front log it as nginx does
_BODY_SECONDS = 10.0  # a question is some kilobytes: who takes longer only holds the door
_MAX_FIELDS = 32


@dataclass(frozen=True, slots=True)
class _Asked:
    query: str
    formats: tuple[str, ...]
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]


class _Turnstile:
    """Lets each client have so many questions under way. Lives in the event loop: needs no lock."""

    def __init__(self, per_client: int) -> None:
        self._per_client = per_client
        self._inside: Counter[str] = Counter()

    @contextmanager
    def enter(self, client: str) -> Iterator[None]:
        if self._inside[client] >= self._per_client:
            raise TooManyRequestsError(
                f"Avete già {self._per_client} domande in corso: aspettate che finiscano.", 1
            )
        self._inside[client] += 1
        try:
            yield
        finally:
            self._inside[client] -= 1
            if not self._inside[client]:
                del self._inside[client]


def sparql_router(get_pool: Callable[[], QueryPool], settings: Settings) -> APIRouter:
    """Return the router of `/sparql`; `get_pool` is called at each question.

    `get_pool` may raise PrassiError (503) while there is no snapshot yet.
    """
    router = APIRouter(tags=["SPARQL"])
    turnstile = _Turnstile(settings.sparql_per_client)

    async def ask(request: Request) -> Response:
        try:
            asked = await _read(request, settings)
            if asked is None:
                headers = {**_CORS, "Vary": "Accept"}
                return Response(_SERVICE_DESCRIPTION, headers=headers, media_type="text/turtle")
            with turnstile.enter(request.client.host if request.client else ""):
                return await _answer(request, get_pool(), asked)
        except ClientDisconnect:
            return Response(None, _CLIENT_LEFT)
        except PrassiError as error:
            # Rendered here, so that a page of another site may read why it was refused.
            response = problem_response(error.problem, request.url.path)
            response.headers.update({**_CORS, "Vary": "Accept"})
            return response

    async def preflight() -> Response:
        return Response(status_code=204, headers=_PREFLIGHT)

    router.add_api_route(
        "/sparql", ask, methods=["GET"], summary="Interroga in SPARQL 1.1", openapi_extra=_GET
    )
    router.add_api_route(
        "/sparql", ask, methods=["POST"], summary="Interroga in SPARQL 1.1", openapi_extra=_POST
    )
    router.add_api_route("/sparql", preflight, methods=["OPTIONS"], include_in_schema=False)
    return router


async def _answer(request: Request, pool: QueryPool, asked: _Asked) -> Response:
    question = asyncio.ensure_future(
        pool.run_async(
            asked.query,
            asked.formats,
            default_graphs=asked.default_graphs,
            named_graphs=asked.named_graphs,
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
    headers = {**_CORS, "Vary": "Accept"}
    if result.truncated:
        headers["Prassi-Truncated"] = "true"
    return Response(result.body, headers={**headers, "Content-Type": result.media_type})


async def _read(request: Request, settings: Settings) -> _Asked | None:
    """Return what is asked, or None when nothing is: then we describe ourselves."""
    fields = _fields(request.url.query)
    if request.method == "POST":
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
            raise _unsupported("Inviate la domanda senza comprimerla.")
        # A form percent-encodes each byte in three.
        try:
            async with asyncio.timeout(_BODY_SECONDS):
                body = await _body(request, 3 * settings.sparql_max_query + 4096)
        except TimeoutError:
            raise PrassiError(
                408,
                "Richiesta troppo lenta",
                f"La domanda non è arrivata per intero in {_BODY_SECONDS:g} secondi: riprovate.",
                "request-timeout",
                headers={"Connection": "close"},
            ) from None
        if kind == "application/x-www-form-urlencoded":
            for name, values in _fields(body).items():
                fields.setdefault(name, []).extend(values)
        elif kind == "application/sparql-query":
            fields.setdefault("query", []).append(body)
        elif kind == "application/sparql-update":
            raise refusal_error(update_refused())
        else:
            raise _unsupported(
                "Inviate la domanda come application/sparql-query o come campo «query» di un form."
            )
    return _asked(fields, request)


def _asked(fields: dict[str, list[str]], request: Request) -> _Asked | None:
    if "update" in fields:
        raise refusal_error(update_refused())
    queries = fields.get("query", [])
    if not queries and request.method == "GET" and not fields:
        return None
    if len(queries) != 1 or not queries[0].strip():
        raise refusal_error(Refusal("malformed", "Serve un parametro «query», uno solo."))
    return _Asked(
        queries[0],
        accepted(request.headers.get("accept", ""), fields.get("format", [None])[0]),
        tuple(fields.get("default-graph-uri", ())),
        tuple(fields.get("named-graph-uri", ())),
    )


def _unsupported(detail: str) -> PrassiError:
    return PrassiError(415, "Formato non ammesso", detail, "unsupported-media-type")


def _fields(encoded: str) -> dict[str, list[str]]:
    try:
        return parse_qs(
            encoded, keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS
        )
    except ValueError:
        raise refusal_error(
            Refusal("malformed", "I parametri non sono scritti bene, o non in UTF-8.")
        ) from None


async def _body(request: Request, limit: int) -> str:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > limit:
            raise refusal_error(Refusal("too-large", f"La richiesta supera {limit} byte.", limit))
    try:
        return body.decode("utf-8-sig")  # some editors begin a file with a byte order mark
    except UnicodeDecodeError:
        raise refusal_error(Refusal("malformed", "La domanda non è in UTF-8.")) from None


_ANSWERS: dict[str, Any] = {
    "200": {
        "description": "Il risultato, nel formato chiesto. `Prassi-Truncated: true` se è tagliato.",
        "content": {media_type: {} for media_type in FORMATS.values()},
    },
    **{
        status: {"description": words, "content": {"application/problem+json": {}}}
        for status, words in {
            "400": "La domanda non è accettata: `type` e `detail` dicono perché.",
            "406": "Il formato chiesto non si addice alla domanda.",
            "408": "La domanda non è arrivata in tempo.",
            "413": "La domanda o la risposta è troppo grande.",
            "415": "La domanda è inviata in un modo che non conosciamo.",
            "429": "Troppe domande in corso dallo stesso indirizzo.",
            "504": "Tempo scaduto.",
            "507": "Memoria esaurita.",
        }.items()
    },
}
_QUERY = {
    "type": "string",
    "example": "SELECT ?pratica ?titolo { ?pratica a wp:Practice ; dct:title ?titolo } LIMIT 10",
}
_GET: dict[str, Any] = {
    "parameters": [
        {"name": "query", "in": "query", "schema": _QUERY},
        {
            "name": "format",
            "in": "query",
            "description": "Invece di Accept.",
            "schema": {"type": "string", "enum": list(FORMATS)},
        },
    ],
    "responses": _ANSWERS,
}
_POST: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/sparql-query": {"schema": _QUERY},
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "properties": {"query": _QUERY},
                    "required": ["query"],
                }
            },
        },
    },
    "responses": _ANSWERS,
}
