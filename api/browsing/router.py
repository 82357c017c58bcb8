"""``/sfoglia`` and the lists and things it leads to: HTTP in, lines and things out as pages."""

# No postponed annotations here: FastAPI reads the types of the parameters.
from collections.abc import Callable
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import HTMLResponse, Response

from api.browsing import calls, documents, organisations, places
from api.browsing.asked import Asked, asked, pages
from api.browsing.concepts import concept_lines, concept_thing, tree
from api.browsing.entrance import entrance
from api.browsing.lines import called, in_order
from api.browsing.pages import flat, listed, thing_page, tree_page
from api.browsing.thing import Thing
from api.browsing.words import Kind, words
from api.routers.counting import Counts
from api.routers.desk import Desk, desk_of
from api.routers.naming import Naming
from api.routers.sameness import moved
from api.settings import Settings

Reader = Annotated[Desk, Depends(desk_of)]
Wanted = Annotated[Asked, Depends(asked)]
#: Makes the page of a thing: the desk, its kind, its identifier, the page of its practices, a base.
_Telling = Callable[[Desk, Kind, str, int, str], Thing]


def browsing_router(settings: Settings) -> APIRouter:
    """Return the pages; addresses for search engines are under the base of these settings."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    kinds = words().kinds
    _add_lists(router)
    for kind in kinds.values():
        if kind.scheme:
            _add_concepts(router, kind)
            _add_thing(router, kind, concept_thing, settings)
    _add_thing(router, kinds["luoghi"], places.place_thing, settings)
    _add_thing(router, kinds["bandi"], calls.call_thing, settings)
    organisation = kinds["organizzazioni"]
    _add_thing(router, organisation, organisations.organisation_thing, settings, "organisation")
    return router


def _add_lists(router: APIRouter) -> None:
    kinds = words().kinds

    @router.get("/sfoglia")
    def browse(desk: Reader) -> HTMLResponse:
        return entrance(desk)

    @router.get("/organizzazioni")
    def organisation_list(desk: Reader, wanted: Wanted) -> HTMLResponse:
        naming = Naming(desk)
        lines = organisations.organisation_lines(naming, wanted.filters)
        kind = kinds["organizzazioni"]
        choices = organisations.choices(naming, desk, wanted)
        return flat(naming, kind, wanted, lines, "pratiche", organisations.COLUMNS, choices)

    @router.get("/documenti")
    def document_list(desk: Reader, wanted: Wanted) -> HTMLResponse:
        naming = Naming(desk)
        lines = documents.document_lines(naming, wanted.filters)
        return flat(naming, kinds["documenti"], wanted, lines, "nome", documents.COLUMNS)

    @router.get("/bandi")
    def call_list(
        desk: Reader, wanted: Wanted, stato: Annotated[calls.State, Query()] = ""
    ) -> HTMLResponse:
        naming = Naming(desk)
        wanted = replace(wanted, more={"stato": stato})
        kept = called(calls.call_lines(naming, wanted.filters, stato), wanted.name)
        if wanted.order:
            kept = in_order(kept, wanted.order)
        choices = [calls.state_choice(stato)]
        return listed(naming, kinds["bandi"], wanted, kept, calls.COLUMNS, choices)

    @router.get("/luoghi")
    def place_list(desk: Reader, wanted: Wanted) -> HTMLResponse:
        naming, kind = Naming(desk), kinds["luoghi"]
        counted = places.Counted(desk, naming, wanted.filters)
        if wanted.name or wanted.order:
            lines = places.place_lines(naming, counted)
            return flat(naming, kind, wanted, lines, "pratiche", places.COLUMNS)
        return tree_page(naming, kind, wanted, places.territories(naming, counted))


def _add_concepts(router: APIRouter, kind: Kind) -> None:
    @router.get(kind.address)
    def concept_list(desk: Reader, wanted: Wanted) -> HTMLResponse:
        naming = Naming(desk)
        counts = Counts(desk, naming, wanted.filters)
        if wanted.name or wanted.order:
            return flat(naming, kind, wanted, concept_lines(naming, kind, counts), "pratiche")
        return tree_page(naming, kind, wanted, tree(desk, naming, kind, counts))


def _add_thing(
    router: APIRouter, kind: Kind, telling: _Telling, settings: Settings, merged: str = ""
) -> None:
    """Add the page of a thing; `merged` names what may have been merged into another."""

    @router.get(f"{kind.address}/{{identifier}}")
    def thing(
        request: Request,
        desk: Reader,
        identifier: str,
        pagina: Annotated[int, Depends(pages)],
    ) -> Response:
        if merged and (there := moved(request, desk, merged, identifier)):
            return there
        return thing_page(telling(desk, kind, identifier, pagina, settings.base))
