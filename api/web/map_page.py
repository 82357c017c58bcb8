"""`/mappa`: the practices of a search on a map of Italy, beside a list that says the same."""

# No postponed annotations here: FastAPI reads the limits, which come from the settings.
from importlib import resources
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import JSONResponse
from starlette.responses import HTMLResponse

from api.routers.desk import Desk, desk_of
from api.routers.parameters import Filters, clean_question, filters
from api.settings import Settings
from api.web.choosing import carried, selects
from api.web.drawn import draw
from api.web.environment import address, page
from api.web.in_force import in_force, labels_of
from api.web.whereabouts import points
from search.model import FacetName

_SHOWN: tuple[FacetName, ...] = ("region", "beneficiary", "measure")
_YEAR = "public, max-age=31536000, immutable"


def map_router(settings: Settings) -> APIRouter:
    """Return the page, its points and the borders of the regions."""
    router = APIRouter(include_in_schema=False)
    borders = resources.files("ontology").joinpath("regions.geojson").read_bytes()

    @router.get("/mappa")
    def territory(
        desk: Annotated[Desk, Depends(desk_of)],
        chosen: Annotated[Filters, Depends(filters)],
        q: Annotated[str, Query(max_length=settings.max_query_length)] = "",
    ) -> HTMLResponse:
        library = desk.library
        meant = library.engine.understand(chosen)
        drawn = draw(library, clean_question(q), meant.filters)
        label = labels_of(library.engine.values)
        shown = selects(_SHOWN, drawn.results.facets, drawn.chosen, label)
        return page(
            "map.html",
            drawn=drawn,
            complaints=[str(one) for one in meant.complaints],
            selects=shown,
            carried=carried(shown, drawn.chosen),
            in_force=in_force(
                drawn.chosen, label, lambda rest: address("/mappa", {"q": drawn.question, **rest})
            ),
            longest=settings.max_query_length,
        )

    @router.get("/mappa/punti")
    def those_points(
        desk: Annotated[Desk, Depends(desk_of)],
        chosen: Annotated[Filters, Depends(filters)],
        q: Annotated[str, Query(max_length=settings.max_query_length)] = "",
    ) -> Response:
        library = desk.library

        def title(identifier: str) -> str:
            found = library.registers.practices.get(identifier)
            return found.title if found else identifier

        meant = library.engine.understand(chosen).filters
        return JSONResponse(points(draw(library, clean_question(q), meant).regions, title))

    @router.get("/mappa/confini")
    def those_borders() -> Response:
        return Response(borders, 200, {"Cache-Control": _YEAR}, "application/geo+json")

    return router
