"""What a form brought, read within bounds: text as people typed it, files as they came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from api.errors import PrassiError, TooLargeError
from corpus.italian import number

_FIELDS = 400
_PART = 400_000
_MIB = 1024 * 1024
_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")


@dataclass(frozen=True, slots=True)
class Posted:
    """The fields of a form, each with its values in order, and the files that have a name."""

    values: Mapping[str, tuple[str, ...]]
    files: tuple[tuple[str, bytes], ...] = ()

    def one(self, name: str) -> str:
        """Return the value of a field, stripped; "" where there is none."""
        return self.raw(name).strip()

    def raw(self, name: str) -> str:
        """Return the value of a field as it was typed, lines ending in one sign."""
        return (self.values.get(name) or ("",))[0]

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of a field."""
        return self.values.get(name, ())

    def number(self, name: str) -> int | None:
        """Return a whole number, or None where the field holds none."""
        said = self.one(name)
        return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None


async def posted(request: Request, most_bytes: int, most_files: int, public_host: str) -> Posted:
    """Read a form of ours; raises PrassiError for one of another site, or too large."""
    refuse_strangers(request, public_host)
    if not request.headers.get("Content-Type", "").startswith(_FORMS):
        raise PrassiError(415, "Formato non ammesso", "Qui si inviano moduli.", "not-a-form")
    if int(_digits(request.headers.get("Content-Length", "0"))) > most_bytes:
        raise _too_large(most_bytes)
    came = 0

    async def counted() -> Message:
        nonlocal came
        message = await request.receive()
        came += len(message.get("body", b""))
        if came > most_bytes:
            raise _too_large(most_bytes)
        return message

    reading = Request(request.scope, counted)
    try:
        async with reading.form(
            max_files=most_files, max_fields=_FIELDS, max_part_size=_PART
        ) as form:
            values: dict[str, list[str]] = {}
            files = []
            for name, value in form.multi_items():
                if not isinstance(value, UploadFile):
                    values.setdefault(name, []).append(_clean(value))
                elif value.filename:
                    files.append((value.filename, await value.read()))
    except HTTPException as error:  # python-multipart says which bound, in English
        raise PrassiError(
            413 if "max" in str(error.detail).lower() else 400,
            "Modulo non leggibile",
            "Il modulo ha troppi campi, troppi file o un testo troppo lungo "
            f"(al massimo {number(str(_PART))} caratteri e {most_files} file). "
            "Tornate indietro: trovate ancora ciò che avevate scritto.",
            "form-refused",
        ) from error
    return Posted({name: tuple(found) for name, found in values.items()}, tuple(files))


def refuse_strangers(request: Request, public_host: str) -> None:
    """Raise PrassiError (403) for a form that a page of another site sent."""
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None:
        ours = site in ("same-origin", "none")
    else:
        hosts = {request.headers.get("Host", ""), public_host}
        ours = origin is None or urlsplit(origin).netloc in hosts
    if not ours:
        raise PrassiError(
            403,
            "Modulo di un altro sito",
            "Questo modulo è stato inviato da un altro sito: aprite la pagina da qui e riprovate.",
            "strange-form",
        )


def _too_large(most_bytes: int) -> TooLargeError:
    return TooLargeError(
        f"Quello che inviate supera {number(str(most_bytes // _MIB))} MB. Tornate indietro: "
        "trovate ancora ciò che avevate scritto; scegliete un file più piccolo."
    )


def _digits(text: str) -> str:
    return text if text.isascii() and text.isdigit() else "0"


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
