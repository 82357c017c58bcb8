"""The JSON of practices in lists, declared."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from api.routers.listing import SPARSE, ListModel, example
from api.routers.matching_models import ConceptModel, PlaceModel
from api.routers.models import Model

_EXAMPLE: dict[str, Any] = {
    "id": "navetta-ostellato",
    "iri": "https://w3id.org/welfare-practices/id/practice/navetta-ostellato",
    "title": "Navetta per le visite a Ostellato",
    "status": "in-corso",
    "kind": "practice-type:servizio",
    "document": "navetta-ostellato",
    "summary": "Il Comune di Ostellato ha attivato un servizio di trasporto sociale …",
    "measures": [
        {"concept": "measure:trasporto-sociale", "label": "Trasporto sociale e accompagnamento"}
    ],
    "beneficiaries": [{"concept": "beneficiary:anziani", "label": "Anziani"}],
    "needs": [],
    "organisations": [{"id": "auser-ostellato", "name": "Auser Ostellato"}],
    "places": [{"code": "038017", "name": "Ostellato", "level": "comune"}],
    "programmes": [],
    "budget": 12000,
    "start": "2021",
    "end": None,
}


class PracticeNameModel(Model):
    """A practice by its title."""

    id: str
    title: str


class OrganisationNameModel(Model):
    """An organisation by its name."""

    id: str
    name: str


class PracticeRowModel(Model):
    """A practice in a list, with what its documents say of it, concepts as stated."""

    id: str
    iri: str
    title: str
    status: str
    kind: str
    document: str
    summary: str
    measures: list[ConceptModel]
    beneficiaries: list[ConceptModel]
    needs: list[ConceptModel]
    organisations: list[OrganisationNameModel]
    places: list[PlaceModel]
    programmes: list[ConceptModel]
    budget: float | None = Field(description="Il costo in tutto, in euro, se è detto uno solo")
    start: str | None = Field(description="La prima data detta: anno, mese o giorno")
    end: str | None = Field(description="L'ultima data detta")

    model_config = SPARSE


class PracticeListModel(ListModel):
    """A page of practices in alphabetical order.

    `next` and `previous` are the addresses of the pages around it, relative to this service:
    by number as long as there are numbers, then by cursor.
    """

    offset: int
    previous: str | None
    practices: list[PracticeRowModel]

    model_config = example("practices", _EXAMPLE, offset=0, previous=None)
