"""``/api/v1/programmes``, ``/funders``: where the money comes from, as documents state it."""

# No postponed annotations here: FastAPI reads the types of the parameters.
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.responses import Response

from api.routers.desk import Desk, desk_of
from api.routers.listing import LISTED, PAGING, SPARSE, Asked, ListModel, example, listing
from api.routers.models import Model, problems
from api.routers.naming import Naming
from api.routers.parameters import Filters, filters, only
from api.routers.practice_models import PracticeNameModel
from api.settings import Settings
from corpus.registers import Register
from corpus.registers.money import Grant, Sum, added_up

_EXAMPLE: dict[str, Any] = {
    "id": "funding:pnrr",
    "name": "PNRR",
    "grants": 22,
    "stated": 3,
    "total": 1753665,
    "practices": [{"id": "casa-comunita", "title": "La casa della comunità"}],
}


class SumModel(Model):
    """What documents say that somebody gave: `total` euros, added up over the `stated` grants."""

    id: str
    name: str
    grants: int = Field(description="Quanti finanziamenti sono detti")
    stated: int = Field(description="Di quanti è detto l'importo")
    total: float = Field(
        description="La somma degli importi detti, in euro: uno stesso contributo raccontato per "
        "due pratiche conta due volte, e di molti l'importo non è detto"
    )
    practices: list[PracticeNameModel]

    model_config = SPARSE


class ProgrammeListModel(ListModel):
    """Programmes and funds by name; one counts what is under it too."""

    programmes: list[SumModel]

    model_config = example("programmes", _EXAMPLE)


class FunderListModel(ListModel):
    """Organisations that give money, by name."""

    funders: list[SumModel]

    model_config = example(
        "funders", {**_EXAMPLE, "id": "regione-liguria", "name": "Regione Liguria"}
    )


def money_router(settings: Settings) -> APIRouter:
    """Return the routes, with the limits of these settings."""
    router = APIRouter(tags=["finanziamenti"])

    @router.get(
        "/programmes",
        summary="Elenca i fondi e i programmi, con quanto dicono i documenti",
        response_model=ProgrammeListModel,
        responses=LISTED | problems(406, 414, 422, 503),
        dependencies=[Depends(only(*PAGING))],
    )
    def programmes(
        desk: Annotated[Desk, Depends(desk_of)],
        asked: Annotated[Asked, Depends(listing(settings, SumModel))],
        chosen: Annotated[Filters, Depends(filters)],
    ) -> Response:
        """Un fondo più ampio conta anche quelli che ne fanno parte."""
        schemes = desk.library.reference.schemes

        def under(grant: Grant) -> Collection[str]:
            return (grant.programme, *schemes.ancestors(grant.programme)) if grant.programme else ()

        naming = Naming(desk)
        return _answer("programmes", asked, chosen, naming, under, naming.registers.label)

    @router.get(
        "/funders",
        summary="Elenca chi dà i soldi, con quanto dicono i documenti",
        response_model=FunderListModel,
        responses=LISTED | problems(406, 414, 422, 503),
        dependencies=[Depends(only(*PAGING))],
    )
    def funders(
        desk: Annotated[Desk, Depends(desk_of)],
        asked: Annotated[Asked, Depends(listing(settings, SumModel))],
        chosen: Annotated[Filters, Depends(filters)],
    ) -> Response:
        """`id` è l'identificativo dell'organizzazione."""
        naming = Naming(desk)
        return _answer(
            "funders",
            asked,
            chosen,
            naming,
            lambda grant: (grant.funder,) if grant.funder else (),
            lambda identifier: naming.organisation(identifier)["name"],
        )

    return router


def _answer(
    name: str,
    asked: Asked,
    chosen: Filters,
    naming: Naming,
    under: Callable[[Grant], Collection[str]],
    called: Callable[[str], str],
) -> Response:
    _, practices = naming.passing(chosen)
    registers = naming.registers
    grants = (one for one in registers.grants if practices is None or one.practice in practices)
    page = Register(added_up(grants, under, called)).page(asked.after, asked.limit)
    return asked.page(name, page, partial(_shape, naming=naming), registers.generation)


def _shape(one: Sum, naming: Naming) -> Mapping[str, Any]:
    whole = one.total == one.total.to_integral_value()
    return {
        "id": one.id,
        "name": one.name,
        "grants": one.grants,
        "stated": one.stated,
        "total": int(one.total) if whole else float(one.total),
        "practices": [naming.practice(practice) for practice in one.practices],
    }
