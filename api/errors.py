"""One shape for everything that goes wrong: problem details (RFC 9457), detail in Italian.

Any room of `api` raises `PrassiError` (or one of the few named ones below); `install_handlers`
turns it, and whatever FastAPI and Starlette raise by themselves, into `application/problem+json`.
The web room may pass `render` to show the same problem as a page to a browser.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Match, Mount

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:prassi:problem:"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Problem:
    """What a client is told: `slug` for machines, `title` and `detail` for people.

    `extra` holds further members of the JSON object (``line``, ``errors``…), `headers` those of the
    answer (``Retry-After``, ``Allow``).
    """

    status: int
    slug: str
    title: str
    detail: str
    extra: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def as_dict(self, instance: str | None = None) -> dict[str, Any]:
        """Return the members of RFC 9457, and ours after them."""
        where = {"instance": instance} if instance else {}
        return {
            "type": TYPE_PREFIX + self.slug,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            **where,
            **self.extra,
        }


class PrassiError(Exception):
    """A refusal or a failure that a person will read; carries its `Problem`."""

    def __init__(
        self,
        status: int,
        title: str,
        detail: str,
        slug: str,
        *,
        extra: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.problem = Problem(status, slug, title, detail, extra or {}, headers or {})


class NotFoundError(PrassiError):
    """404: ``NotFoundError("la pratica «orti-x»")``, the thing named with its article."""

    def __init__(self, thing: str) -> None:
        super().__init__(404, "Non trovato", f"Non c'è {thing} in questo archivio.", "not-found")


class TooLargeError(PrassiError):
    """413: a body or an answer larger than we accept."""

    def __init__(self, detail: str, slug: str = "too-large") -> None:
        super().__init__(413, "Troppo grande", detail, slug)


class UriTooLongError(PrassiError):
    """414: the address itself is too long; `limit` in bytes, `advice` what to do instead."""

    def __init__(self, limit: int, advice: str = "per cercare bastano poche parole") -> None:
        detail = f"L'indirizzo supera {limit} byte: {advice}."
        super().__init__(414, "Indirizzo troppo lungo", detail, "uri-too-long")


class TooManyRequestsError(PrassiError):
    """429: come back in `retry_after` seconds; `violated` names the policies of `RateLimit`."""

    def __init__(self, detail: str, retry_after: int, violated: Sequence[str] = ()) -> None:
        headers = {"Retry-After": str(retry_after)}
        extra = {"violated-policies": list(violated)} if violated else {}
        super().__init__(
            429, "Troppe richieste", detail, "too-many-requests", extra=extra, headers=headers
        )


class UnavailableError(PrassiError):
    """503: a part of the service is not ready (starting, rebuilding, a model is missing)."""

    def __init__(self, detail: str, retry_after: int = 5) -> None:
        headers = {"Retry-After": str(retry_after)}
        super().__init__(503, "Servizio non pronto", detail, "unavailable", headers=headers)


Renderer = Callable[[Request, Problem], Response | None]


def problem_response(problem: Problem, instance: str | None = None) -> Response:
    """Render a problem as `application/problem+json`; never cached."""
    body = json.dumps(problem.as_dict(instance), ensure_ascii=False, default=str).encode()
    headers = {"Cache-Control": "no-store", **problem.headers}
    return Response(body, problem.status, headers=headers, media_type=MEDIA_TYPE)


def install_handlers(app: FastAPI, render: Renderer | None = None) -> None:
    """Make every error of `app` a problem; `render` may answer first (a page), or return None."""

    def answer(request: Request, problem: Problem) -> Response:
        rendered = render(request, problem) if render else None
        return rendered or problem_response(problem, request.url.path)

    async def on_prassi_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, PrassiError)  # noqa: S101 - registered for this class only
        return answer(request, error.problem)

    async def on_invalid_request(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101
        return answer(request, problem_of_validation(error.errors()))

    async def on_http_exception(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101
        headers = dict(error.headers or {})
        if error.status_code == 405 and (allowed := _allowed(app, request)):
            headers["Allow"] = allowed
        return answer(request, problem_of_status(error.status_code, headers))

    async def on_surprise(request: Request, error: Exception) -> Response:
        _log.error("unhandled error on %s %s", request.method, request.url.path, exc_info=error)
        return answer(request, problem_of_status(500))

    app.add_exception_handler(PrassiError, on_prassi_error)
    app.add_exception_handler(RequestValidationError, on_invalid_request)
    app.add_exception_handler(HTTPException, on_http_exception)
    app.add_exception_handler(Exception, on_surprise)


def _allowed(app: FastAPI, request: Request) -> str:
    """Return every method of an address; Starlette names those of its first route alone."""
    found = [
        method
        for method in ("GET", "HEAD", "POST", "OPTIONS")
        if any(
            route.matches({**request.scope, "method": method})[0] is Match.FULL
            for route in app.routes
            if not isinstance(route, Mount)  # which matches them all
        )
    ]
    return ", ".join(found)


# What Starlette and FastAPI raise by themselves, in words a volunteer understands.
_STATUS: Mapping[int, tuple[str, str, str]] = {
    400: ("bad-request", "Richiesta non valida", "La richiesta non è scritta bene."),
    401: ("unauthorized", "Accesso richiesto", "Serve accedere per vedere questa pagina."),
    403: ("forbidden", "Non consentito", "Questa operazione non è permessa."),
    404: ("not-found", "Non trovato", "A questo indirizzo non c'è nulla."),
    405: ("method-not-allowed", "Metodo non ammesso", "Questo indirizzo non accetta il metodo."),
    406: ("not-acceptable", "Formato non disponibile", "Non c'è nel formato richiesto."),
    408: ("request-timeout", "Richiesta troppo lenta", "La richiesta non è arrivata in tempo."),
    413: ("too-large", "Troppo grande", "Quello che avete inviato supera il limite."),
    414: ("uri-too-long", "Indirizzo troppo lungo", "L'indirizzo supera il limite: accorciatelo."),
    415: ("unsupported-media-type", "Formato non ammesso", "Questo formato non è accettato qui."),
    429: ("too-many-requests", "Troppe richieste", "Riprovate fra qualche secondo."),
    500: ("internal", "Errore interno", "Qualcosa è andato storto da parte nostra: riprovate."),
    503: ("unavailable", "Servizio non pronto", "Il servizio non è pronto: riprovate fra poco."),
}


def problem_of_status(status: int, headers: Mapping[str, str] | None = None) -> Problem:
    """Return the problem of a bare HTTP status; its own text might leak, so it is dropped."""
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "HTTP error"
    fallback = (phrase.lower().replace(" ", "-"), phrase, "La richiesta non è riuscita.")
    slug, title, detail = _STATUS.get(status, fallback)
    return Problem(status, slug, title, detail, headers=headers or {})


# pydantic's error types → Italian; `{…}` are the values pydantic gives with the error.
_VALIDATION: Mapping[str, str] = {
    "missing": "manca",
    "int_parsing": "deve essere un numero intero",
    "float_parsing": "deve essere un numero",
    "bool_parsing": "deve essere vero o falso (true, false)",
    "date_parsing": "deve essere una data come 2026-11-22",
    "string_too_long": "è troppo lungo: al massimo {max_length} caratteri",
    "string_too_short": "è troppo corto: almeno {min_length} caratteri",
    "string_pattern_mismatch": "non ha la forma attesa",
    "greater_than_equal": "deve essere almeno {ge}",
    "less_than_equal": "deve essere al massimo {le}",
    "greater_than": "deve essere più di {gt}",
    "less_than": "deve essere meno di {lt}",
    "too_long": "ha troppi valori: al massimo {max_length}",
    "enum": "deve essere uno di: {expected}",
    "literal_error": "deve essere uno di: {expected}",
    "json_invalid": "non è JSON valido",
    "extra_forbidden": "non è un parametro di questo indirizzo",
    "repeated": "è ripetuto: datelo una volta sola",
}


def problem_of_validation(errors: Sequence[Any]) -> Problem:
    """Return a 422 that names each wrong parameter and what to write; never repeats its value."""
    found = []
    for error in errors:
        location = [str(part) for part in error.get("loc", ())]
        # The number of a repeated parameter helps nobody: «region», not «region.0».
        named = [part for part in location[1:] or location if not part.isdigit()]
        name = ".".join(named) or "richiesta"
        reason = _VALIDATION.get(error.get("type", ""), "non è valido")
        values = {k: str(v).replace(" or ", " o ") for k, v in (error.get("ctx") or {}).items()}
        found.append({"parameter": name, "reason": reason.format_map(values)})
    detail = "; ".join(f"«{one['parameter']}» {one['reason']}" for one in found)
    return Problem(422, "invalid-request", "Parametri non validi", detail, {"errors": found})
