"""``GET /api/v1/search``: from a need, in one's own words, to practices and the reasons.

``GET /api/v1/suggest``: how what one is typing may go on.
"""

# No postponed annotations here: FastAPI reads the limits, which come from the settings.
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api.routers.desk import Desk, desk_of
from api.routers.filtering import understood
from api.routers.listing import LISTED, PAGING, Asked, listing
from api.routers.models import SuggestionsModel, problems
from api.routers.paging import either_or, paging
from api.routers.parameters import Filters, alone, clean_question, filters, only
from api.routers.search_models import HitRowModel, SearchPageModel
from api.routers.shapes import results_shape, suggestions_shape
from api.settings import Settings

_COMPLETIONS = 10
_HITS = 10  # of a page, where nobody says how many


def search_router(settings: Settings) -> APIRouter:
    """Return the route, with the limits of these settings."""
    router = APIRouter(tags=["ricerca"])

    @router.get(
        "/search",
        summary="Cerca le pratiche che rispondono a un bisogno",
        response_model=SearchPageModel,
        responses=LISTED | problems(404, 406, 414, 422, 503),
        dependencies=[Depends(only("q", "offset", *PAGING))],
    )
    def search(
        desk: Annotated[Desk, Depends(desk_of)],
        asked: Annotated[Asked, Depends(listing(settings, HitRowModel, parts=1, usual=_HITS))],
        chosen: Annotated[Filters, Depends(filters)],
        q: Annotated[
            str,
            Query(
                max_length=settings.max_query_length,
                description="Il bisogno, con parole vostre. Senza, tutte le pratiche per titolo.",
                examples=["anziani soli in un paese di montagna"],
            ),
        ] = "",
        offset: Annotated[
            int, Query(ge=0, le=settings.max_offset, description="Quante saltarne.")
        ] = 0,
    ) -> Response:
        """Un `cursor` continua dal posto in classifica, fino a dove arriva `offset`."""
        if asked.after and offset:
            raise either_or()
        begin = _place(asked.after) if asked.after else offset
        question = clean_question(q)
        meant = understood(desk.library.engine, chosen)
        deepest = settings.max_offset
        limit = asked.limit if asked.format == "json" else min(asked.limit, deepest)
        results = desk.library.search(question, meant, limit, min(begin, deepest))
        told = results_shape(results)
        more = {name: told[name] for name in told if name not in ("hits", "total")}
        after = begin + limit
        if asked.format == "json" and not asked.after:
            form = {n: v for n, v in asked.parameters if n in ("fields", "format")}
            numbered = {"q": question, **meant, **form}
            pages = paging(asked.path, numbered, limit, offset, results.total, deepest)
            more |= {"previous": pages.previous} | ({"next": pages.next} if pages.next else {})
        return asked.answer(
            "hits",
            told["hits"],
            total=results.total,
            last=(str(after),) if after < results.total and after <= deepest else None,
            generation=desk.library.registers.generation,
            more={"previous": None, **more},
        )

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


def _place(key: tuple[str, ...]) -> int:
    (place,) = key
    return int(place) if place.isdecimal() else 0
