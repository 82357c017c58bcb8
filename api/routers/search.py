"""``GET /api/v1/search``: from a need, in one's own words, to practices and the reasons.

``GET /api/v1/suggest``: how what one is typing may go on.
"""

# No postponed annotations here: FastAPI reads the limits, which come from the settings.
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from api.routers.desk import Desk, desk_of
from api.routers.filtering import understood
from api.routers.models import SearchResultsModel, SuggestionsModel, problems
from api.routers.paging import paging
from api.routers.parameters import Filters, alone, clean_question, filters, only
from api.routers.shapes import results_shape, suggestions_shape
from api.settings import Settings

_COMPLETIONS = 10


def search_router(settings: Settings) -> APIRouter:
    """Return the route, with the limits of these settings."""
    router = APIRouter(tags=["ricerca"])

    @router.get(
        "/search",
        summary="Cerca le pratiche che rispondono a un bisogno",
        response_model=SearchResultsModel,
        responses=problems(414, 422, 503),
        dependencies=[Depends(only("q", "limit", "offset"))],
    )
    def search(
        request: Request,
        response: Response,
        desk: Annotated[Desk, Depends(desk_of)],
        chosen: Annotated[Filters, Depends(filters)],
        q: str = Query(
            "",
            max_length=settings.max_query_length,
            description="Il bisogno, con parole vostre. Senza, tutte le pratiche per titolo.",
            examples=["anziani soli in un paese di montagna"],
        ),
        limit: int = Query(
            10, ge=1, le=settings.max_limit, description="Quante pratiche restituire."
        ),
        offset: int = Query(0, ge=0, le=settings.max_offset, description="Quante saltarne."),
    ) -> dict[str, Any]:
        question = clean_question(q)
        meant = understood(desk.library.engine, chosen)
        results = desk.library.search(question, meant, limit, offset)
        asked = {"q": question, **meant}
        deepest = settings.max_offset
        pages = paging(request.url.path, asked, limit, offset, results.total, deepest)
        response.headers.update(pages.headers)
        return results_shape(results)

    @router.get(
        "/suggest",
        summary="Come può continuare quello che si sta scrivendo",
        response_model=SuggestionsModel,
        responses=problems(414, 422, 503),
        dependencies=[Depends(alone("q"))],
    )
    def suggest(
        desk: Annotated[Desk, Depends(desk_of)],
        q: str = Query(
            max_length=settings.max_query_length,
            description="L'inizio di un titolo, di un concetto, di un luogo o di un ente.",
            examples=["trasp"],
        ),
    ) -> dict[str, Any]:
        typed = clean_question(q)
        return suggestions_shape(typed, desk.library.engine.complete(typed, _COMPLETIONS))

    return router
