"""``GET /api/v1/search``: from a need, in one's own words, to practices and the reasons."""

# No postponed annotations here: FastAPI reads the limits, which come from the settings.
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from api.routers.desk import Desk, desk_of
from api.routers.models import SearchResultsModel, problems
from api.routers.paging import paging
from api.routers.parameters import Filters, clean_question, filters, only
from api.routers.shapes import results_shape
from api.settings import Settings


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
        results = desk.library.search(question, chosen, limit, offset)
        asked = {"q": question, **chosen}
        deepest = settings.max_offset
        pages = paging(request.url.path, asked, limit, offset, results.total, deepest)
        response.headers.update(pages.headers)
        return results_shape(results)

    return router
