"""The forms of a dossier, bounded before they are read: fields of a page, or a file of ours."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.types import Message

from api.dossier.limits import limits
from api.errors import PrassiError, TooLargeError

_FORM = "application/x-www-form-urlencoded"
_PARTS = "multipart/form-data"
_SPARE = 16  # fields beside the two of each practice

Fields = Mapping[str, Sequence[str]]


async def fields_of(request: Request) -> Fields:
    """Return the fields of a form; raises PrassiError for what is none, too large or too slow."""
    _only(request, _FORM)
    body = await _body(request, limits().body, "Il dossier è troppo grande")
    try:
        return parse_qs(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="replace",
            max_num_fields=20 * limits().practices + _SPARE,
        )
    except ValueError:
        raise _unreadable() from None


async def file_of(request: Request) -> bytes:
    """Return the file of a form, empty where none was chosen; raises PrassiError."""
    _only(request, _PARTS)
    body = await _body(request, limits().file, "Il file è troppo grande per essere un dossier")

    async def again() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async with Request(request.scope, again).form(max_files=1, max_fields=_SPARE) as form:
        found = form.get("file")
        return await found.read() if isinstance(found, UploadFile) else b""


def _only(request: Request, kind: str) -> None:
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    packed = request.headers.get("content-encoding", "identity").strip().lower() != "identity"
    if packed or given != kind:
        detail = f"Inviate il modulo della pagina del dossier ({kind}), senza comprimerlo."
        raise PrassiError(415, "Formato non ammesso", detail, "unsupported-media-type")


async def _body(request: Request, most: int, told: str) -> bytes:
    body = bytearray()
    try:
        async with asyncio.timeout(limits().seconds):
            async for piece in request.stream():
                body += piece
                if len(body) > most:
                    raise TooLargeError(f"{told}: al massimo {most} byte.")
    except TimeoutError:
        raise PrassiError(
            408,
            "Richiesta troppo lenta",
            f"Il modulo non è arrivato in {limits().seconds:g} secondi: riprovate.",
            "request-timeout",
            headers={"Connection": "close"},
        ) from None
    return bytes(body)


def _unreadable() -> PrassiError:
    detail = "I campi del modulo non sono scritti bene, o sono troppi."
    return PrassiError(400, "Richiesta non valida", detail, "bad-request")
