"""The pages: HTTP in, questions to the desk, a template out. Nothing here needs JavaScript."""

# No postponed annotations here: FastAPI reads the limits, which come from the settings.
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import HTMLResponse, Response

from api.errors import NotFoundError
from api.linked import schema_org
from api.linked.addresses import alternates, links
from api.routers.desk import Desk, desk_of
from api.routers.parameters import clean_question
from api.settings import Settings
from api.web.anchors import described, numbered
from api.web.document_page import lay_out
from api.web.environment import page
from api.web.highlight import marks
from api.web.words import words
from corpus.projection import Names
from ontology.terms import Terms

_BROWSED = 12


def pages_router(settings: Settings) -> APIRouter:
    """Return the pages, with the limits of these settings."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    names = Names(Terms(settings.base))

    @router.get("/")
    def home(desk: Annotated[Desk, Depends(desk_of)]) -> HTMLResponse:
        everything = desk.library.search("", {}, 1, 0)
        browsed = [
            (name, words().facets[name], everything.facets.get(name, ())[:_BROWSED])
            for name in words().browse
        ]
        return page(
            "home.html",
            practices=everything.total,
            documents=len(desk.library.documents()),
            examples=words().examples,
            browsed=[one for one in browsed if one[2]],
            longest=settings.max_query_length,
            structured=schema_org.data_block(schema_org.site(settings.base)),
        )

    @router.get("/documenti/{identifier}")
    def document(desk: Annotated[Desk, Depends(desk_of)], identifier: str) -> Response:
        held = desk.document(identifier)
        if held is None:
            raise NotFoundError(f"il documento «{clean_question(identifier)[:80]}»")
        views = [view for one in held.practices if (view := desk.practice(one))]
        found = described(f"document/{held.id}", names)
        made = page(
            "document.html",
            document=held,
            views=views,
            reading=lay_out(held, marks(numbered(views))),
            tags=words().groups,
            data_formats=alternates(found),
            structured=schema_org.data_block(schema_org.document(held, views, settings.base)),
        )
        made.headers["Link"] = ", ".join(links(found))
        return made

    @router.get("/informazioni")
    def about(desk: Annotated[Desk, Depends(desk_of)]) -> HTMLResponse:
        return page(
            "about.html",
            practices=len(desk.library.practices()),
            documents=len(desk.library.documents()),
            base=settings.base,
            sparql_seconds=settings.sparql_timeout,
            sparql_rows=settings.sparql_max_rows,
            tags=words().groups,
        )

    return router
