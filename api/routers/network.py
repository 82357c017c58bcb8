"""``/api/v1/network``: who works with whom, and in which practices."""

# No postponed annotations here: FastAPI reads the types of the parameters.
from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.responses import Response

from api.routers.desk import Desk, desk_of
from api.routers.listing import LISTED, PAGING, SPARSE, Asked, ListModel, example, listing
from api.routers.models import Model, problems
from api.routers.naming import Naming
from api.routers.near import unknown
from api.routers.parameters import LONGEST_VALUE, Filters, filters, only
from api.routers.practice_models import OrganisationNameModel, PracticeNameModel
from api.settings import Settings
from corpus.registers.network import Tie, ties_of
from corpus.registers.register import page_of

_EXAMPLE: dict[str, Any] = {
    "one": {"id": "auser-ostellato", "name": "Auser Ostellato"},
    "other": {"id": "comune-di-ostellato", "name": "Comune di Ostellato"},
    "practices": [{"id": "navetta-ostellato", "title": "Navetta per le visite a Ostellato"}],
}


class TieModel(Model):
    """Two organisations that take part in the same practices."""

    one: OrganisationNameModel
    other: OrganisationNameModel
    practices: list[PracticeNameModel]

    model_config = SPARSE


class NetworkModel(ListModel):
    """A page of ties, and what they leave out.

    `members` are the organisations of the ties of this page, each once.
    """

    members: list[OrganisationNameModel]
    left_out: list[str] = Field(
        description="Le pratiche con troppe organisazioni per contarne le coppie: si vedono "
        "chiedendo la rete di una di loro"
    )
    ties: list[TieModel]

    model_config = example(
        "ties", _EXAMPLE, members=[_EXAMPLE["one"], _EXAMPLE["other"]], left_out=[]
    )


def network_router(settings: Settings) -> APIRouter:
    """Return the route, with the limits of these settings."""
    router = APIRouter(tags=["organizzazioni"])

    @router.get(
        "/network",
        summary="Chi lavora con chi, e in quali pratiche",
        response_model=NetworkModel,
        responses=LISTED | problems(406, 414, 422, 503),
        dependencies=[Depends(only("organisation", "min_practices", *PAGING))],
    )
    def network(
        desk: Annotated[Desk, Depends(desk_of)],
        asked: Annotated[Asked, Depends(listing(settings, TieModel))],
        chosen: Annotated[Filters, Depends(filters)],
        organisation: Annotated[
            str,
            Query(
                max_length=LONGEST_VALUE,
                description="Solo i legami di questa: identificativo.",
                examples=["auser-ostellato"],
            ),
        ] = "",
        min_practices: Annotated[
            int, Query(ge=1, le=1000, description="Solo chi ha almeno tante pratiche in comune.")
        ] = 1,
    ) -> Response:
        """Le pratiche che contano sono quelle che passano i filtri."""
        naming = Naming(desk)
        registers = naming.registers
        one = _meant(desk, naming, organisation) if organisation else None
        _, practices = naming.passing(chosen)
        those = [
            entry
            for entry in registers.practices.entries
            if practices is None or entry.id in practices
        ]
        ties, crowded = ties_of(those, settings.network_max_members, one)
        strong = [tie for tie in ties if len(tie.practices) >= min_practices]
        page = page_of(strong, lambda tie: tie.key, asked.after, asked.limit)
        members = sorted({member for tie in page.items for member in tie.key})
        more = {"members": [naming.organisation(m) for m in members], "left_out": list(crowded)}
        shape = partial(_shape, naming=naming)
        return asked.page("ties", page, shape, registers.generation, more)

    return router


def _meant(desk: Desk, naming: Naming, identifier: str) -> str:
    kept = desk.library.standing_for(f"organisation/{identifier}").removeprefix("organisation/")
    if naming.registers.organisations.get(kept) is None:
        near = naming.registers.organisations.near(identifier)
        raise unknown("organisation", identifier, [(one.id, one.name) for one in near])
    return kept


def _shape(tie: Tie, naming: Naming) -> Mapping[str, Any]:
    return {
        "one": naming.organisation(tie.one),
        "other": naming.organisation(tie.other),
        "practices": [naming.practice(practice) for practice in tie.practices],
    }
