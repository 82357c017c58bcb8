"""``/changes``: what changed, page after page, for whoever keeps a copy of the data."""

# No postponed annotations here: FastAPI reads the types of the parameters.
import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response

from api.catalogue import activities, atom
from api.catalogue.addresses import addresses_of
from api.catalogue.models import ChangePageModel, ChangesModel
from api.catalogue.tagged import tagged
from api.errors import NotFoundError, UnavailableError
from api.routers.desk import Desk, desk_of
from api.routers.models import problems
from api.settings import Settings
from corpus.changes.ledger import Extent, NoLedger
from corpus.changes.model import Change

_Page = Annotated[int, Path(ge=1, le=10**12, description="Il numero della pagina, da 1.")]
_ATOM: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {atom.MEDIA_TYPE: {"schema": {"type": "string"}}},
        "description": "Il feed Atom.",
    }
}


class Activities(Response):
    """Changes in the media type of Activity Streams."""

    media_type = activities.MEDIA_TYPE


def feed_router(settings: Settings) -> APIRouter:
    """Return the routes of the changes."""
    router = APIRouter(tags=["cambiamenti"])

    @router.get(
        "/changes",
        summary="I cambiamenti dell'archivio, per chi ne tiene una copia (Activity Streams)",
        response_class=Activities,
        response_model=ChangesModel,
        responses=problems(503),
    )
    def changes(request: Request, desk: Annotated[Desk, Depends(desk_of)]) -> Response:
        here = addresses_of(request, settings)
        told = activities.collection(here, _extent(desk))
        links = {"Link": f'<{activities.PATH}.atom>; rel="alternate"; type="{atom.MEDIA_TYPE}"'}
        return tagged(request, _json(told), activities.MEDIA_TYPE, links)

    @router.get(
        "/changes/page/{number}.atom",
        summary="Una pagina dei cambiamenti, come feed Atom",
        response_class=Response,
        responses=_ATOM | problems(404, 422, 503),
    )
    def atom_page(
        request: Request, desk: Annotated[Desk, Depends(desk_of)], number: _Page
    ) -> Response:
        return _atom(request, desk, number)

    @router.get(
        "/changes/page/{number}",
        summary="Una pagina dei cambiamenti, dal più vecchio al più recente",
        response_class=Activities,
        response_model=ChangePageModel,
        responses=problems(404, 422, 503),
    )
    def page(request: Request, desk: Annotated[Desk, Depends(desk_of)], number: _Page) -> Response:
        here = addresses_of(request, settings)
        told = activities.page(here, _extent(desk), number, *_page(desk, number))
        return tagged(request, _json(told), activities.MEDIA_TYPE)

    @router.get(
        "/changes.atom",
        summary="Gli ultimi cambiamenti, come feed Atom",
        response_class=Response,
        responses=_ATOM | problems(503),
    )
    def newest(request: Request, desk: Annotated[Desk, Depends(desk_of)]) -> Response:
        return _atom(request, desk, activities.page_of(_extent(desk).last))

    def _atom(request: Request, desk: Desk, number: int) -> Response:
        here = addresses_of(request, settings)
        found, beside = _page(desk, number)
        body = atom.feed(here, _extent(desk), number, found, beside, settings.publisher)
        return tagged(request, body, f"{atom.MEDIA_TYPE}; charset=utf-8")

    return router


def _extent(desk: Desk) -> Extent:
    try:
        return desk.library.changes.extent()
    except NoLedger as error:
        raise no_ledger(error) from error


def _page(desk: Desk, number: int) -> tuple[tuple[Change, ...], tuple[int | None, int | None]]:
    first, last = activities.numbers_of(number)
    ledger = desk.library.changes
    try:
        found, beside = ledger.between(first, last), ledger.beside(first, last)
    except NoLedger as error:
        raise no_ledger(error) from error
    if not found and number > 1:  # the first page is there even when it is empty
        raise NotFoundError(f"la pagina {number} dei cambiamenti")
    return found, beside


def no_ledger(error: NoLedger) -> UnavailableError:
    """Return what is told where there is no ledger to read."""
    detail = str(error)
    return UnavailableError(f"{detail[0].upper()}{detail[1:]}.", retry_after=60)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
