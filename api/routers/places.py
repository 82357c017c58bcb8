"""``/api/v1/places``, ``/territory``: where the practices are, by region, province and comune."""

# No postponed annotations here: FastAPI reads the types of the parameters.
from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import ConfigDict, Field
from starlette.responses import Response

from api.routers.desk import Desk, desk_of
from api.routers.listing import LISTED, PAGING, SPARSE, Asked, ListModel, example, listing
from api.routers.matching_models import PlaceModel
from api.routers.models import Model, problems
from api.routers.naming import Naming
from api.routers.near import missing, unknown
from api.routers.parameters import LONGEST_VALUE, MISSING, Filters, alone, filters, only
from api.settings import Settings
from corpus.registers.places import PlaceEntry
from corpus.registers.register import contains

_EXAMPLE: dict[str, Any] = {
    "id": "038017",
    "iri": "https://w3id.org/italia/controlled-vocabulary/territorial-classifications/cities/"
    "038017-(1990-05-16)",
    "name": "Ostellato",
    "other_name": None,
    "level": "comune",
    "within": [
        {"code": "038", "name": "Ferrara", "level": "provincia"},
        {"code": "08", "name": "Emilia-Romagna", "level": "regione"},
    ],
    "lat": 44.74692,
    "lon": 11.94227,
    "population": 5668,
    "practices": 1,
    "stated": 1,
}

Level = Literal["comune", "provincia", "regione"]


class PlaceFullModel(Model):
    """A territory; `id` is the ISTAT code, `within` what contains it, the nearest first."""

    id: str
    iri: str
    name: str
    other_name: str | None
    level: Level
    within: list[PlaceModel]
    lat: float | None
    lon: float | None
    population: int | None
    practices: int = Field(
        description="Quante pratiche sono qui, o in un territorio che ne fa parte"
    )
    stated: int = Field(description="Quante nominano proprio questo territorio")

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": _EXAMPLE})


class PlaceRowModel(PlaceFullModel):
    """A territory in a list."""

    model_config = SPARSE


class PlaceListModel(ListModel):
    """Territories, each region with its provinces and each province with its comuni."""

    places: list[PlaceRowModel]

    model_config = example("places", _EXAMPLE)


class CountedPlaceModel(PlaceModel):
    """A territory and how many practices are in it."""

    practices: int


class PlaceWithPartsModel(PlaceFullModel):
    """A territory with those that it contains directly."""

    contains: list[CountedPlaceModel]

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {**_EXAMPLE, "contains": []}}
    )


class TerritoryNodeModel(CountedPlaceModel):
    """A territory with what it contains, as far as practices are there."""

    contains: list["TerritoryNodeModel"]


class TerritoryTreeModel(Model):
    """Every territory where some practice is, as a tree."""

    regions: list[TerritoryNodeModel]

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "regions": [
                    {
                        "code": "08",
                        "name": "Emilia-Romagna",
                        "level": "regione",
                        "practices": 61,
                        "contains": [
                            {
                                "code": "038",
                                "name": "Ferrara",
                                "level": "provincia",
                                "practices": 7,
                                "contains": [],
                            }
                        ],
                    }
                ]
            }
        },
    )


def places_router(settings: Settings) -> APIRouter:
    """Return the routes, with the limits of these settings."""
    router = APIRouter(tags=["territori"])

    @router.get(
        "/places",
        summary="Elenca i territori",
        response_model=PlaceListModel,
        responses=LISTED | problems(406, 414, 422, 503),
        dependencies=[Depends(only("q", "level", "within", "used", *PAGING))],
    )
    def places(
        desk: Annotated[Desk, Depends(desk_of)],
        asked: Annotated[Asked, Depends(listing(settings, PlaceRowModel, parts=3))],
        chosen: Annotated[Filters, Depends(filters)],
        q: Annotated[
            str,
            Query(max_length=LONGEST_VALUE, description="Parole del nome.", examples=["ferrara"]),
        ] = "",
        level: Annotated[Level, Query(description="Solo di questo livello.")] = MISSING,
        within: Annotated[
            str,
            Query(
                max_length=LONGEST_VALUE,
                description="Solo quelli di questa regione o provincia: codice ISTAT.",
                examples=["08"],
            ),
        ] = "",
        used: Annotated[
            bool,
            Query(description="Solo quelli dove ci sono pratiche; false: tutti quelli d'Italia."),
        ] = True,
    ) -> Response:
        """I filtri dicono quali pratiche contare."""
        naming = Naming(desk)
        _, practices = naming.passing(chosen)
        held = naming.registers.places
        if within and held.get(within) is None:
            raise unknown("within", within, [(p.id, p.name) for p in held.near(within)])
        called = contains(q) if q.strip() else None

        def wanted(one: PlaceEntry) -> bool:
            return (
                (level is None or one.level == level)
                and (not within or within in one.within)
                and (not used or _some(one.practices, practices) > 0)
                and (called is None or called(one))
            )

        page = held.page(asked.after, asked.limit, wanted)
        shape = partial(_shape, naming=naming, practices=practices)
        return asked.page("places", page, shape, naming.registers.generation)

    @router.get(
        "/places/{identifier}",
        summary="Un territorio, con quelli che ne fanno parte",
        response_model=PlaceWithPartsModel,
        responses=problems(404, 422, 503),
        dependencies=[Depends(alone())],
    )
    def place(desk: Annotated[Desk, Depends(desk_of)], identifier: str) -> Any:
        """L'identificativo è il codice ISTAT: 2 cifre la regione, 3 la provincia, 6 il comune."""
        naming = Naming(desk)
        held = naming.registers.places
        entry = held.get(identifier)
        if entry is None:
            raise missing("il territorio", identifier, held.near(identifier))
        parts = [one for one in held.entries if one.within[:1] == (entry.id,)]
        counted = [{**naming.place(one.id), "practices": len(one.practices)} for one in parts]
        return {**_shape(entry, naming, None), "contains": counted}

    @router.get(
        "/territory",
        summary="Dove sono le pratiche: regioni, province e comuni, con quante ne hanno",
        response_model=TerritoryTreeModel,
        responses=problems(414, 422, 503),
        dependencies=[Depends(only())],
    )
    def territory(
        desk: Annotated[Desk, Depends(desk_of)], chosen: Annotated[Filters, Depends(filters)]
    ) -> Any:
        """Solo i territori dove ci sono pratiche che passano i filtri."""
        naming = Naming(desk)
        _, practices = naming.passing(chosen)
        nodes: dict[str, dict[str, Any]] = {}
        regions: list[dict[str, Any]] = []
        for one in naming.registers.places.entries:  # what contains comes before what is in it
            if count := _some(one.practices, practices):
                node = {**naming.place(one.id), "practices": count, "contains": []}
                nodes[one.id] = node
                (nodes[one.within[0]]["contains"] if one.within else regions).append(node)
        return {"regions": regions}

    return router


def _some(those: tuple[str, ...], practices: frozenset[str] | None) -> int:
    return len(those) if practices is None else sum(one in practices for one in those)


def _shape(one: PlaceEntry, naming: Naming, practices: frozenset[str] | None) -> Mapping[str, Any]:
    return {
        "id": one.id,
        "iri": one.iri,
        "name": one.name,
        "other_name": one.other_name,
        "level": one.level,
        "within": [naming.place(code) for code in one.within],
        "lat": one.lat,
        "lon": one.lon,
        "population": one.population,
        "practices": _some(one.practices, practices),
        "stated": _some(one.stated, practices),
    }
