"""The form that a batch of queries comes in, or the same fields in the address: bounded."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs

from fastapi import Request

from api.errors import PrassiError, TooLargeError

#: Fifty queries with all they may carry take a tenth of it, percent-encoded.
LARGEST_BODY = 512 * 1024
_SECONDS = 10.0  # who takes longer only holds the door
_MAX_FIELDS = 16
_FORM = "application/x-www-form-urlencoded"


async def fields_of(request: Request) -> dict[str, list[str]]:
    """Return the fields of an address, and of the form where there is one.

    Raises PrassiError: 400 for what cannot be read, 408 for what does not come, 413 for what is too
    large, 415 for what is no form.
    """
    found = _fields(request.url.query)
    if request.method != "POST":
        return found
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise _unsupported("Inviate il modulo senza comprimerlo.")
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise _unsupported(f"Inviate le ricerche come campo «queries» di un modulo ({_FORM}).")
    try:
        async with asyncio.timeout(_SECONDS):
            body = await _body(request)
    except TimeoutError:
        raise PrassiError(
            408,
            "Richiesta troppo lenta",
            f"La richiesta non è arrivata per intero in {_SECONDS:g} secondi: riprovate.",
            "request-timeout",
            headers={"Connection": "close"},
        ) from None
    for name, values in _fields(body).items():
        found.setdefault(name, []).extend(values)
    return found


async def _body(request: Request) -> str:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_BODY:
            raise TooLargeError(f"La richiesta supera {LARGEST_BODY} byte: dividetela in lotti.")
    try:
        return body.decode("ascii")  # whatever else there is, a form percent-encodes
    except UnicodeDecodeError:
        raise _unreadable() from None


def _fields(encoded: str) -> dict[str, list[str]]:
    try:
        return parse_qs(
            encoded, keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS
        )
    except ValueError:
        raise _unreadable() from None


def _unreadable() -> PrassiError:
    return PrassiError(
        400,
        "Richiesta non valida",
        "I campi non sono scritti bene, sono troppi, o non sono in UTF-8.",
        "bad-request",
    )


def _unsupported(detail: str) -> PrassiError:
    return PrassiError(415, "Formato non ammesso", detail, "unsupported-media-type")
