"""Two questions of whoever runs the service: is the process alive, may readers be sent to it."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, PlainTextResponse, Response

from api.errors import UnavailableError, problem_response
from api.routers.desk import Desk, Encoding
from api.routers.models import ReadinessModel, problems
from search.contract import UnreachableIndexError
from search.index import BrokenIndexError

router = APIRouter(tags=["servizio"])

_FRESH = {"Cache-Control": "no-store"}


@router.get("/healthz", summary="Il processo è vivo", response_class=PlainTextResponse)
async def healthz() -> Response:
    """Answer at once, touching nothing: not the disk, not a thread."""
    return PlainTextResponse("ok", headers=_FRESH)


@router.get(
    "/status",
    summary="Il servizio può rispondere bene, come lo chiedono le linee guida italiane",
    response_model=ReadinessModel,
    responses=problems(503),
)
@router.get(
    "/readyz",
    summary="Il servizio può rispondere bene",
    response_model=ReadinessModel,
    responses=problems(503),
)
async def readyz(request: Request) -> Response:
    """Answer 200 when the library is open and the encoder is loaded.

    An index behind the graph is told but does not turn readers away: it is so for a moment each
    time another process adds a document.
    """
    desk: Desk | None = getattr(request.app.state, "desk", None)
    state = await run_in_threadpool(readiness, desk)
    if state["ready"]:
        return JSONResponse(state, headers=_FRESH)
    problem = UnavailableError("Il servizio non è ancora pronto: riprovate fra poco.").problem
    return problem_response(replace(problem, extra=state), request.url.path)


def readiness(desk: Desk | None) -> dict[str, Any]:
    """Return what is open, in step and loaded."""
    if desk is None:
        closed = dict.fromkeys(("library", "index", "encoder"), "closed")
        return {"ready": False, **closed, "documents": 0, "generation": None}
    return {
        "ready": desk.encoding is Encoding.READY and _index(desk) in ("in step", "behind"),
        "library": "open",
        "index": _index(desk),
        "encoder": str(desk.encoding),
        "documents": len(desk.library.documents()),
        "generation": desk.library.generation,
    }


def _index(desk: Desk) -> str:
    try:
        if desk.library.engine.awaiting:
            return "filling"
        return "in step" if desk.library.in_step() else "behind"
    except UnreachableIndexError:
        return "unreachable"
    except BrokenIndexError:
        return "damaged"
