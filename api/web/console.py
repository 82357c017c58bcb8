"""The pages of who asks the data: the box that posts to `/sparql`, and all the other ways."""

# No postponed annotations here: FastAPI reads the types of the parameters.
from importlib.metadata import version
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import HTMLResponse

from api.routers.desk import Desk, desk_of
from api.settings import Settings
from api.web.environment import page
from ontology.queries import competency_queries
from ontology.terms import Terms


def console_router(settings: Settings) -> APIRouter:
    """Return `/sparql-console`, which ``?esempio=cq07`` opens on that question, and `/ricerca`."""
    router = APIRouter(include_in_schema=False)
    examples = {query.id: query for query in competency_queries(Terms(settings.base))}
    first = next(iter(examples))

    @router.get("/sparql-console")
    def console(esempio: str = first) -> HTMLResponse:
        chosen = examples.get(esempio, examples[first])
        return page("console.html", examples=examples.values(), chosen=chosen, settings=settings)

    @router.get("/ricerca")
    def research(desk: Annotated[Desk, Depends(desk_of)]) -> HTMLResponse:
        return page(
            "research.html",
            examples=list(examples.values()),
            practices=len(desk.library.practices()),
            documents=len(desk.library.documents()),
            version=version("prassi"),
        )

    return router
