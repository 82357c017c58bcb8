"""``/embed.js``, the pages made to be framed under ``/embed/``, and ``/incorpora``.

Only what is under ``/embed/`` may stand in a frame of another site (`FRAMED`): it shows public
data, has no session to act for, and its links open outside the frame.
"""

# No postponed annotations here: FastAPI reads the limits, which come from the settings.
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import HTMLResponse, Response

from api.catalogue.addresses import addresses_of
from api.catalogue.tagged import tagged
from api.errors import NotFoundError
from api.routers.desk import Desk, desk_of
from api.routers.parameters import Filters, clean_question, filters
from api.routers.sameness import moved
from api.security import CONTENT_SECURITY_POLICY
from api.settings import Settings
from api.web.cards import card
from api.web.environment import address, page
from api.web.glance import glance
from api.web.snippet import stems

_STATIC = Path(__file__).parent / "static"
_HOUR = "public, max-age=3600"
#: The policy of every page of ours, but for who may frame it.
FRAMED = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
_SHOWN = 5


def embedding_router(settings: Settings) -> APIRouter:
    """Return the routes, with the limits of these settings."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/embed.js")
    def script(request: Request) -> Response:
        return _for_others(request, _STATIC / "embed.js", "text/javascript; charset=utf-8")

    @router.get("/embed/frame.css")
    def style(request: Request) -> Response:
        return _for_others(request, _STATIC / "frame.css", "text/css; charset=utf-8")

    @router.get("/embed/card/{identifier}")
    def practice(
        request: Request, desk: Annotated[Desk, Depends(desk_of)], identifier: str
    ) -> Response:
        if there := moved(request, desk, "practice", identifier):
            return there
        view = desk.practice(identifier)
        if view is None:
            raise NotFoundError(f"la pratica «{clean_question(identifier)[:80]}»")
        return _framed(page("embed_card.html", view=view, glance=glance(view)))

    @router.get("/embed/search")
    def search(
        desk: Annotated[Desk, Depends(desk_of)],
        chosen: Annotated[Filters, Depends(filters)],
        q: str = Query("", max_length=settings.max_query_length),
        limit: int = Query(_SHOWN, ge=1, le=20),
    ) -> Response:
        question = clean_question(q)
        meant = desk.library.engine.understand(chosen)
        asked = question or meant.filters
        results = desk.library.search(question, meant.filters, limit, 0) if asked else None
        wanted = stems((results.suggestion if results else None) or question)
        return _framed(
            page(
                "embed_search.html",
                question=question,
                chosen=meant.filters,
                limit=limit,
                longest=settings.max_query_length,
                results=results,
                cards=[card(hit, wanted, desk) for hit in results.hits] if results else [],
                everything=address("/cerca", {"q": question, **meant.filters}),
            )
        )

    @router.get("/incorpora")
    def demonstration(
        request: Request, desk: Annotated[Desk, Depends(desk_of)], pratica: str = ""
    ) -> HTMLResponse:
        first = desk.library.search("", {}, 1, 0).hits
        shown = desk.practice(pratica) or (desk.practice(first[0].id) if first else None)
        return page(
            "embed_demo.html",
            here=addresses_of(request, settings).here,
            practice=shown,
            question="anziani soli in un paese di montagna",
        )

    return router


def _for_others(request: Request, file: Path, media_type: str) -> Response:
    # Any site may load it, whatever isolation it asks of what it loads.
    headers = {
        "Cache-Control": _HOUR,
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    return tagged(request, file.read_bytes(), media_type, headers)


def _framed(made: HTMLResponse) -> HTMLResponse:
    made.headers["Content-Security-Policy"] = FRAMED
    made.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return made
