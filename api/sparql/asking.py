"""What an HTTP request asks: one query and its dataset, in any of the three ways of the protocol.

GET, POST of a form, POST of the query itself (SPARQL 1.1 Protocol, 2.1.1 to 2.1.3), all in UTF-8.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from email.message import Message
from math import isfinite
from urllib.parse import parse_qs

from starlette.requests import Request

from api.errors import PrassiError
from api.settings import Settings
from api.sparql.endings import refusal_error
from api.sparql.lexical import update_refused
from api.sparql.negotiation import accepted
from api.sparql.refusal import Refusal

#: A question is some kilobytes: who takes longer only holds the door.
BODY_SECONDS = 10.0
MAX_FIELDS = 32
_OF_UPDATES = ("update", "using-graph-uri", "using-named-graph-uri")
_CHARSETS = ("", "utf-8", "utf8", "us-ascii")
_TIMEOUT = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)(ms|s)?")


@dataclass(frozen=True, slots=True)
class Asked:
    """A query; `formats` best first, the tuples of graphs as the protocol's two parameters.

    `timeout` is in seconds, never above that of the settings.
    """

    query: str
    formats: tuple[str, ...]
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    timeout: float


async def read(request: Request, settings: Settings) -> Asked | None:
    """Return what is asked, or None when nothing is: a GET without parameters.

    Raises PrassiError: 400 malformed or an update, 406 format, 408 slow, 413 large, 415 type.
    """
    fields = _fields(request.url.query)
    if request.method == "POST":
        kind = _kind(request)
        body = await _body_in_time(request, settings)
        if kind == "application/sparql-query":
            fields.setdefault("query", []).append(body)
        else:
            for name, values in _fields(body).items():
                fields.setdefault(name, []).extend(values)
    elif not fields:
        return None
    if any(name in fields for name in _OF_UPDATES):
        raise refusal_error(update_refused())
    queries = fields.get("query", [])
    if len(queries) != 1 or not queries[0].strip():
        raise _malformed("Serve un parametro «query», uno solo.")
    return Asked(
        queries[0],
        accepted(request.headers.get("accept", ""), _single(fields, "format")),
        tuple(fields.get("default-graph-uri", ())),
        tuple(fields.get("named-graph-uri", ())),
        _seconds(_single(fields, "timeout"), settings.sparql_timeout),
    )


def _kind(request: Request) -> str:
    """Return the media type of a body that we read; raises PrassiError for others."""
    said = Message()
    said["content-type"] = request.headers.get("content-type", "")
    # Without a type email's own default would be text/plain: the same 415.
    kind, charset = said.get_content_type(), str(said.get_param("charset", "")).lower()
    if kind == "application/sparql-update":
        raise refusal_error(update_refused())
    if kind not in ("application/x-www-form-urlencoded", "application/sparql-query"):
        raise _unsupported(
            "Inviate la domanda come application/sparql-query o come campo «query» di un form."
        )
    if charset not in _CHARSETS:
        raise _unsupported("Inviate la domanda in UTF-8: il protocollo non ammette altro.")
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise _unsupported("Inviate la domanda senza comprimerla.")
    return kind


async def _body_in_time(request: Request, settings: Settings) -> str:
    try:
        async with asyncio.timeout(BODY_SECONDS):
            # A form percent-encodes each byte in three.
            return await _body(request, 3 * settings.sparql_max_query + 4096)
    except TimeoutError:
        raise PrassiError(
            408,
            "Richiesta troppo lenta",
            f"La domanda non è arrivata per intero in {BODY_SECONDS:g} secondi: riprovate.",
            "request-timeout",
            headers={"Connection": "close"},
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
        raise _malformed("La domanda non è in UTF-8.") from None


def _fields(encoded: str) -> dict[str, list[str]]:
    try:
        return parse_qs(encoded, keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    except ValueError:
        raise _malformed("I parametri non sono scritti bene, o non in UTF-8.") from None


def _single(fields: dict[str, list[str]], name: str) -> str | None:
    values = fields.get(name, [])
    if len(values) > 1:
        raise _malformed(f"Il parametro «{name}» va dato una volta sola.")
    return values[0] if values else None


def _seconds(wish: str | None, most: float) -> float:
    """Return how long a query may run: as long as the client wants, never longer than `most`."""
    if not wish:
        return most
    found = _TIMEOUT.fullmatch(wish.strip())
    seconds = float(found[1]) / (1000 if found[2] == "ms" else 1) if found else 0.0
    if not isfinite(seconds) or seconds <= 0:
        raise _malformed(
            "«timeout» vuole secondi, come 2 o 0.5s, o millisecondi, come 500ms: "
            f"al massimo {most:g} s."
        )
    return min(seconds, most)


def _malformed(detail: str) -> PrassiError:
    return refusal_error(Refusal("malformed", detail))


def _unsupported(detail: str) -> PrassiError:
    return PrassiError(415, "Formato non ammesso", detail, "unsupported-media-type")
