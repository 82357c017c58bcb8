"""`/mappa`: the practices of a search on a map of Italy, beside a list that says the same."""

# No postponed annotations here: FastAPI reads the limits, which come from the settings.
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import JSONResponse
from starlette.responses import HTMLResponse

from api.routers.desk import Desk, desk_of
from api.routers.parameters import Filters, clean_question, filters
from api.settings import Settings
from api.web.choosing import carried, selects
from api.web.environment import address, page
from api.web.in_force import in_force, labels_of
from api.web.whereabouts import MOST_POINTS, Spot, of_level, placed, points, spots
from search.model import FacetName, SearchResults

#: Practices of a question that are drawn: a ranking never ends, and its tail is no answer.
NEAREST = 100
_SHOWN: tuple[FacetName, ...] = ("region", "beneficiary", "measure")
_YEAR = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is on the map: the practices found, where they are, and what limits the answer."""

    question: str
    chosen: Mapping[str, Sequence[str]]
    complaints: tuple[str, ...]
    results: SearchResults
    found: frozenset[str]
    regions: tuple[Spot, ...]

    @property
    def here(self) -> dict[str, Any]:
        """What the address of the page carries."""
        return {"q": self.question, **self.chosen}

    @property
    def region(self) -> str:
        """The region to look at, empty for all of Italy."""
        chosen = self.chosen.get("region", ())
        return chosen[0] if len(chosen) == 1 else ""


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
        drawn = _draw(desk, q, chosen)
        label = labels_of(desk.library.engine.values)
        shown = selects(_SHOWN, drawn.results.facets, drawn.chosen, label)
        comuni = sum(1 for _ in of_level(drawn.regions, "comune"))
        return page(
            "map.html",
            drawn=drawn,
            selects=shown,
            carried=carried(shown, drawn.chosen),
            in_force=in_force(
                drawn.chosen, label, lambda rest: address("/mappa", {"q": drawn.question, **rest})
            ),
            placed=len(placed(drawn.regions)),
            detailed=comuni <= MOST_POINTS or len(drawn.regions) == 1,
            nearest=NEAREST,
            points=address("/mappa/punti", drawn.here),
            longest=settings.max_query_length,
        )

    @router.get("/mappa/punti")
    def those_points(
        desk: Annotated[Desk, Depends(desk_of)],
        chosen: Annotated[Filters, Depends(filters)],
        q: Annotated[str, Query(max_length=settings.max_query_length)] = "",
    ) -> Response:
        practices = desk.library.registers.practices

        def title(identifier: str) -> str:
            found = practices.get(identifier)
            return found.title if found else identifier

        return JSONResponse(points(_draw(desk, q, chosen).regions, title))

    @router.get("/mappa/confini")
    def those_borders() -> Response:
        return Response(borders, 200, {"Cache-Control": _YEAR}, "application/geo+json")

    return router


def _draw(desk: Desk, typed: str, asked: Filters) -> Drawn:
    question = clean_question(typed)
    meant = desk.library.engine.understand(asked)
    results = desk.library.search(question, meant.filters, NEAREST if question else 1, 0)
    if question:
        found = frozenset(hit.id for hit in results.hits)
    else:
        found = frozenset(one.id for one in desk.library.engine.titled(meant.filters))
    regions = spots(desk.library.registers.places.entries, found)
    complaints = tuple(map(str, meant.complaints))
    return Drawn(question, meant.filters, complaints, results, found, regions)
