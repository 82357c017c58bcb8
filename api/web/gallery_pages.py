"""The gallery of questions as pages: a list by theme, and each question with its first rows."""

# No postponed annotations here: FastAPI reads them.
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends
from starlette.responses import HTMLResponse

from api.errors import NotFoundError, PrassiError
from api.routers.desk import Desk, desk_of
from api.routers.parameters import clean_question
from api.settings import Settings
from api.sparql.pool import QueryPool
from api.web.environment import page
from api.web.sources import web_address
from corpus.italian import number
from ontology.queries import CompetencyQuery, competency_queries
from ontology.terms import Terms, UnknownTerm

ROWS_SHOWN = 25
_KEPT = 64  # answers of one generation: a gallery and some of the next
_NUMBERS = ("integer", "decimal")
_PAGES = {"practice": "pratiche", "document": "documenti"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as a reader sees it; `link` where it leads somewhere, `figure` to align it."""

    text: str
    link: str | None = None
    figure: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The first rows of an answer, and how many it has in all; `cut` when even those are cut."""

    rows: tuple[tuple[Cell, ...], ...]
    total: int
    cut: bool


def gallery_router(settings: Settings) -> APIRouter:
    """Return `/interrogazioni` and a page for each question."""
    router = APIRouter(include_in_schema=False)
    terms = Terms(settings.base)
    queries = competency_queries(terms)
    by_id = {query.id: query for query in queries}
    themes = _by_theme(queries)

    @lru_cache(maxsize=_KEPT)
    def answer(_generation: str, identifier: str, pool: QueryPool) -> Answer:
        return _first_rows(by_id[identifier], pool, terms)

    @router.get("/interrogazioni")
    def gallery() -> HTMLResponse:
        return page("queries.html", themes=themes, total=len(queries))

    @router.get("/interrogazioni/{identifier}")
    def question(desk: Annotated[Desk, Depends(desk_of)], identifier: str) -> HTMLResponse:
        query = by_id.get(identifier)
        if query is None:
            raise NotFoundError(f"l'interrogazione «{clean_question(identifier)[:80]}»")
        found, trouble = None, None
        try:
            found = answer(desk.library.generation, query.id, desk.pool)
        except PrassiError as error:  # the question can be read all the same
            trouble = error.problem.detail
        made = page("query.html", query=query, answer=found, trouble=trouble, shown=ROWS_SHOWN)
        if trouble:
            made.headers["Cache-Control"] = "no-store"
        return made

    return router


def _by_theme(
    queries: Sequence[CompetencyQuery],
) -> list[tuple[str, list[CompetencyQuery]]]:
    """Group the questions by theme; themes come in the order in which they are first met."""
    themes = list(dict.fromkeys(query.theme for query in queries))
    ordered = sorted(queries, key=lambda query: themes.index(query.theme))
    return [(theme, list(some)) for theme, some in groupby(ordered, lambda query: query.theme)]


def _first_rows(query: CompetencyQuery, pool: QueryPool, terms: Terms) -> Answer:
    result = pool.run(query.sparql, "json")
    told = json.loads(bytes(result.body))
    rows = told["results"]["bindings"]
    return Answer(
        rows=tuple(
            tuple(_cell(row.get(column.name), terms) for column in query.columns)
            for row in rows[:ROWS_SHOWN]
        ),
        total=len(rows),
        cut=result.truncated,
    )


def _cell(value: dict[str, Any] | None, terms: Terms) -> Cell:
    if value is None:
        return Cell("")
    text = str(value["value"])
    if value["type"] == "uri":
        return _node(text, terms)
    kind = str(value.get("datatype", "")).rpartition("#")[2]
    return Cell(number(text), figure=True) if kind in _NUMBERS else Cell(text)


def _node(iri: str, terms: Terms) -> Cell:
    """Show a node by its compact name, leading to its page here or to its own address."""
    try:
        compact = terms.compact(iri)
    except UnknownTerm:
        return Cell(iri, None if iri.startswith(terms.base) else web_address(iri))
    kind, _, identifier = compact.partition("/")
    if identifier and kind in _PAGES:
        return Cell(identifier, f"/{_PAGES[kind]}/{quote(identifier, safe='')}")
    return Cell(compact, None if iri.startswith(terms.base) else web_address(iri))
