"""``/api/v1/measures``: what practices do, in whose words, for whom, at what cost."""

# No postponed annotations here: FastAPI reads the types of the parameters.
from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import ConfigDict, Field
from starlette.responses import Response

from api.routers.desk import Desk, desk_of
from api.routers.listing import LISTED, PAGING, SPARSE, Asked, ListModel, example, listing
from api.routers.matching_models import ConceptModel
from api.routers.models import Model, problems
from api.routers.naming import Naming, euros
from api.routers.near import missing
from api.routers.parameters import LONGEST_VALUE, Filters, alone, filters, only
from api.routers.practice_models import PracticeNameModel
from api.settings import Settings
from corpus.registers.measures import MeasureEntry
from corpus.registers.register import contains

_EXAMPLE: dict[str, Any] = {
    "id": "navetta-ostellato-trasporto-sociale",
    "iri": "https://w3id.org/welfare-practices/id/measure/navetta-ostellato-trasporto-sociale",
    "words": "servizio di trasporto sociale",
    "concept": {
        "concept": "measure:trasporto-sociale",
        "label": "Trasporto sociale e accompagnamento",
    },
    "practice": {"id": "navetta-ostellato", "title": "Navetta per le visite a Ostellato"},
    "beneficiaries": [{"concept": "beneficiary:anziani", "label": "Anziani"}],
    "budget": 12000,
    "unit_amount": None,
    "call": None,
}


class MeasureModel(Model):
    """A measure of one practice, as its document states it; amounts in euros."""

    id: str
    iri: str
    words: str = Field(description="Le parole del documento")
    concept: ConceptModel | None = Field(description="Che misura è; null se non si è capito")
    practice: PracticeNameModel
    beneficiaries: list[ConceptModel] = Field(
        description="Per chi è proprio questa misura, dove il documento lo dice"
    )
    budget: float | None = Field(description="Quanto c'è per questa misura")
    unit_amount: float | None = Field(description="Quanto per persona, o al massimo per ciascuno")
    call: str | None = Field(description="Il bando che la finanzia")

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": _EXAMPLE})


class MeasureRowModel(MeasureModel):
    """A measure in a list."""

    model_config = SPARSE


class MeasureListModel(ListModel):
    """Measures in the order of their words."""

    measures: list[MeasureRowModel]

    model_config = example("measures", _EXAMPLE)


def measures_router(settings: Settings) -> APIRouter:
    """Return the routes, with the limits of these settings."""
    router = APIRouter(tags=["misure"])

    @router.get(
        "/measures",
        summary="Elenca le misure come sono dette, con per chi e con quanto",
        response_model=MeasureListModel,
        responses=LISTED | problems(406, 414, 422, 503),
        dependencies=[Depends(only("q", *PAGING))],
    )
    def measures(
        desk: Annotated[Desk, Depends(desk_of)],
        asked: Annotated[Asked, Depends(listing(settings, MeasureRowModel))],
        chosen: Annotated[Filters, Depends(filters)],
        q: Annotated[
            str,
            Query(
                max_length=LONGEST_VALUE,
                description="Parole con cui la misura è detta.",
                examples=["navetta"],
            ),
        ] = "",
    ) -> Response:
        """I filtri valgono per le pratiche, `measure` anche per la misura stessa.

        Quante pratiche hanno ciascuna misura lo dice `/concepts?scheme=measure`.
        """
        naming = Naming(desk)
        meant, practices = naming.passing(chosen)
        concepts = naming.under(meant["measure"]) if "measure" in meant else None
        called = contains(q) if q.strip() else None

        def wanted(one: MeasureEntry) -> bool:
            return (
                (concepts is None or one.concept in concepts)
                and (practices is None or one.practice in practices)
                and (called is None or called(one))
            )

        page = naming.registers.measures.page(asked.after, asked.limit, wanted)
        shape = partial(_shape, naming=naming)
        return asked.page("measures", page, shape, naming.registers.generation)

    @router.get(
        "/measures/{identifier}",
        summary="Una misura di una pratica",
        response_model=MeasureModel,
        responses=problems(404, 422, 503),
        dependencies=[Depends(alone())],
    )
    def measure(desk: Annotated[Desk, Depends(desk_of)], identifier: str) -> Mapping[str, Any]:
        """La misura con le parole del documento che la dicono."""
        naming = Naming(desk)
        entry = naming.registers.measures.get(identifier)
        if entry is None:
            raise missing("la misura", identifier, naming.registers.measures.near(identifier))
        return _shape(entry, naming)

    return router


def _shape(one: MeasureEntry, naming: Naming) -> Mapping[str, Any]:
    return {
        "id": one.id,
        "iri": one.iri,
        "words": one.words,
        "concept": naming.concept(one.concept) if one.concept else None,
        "practice": naming.practice(one.practice),
        "beneficiaries": [naming.concept(concept) for concept in one.beneficiaries],
        "budget": euros(one.budget),
        "unit_amount": euros(one.unit_amount),
        "call": one.call,
    }
