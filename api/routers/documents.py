"""``/api/v1/documents``: where things come from, and the text in which evidence is counted."""

# No postponed annotations here: FastAPI reads the types of the parameters.
from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api.routers.desk import Desk, desk_of
from api.routers.listing import LISTED, PAGING, SPARSE, Asked, ListModel, example, listing
from api.routers.models import DocumentModel, Model, problems
from api.routers.naming import Naming
from api.routers.near import missing
from api.routers.parameters import LONGEST_VALUE, Filters, alone, filters, only
from api.routers.practice_models import PracticeNameModel
from api.routers.shapes import document_shape
from api.settings import Settings
from corpus.registers.documents import DocumentEntry
from corpus.registers.register import contains

_EXAMPLE: dict[str, Any] = {
    "id": "navetta-ostellato",
    "iri": "https://w3id.org/welfare-practices/id/document/navetta-ostellato",
    "title": "Navetta per le visite a Ostellato",
    "sha256": "682eea346e4e90de5010653abddbc5d111197bb2eecafbe2dfbaef6484cfa457",
    "media_type": "text/markdown",
    "source_url": "https://esempio.it/navetta",
    "source_title": "La navetta dei volontari (Il Delta)",
    "licence": "CC-BY-4.0",
    "practices": [{"id": "navetta-ostellato", "title": "Navetta per le visite a Ostellato"}],
}


class DocumentRowModel(Model):
    """A document in a list, without its text."""

    id: str
    iri: str
    title: str
    sha256: str
    media_type: str
    source_url: str | None
    source_title: str | None
    licence: str | None
    practices: list[PracticeNameModel]

    model_config = SPARSE


class DocumentListModel(ListModel):
    """Documents by title."""

    documents: list[DocumentRowModel]

    model_config = example("documents", _EXAMPLE)


def documents_router(settings: Settings) -> APIRouter:
    """Return the routes, with the limits of these settings."""
    router = APIRouter(tags=["documenti"])

    @router.get(
        "/documents",
        summary="Elenca i documenti per titolo",
        response_model=DocumentListModel,
        responses=LISTED | problems(406, 414, 422, 503),
        dependencies=[Depends(only("q", *PAGING))],
    )
    def documents(
        desk: Annotated[Desk, Depends(desk_of)],
        asked: Annotated[Asked, Depends(listing(settings, DocumentRowModel))],
        chosen: Annotated[Filters, Depends(filters)],
        q: Annotated[
            str,
            Query(max_length=LONGEST_VALUE, description="Parole del titolo.", examples=["navetta"]),
        ] = "",
    ) -> Response:
        """Quelli che raccontano pratiche che passano i filtri; senza filtri, tutti."""
        naming = Naming(desk)
        _, practices = naming.passing(chosen)
        called = contains(q) if q.strip() else None

        def wanted(one: DocumentEntry) -> bool:
            return (practices is None or not practices.isdisjoint(one.practices)) and (
                called is None or called(one)
            )

        page = naming.registers.documents.page(asked.after, asked.limit, wanted)
        shape = partial(_shape, naming=naming)
        return asked.page("documents", page, shape, naming.registers.generation)

    @router.get(
        "/documents/{identifier}",
        summary="Un documento, con il testo e la fonte",
        response_model=DocumentModel,
        responses=problems(404, 422, 503),
        dependencies=[Depends(alone())],
    )
    def document(desk: Annotated[Desk, Depends(desk_of)], identifier: str) -> dict[str, Any]:
        """Le prove contano i caratteri del suo `text`."""
        view = desk.document(identifier)
        if view is None:
            near = desk.library.registers.documents.near(identifier)
            raise missing("il documento", identifier, near)
        return document_shape(view)

    return router


def _shape(one: DocumentEntry, naming: Naming) -> Mapping[str, Any]:
    return {
        "id": one.id,
        "iri": one.iri,
        "title": one.title,
        "sha256": one.sha256,
        "media_type": one.media_type,
        "source_url": one.source_url,
        "source_title": one.source_title,
        "licence": one.licence,
        "practices": [naming.practice(practice) for practice in one.practices],
    }
