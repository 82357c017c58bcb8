"""``/api/v1/organisations``: who takes part, in what, where; each organisation under one name."""

# No postponed annotations here: FastAPI reads the types of the parameters.
from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import ConfigDict, Field
from starlette.responses import Response

from api.routers.desk import Desk, desk_of
from api.routers.listing import LISTED, PAGING, SPARSE, Asked, ListModel, example, listing
from api.routers.matching_models import ConceptModel, PlaceModel
from api.routers.models import Model, problems
from api.routers.naming import Naming
from api.routers.near import missing
from api.routers.parameters import LONGEST_VALUE, Filters, alone, filters, only
from api.routers.sameness import ELSEWHERE, moved
from api.settings import Settings
from corpus.registers.organisations import OrganisationEntry
from corpus.registers.register import contains

_EXAMPLE: dict[str, Any] = {
    "id": "auser-ostellato",
    "iri": "https://w3id.org/welfare-practices/id/organisation/auser-ostellato",
    "name": "Auser Ostellato",
    "other_names": ["associazione di volontariato Auser Ostellato"],
    "kind": {"concept": "actor:odv", "label": "Organizzazione di volontariato"},
    "place": {"code": "038017", "name": "Ostellato", "level": "comune"},
    "places": [{"code": "038017", "name": "Ostellato", "level": "comune"}],
    "practices": [
        {
            "id": "navetta-ostellato",
            "title": "Navetta per le visite a Ostellato",
            "roles": [{"concept": "role:partner", "label": "Partner"}],
        }
    ],
    "merged": [],
}


class TakingPartModel(Model):
    """A practice that an organisation takes part in; without a role where it is only named."""

    id: str
    title: str
    roles: list[ConceptModel]


class OrganisationModel(Model):
    """An organisation; `merged` are the identifiers that now lead to this one."""

    id: str
    iri: str
    name: str
    other_names: list[str] = Field(description="Come la chiamano altri documenti")
    kind: ConceptModel | None
    place: PlaceModel | None = Field(description="Il territorio di cui porta il nome")
    places: list[PlaceModel] = Field(description="Dove sono le pratiche a cui partecipa")
    practices: list[TakingPartModel]
    merged: list[str]

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": _EXAMPLE})


class OrganisationRowModel(OrganisationModel):
    """An organisation in a list."""

    model_config = SPARSE


class OrganisationListModel(ListModel):
    """Organisations by name."""

    organisations: list[OrganisationRowModel]

    model_config = example("organisations", _EXAMPLE)


def organisations_router(settings: Settings) -> APIRouter:
    """Return the routes, with the limits of these settings."""
    router = APIRouter(tags=["organizzazioni"])

    @router.get(
        "/organisations",
        summary="Elenca le organizzazioni per nome",
        response_model=OrganisationListModel,
        responses=LISTED | problems(406, 414, 422, 503),
        dependencies=[Depends(only("q", *PAGING))],
    )
    def organisations(
        desk: Annotated[Desk, Depends(desk_of)],
        asked: Annotated[Asked, Depends(listing(settings, OrganisationRowModel))],
        chosen: Annotated[Filters, Depends(filters)],
        q: Annotated[
            str,
            Query(
                max_length=LONGEST_VALUE,
                description="Parole del nome, di uno dei nomi.",
                examples=["auser"],
            ),
        ] = "",
    ) -> Response:
        """Quelle che partecipano a pratiche che passano i filtri.

        `actor` è il tipo dell'organizzazione stessa. Le organizzazioni unite a un'altra stanno
        sotto il nome di quella.
        """
        naming = Naming(desk)
        registers = naming.registers
        meant, practices = naming.passing(chosen)
        kinds = naming.under(meant["actor"]) if "actor" in meant else None
        called = contains(q) if q.strip() else None

        def wanted(one: OrganisationEntry) -> bool:
            return (
                (kinds is None or one.kind in kinds)
                and (practices is None or not practices.isdisjoint(one.practices))
                and (called is None or called(one))
            )

        page = registers.organisations.page(asked.after, asked.limit, wanted)
        shape = partial(_shape, naming=naming)
        return asked.page("organisations", page, shape, registers.generation)

    @router.get(
        "/organisations/{identifier}",
        summary="Un'organizzazione, con le pratiche a cui partecipa",
        response_model=OrganisationModel,
        responses=ELSEWHERE | problems(404, 422, 503),
        dependencies=[Depends(alone())],
    )
    def organisation(
        request: Request, desk: Annotated[Desk, Depends(desk_of)], identifier: str
    ) -> Any:
        """Una che fu unita a un'altra porta a quella (303)."""
        if there := moved(request, desk, "organisation", identifier):
            return there
        naming = Naming(desk)
        entry = naming.registers.organisations.get(identifier)
        if entry is None:
            near = naming.registers.organisations.near(identifier)
            raise missing("l'organizzazione", identifier, near)
        return _shape(entry, naming)

    return router


def _shape(one: OrganisationEntry, naming: Naming) -> Mapping[str, Any]:
    return {
        "id": one.id,
        "iri": one.iri,
        "name": one.name,
        "other_names": list(one.other_names),
        "kind": naming.concept(one.kind) if one.kind else None,
        "place": naming.place(one.place) if one.place else None,
        "places": [naming.place(code) for code in one.places],
        "practices": [
            {
                **naming.practice(part.practice),
                "roles": [naming.concept(role) for role in part.roles],
            }
            for part in one.taking_part
        ],
        "merged": list(one.merged),
    }
