"""``/api/v1/practices``: the list, and each practice with its facts and their evidence."""

# No postponed annotations here: FastAPI reads the limits, which come from the settings.
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from api.errors import NotFoundError
from api.routers.desk import Desk, desk_of
from api.routers.filtering import understood
from api.routers.models import PracticeListModel, PracticeModel, problems
from api.routers.paging import paging
from api.routers.parameters import Filters, clean_question, filters, only
from api.routers.sameness import ELSEWHERE, moved
from api.routers.shapes import practice_shape
from api.settings import Settings


def practices_router(settings: Settings) -> APIRouter:
    """Return the routes, with the limits of these settings."""
    router = APIRouter(tags=["pratiche"])

    @router.get(
        "/practices",
        summary="Elenca le pratiche per titolo",
        response_model=PracticeListModel,
        responses=problems(414, 422, 503),
        dependencies=[Depends(only("limit", "offset"))],
    )
    def practices(
        request: Request,
        response: Response,
        desk: Annotated[Desk, Depends(desk_of)],
        chosen: Annotated[Filters, Depends(filters)],
        limit: int = Query(
            20, ge=1, le=settings.max_limit, description="Quante pratiche restituire."
        ),
        offset: int = Query(0, ge=0, le=settings.max_offset, description="Quante saltarne."),
    ) -> dict[str, Any]:
        meant = understood(desk.library.engine, chosen)
        results = desk.library.search("", meant, limit, offset)
        pages = paging(request.url.path, meant, limit, offset, results.total, settings.max_offset)
        response.headers.update(pages.headers)
        cards = ("id", "iri", "title", "status", "document", "summary")
        return {
            "total": results.total,
            "limit": limit,
            "offset": offset,
            "next": pages.next,
            "previous": pages.previous,
            "practices": [{name: getattr(hit, name) for name in cards} for hit in results.hits],
        }

    @router.get(
        "/practices/{identifier}",
        summary="Una pratica, con ogni fatto e le parole che lo dicono",
        response_model=PracticeModel,
        responses=ELSEWHERE | problems(404, 422, 503),
    )
    def practice(request: Request, desk: Annotated[Desk, Depends(desk_of)], identifier: str) -> Any:
        if there := moved(request, desk, "practice", identifier):
            return there
        view = desk.library.whole_practice(identifier)
        if view is None:
            raise NotFoundError(f"la pratica «{clean_question(identifier)[:80]}»")
        return practice_shape(view)

    return router
