"""The SPARQL page: a box that posts to `/sparql`, and the gallery of questions to start from."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from api.settings import Settings
from api.web.environment import page
from ontology.queries import competency_queries
from ontology.terms import Terms


def console_router(settings: Settings) -> APIRouter:
    """Return the page at `/sparql-console`; ``?esempio=cq07`` opens it on that question."""
    router = APIRouter(include_in_schema=False)
    examples = {query.id: query for query in competency_queries(Terms(settings.base))}
    first = next(iter(examples))

    @router.get("/sparql-console")
    def console(esempio: str = first) -> HTMLResponse:
        chosen = examples.get(esempio, examples[first])
        return page("console.html", examples=examples.values(), chosen=chosen, settings=settings)

    return router
