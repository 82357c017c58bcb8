"""The SPARQL page: a box that posts to `/sparql`, and a gallery of questions to start from."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from api.settings import Settings
from api.web.environment import WEB, page
from ontology.terms import DEFAULT_BASE


@dataclass(frozen=True, slots=True)
class Example:
    """A question of the gallery: what it asks, in Italian, and the query."""

    title: str
    query: str


def gallery(base: str) -> tuple[Example, ...]:
    """Return the questions of `gallery/*.rq` under this base; their first line is the title."""
    found = []
    for file in sorted((WEB / "gallery").glob("*.rq")):
        title, _, query = file.read_text(encoding="utf-8").partition("\n")
        found.append(Example(title.lstrip("# "), query.replace(DEFAULT_BASE, base).strip()))
    return tuple(found)


def console_router(settings: Settings) -> APIRouter:
    """Return the page at `/sparql-console`; ``?esempio=2`` opens it on the second question."""
    router = APIRouter(include_in_schema=False)
    examples = gallery(settings.base)

    @router.get("/sparql-console")
    def console(esempio: int = 1) -> HTMLResponse:
        chosen = esempio if 1 <= esempio <= len(examples) else 1
        return page(
            "console.html",
            examples=examples,
            chosen=chosen,
            query=examples[chosen - 1].query,
            settings=settings,
        )

    return router
