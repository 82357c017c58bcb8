"""``/suggerisci``: the suggestions of the search box, as JSON for our own script."""

# No postponed annotations here: FastAPI reads the limits, which come from the settings.
from collections.abc import Iterator
from functools import lru_cache
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query

from api.routers.desk import Desk, desk_of
from api.routers.parameters import clean_question
from api.settings import Settings
from api.web.environment import address
from api.web.search_words import search_words
from api.web.suggesting import Candidate, Suggester, Suggestion
from api.web.words import words
from corpus.library import Library
from search.model import FacetName

#: The filters whose values are suggested; what is left out is the province, named as its town is.
_CONCEPTS: tuple[FacetName, ...] = ("beneficiary", "measure", "need", "actor", "funding", "kind")
_PLACES: tuple[FacetName, ...] = ("region", "comune")


def suggestions_router(settings: Settings) -> APIRouter:
    """Return the route, with the limits of these settings."""
    router = APIRouter(include_in_schema=False)

    @lru_cache(maxsize=1)  # made again when the library moves on
    def suggester(library: Library, generation: str) -> Suggester:
        return Suggester(candidates(library))

    @router.get("/suggerisci")
    def suggest(
        desk: Annotated[Desk, Depends(desk_of)],
        q: str = Query(max_length=settings.max_query_length),
    ) -> dict[str, Any]:
        typed = clean_question(q)
        found = suggester(desk.library, desk.library.generation).suggest(typed)
        return {
            "query": typed,
            "suggestions": [
                {"label": one.label, "kind": one.kind, "address": one.address} for one in found
            ],
        }

    return router


def candidates(library: Library) -> Iterator[Candidate]:
    """Yield all that may be suggested: only what leads to some practice of the library."""
    facets = library.search("", {}, 0, 0).facets
    for group, names in (("concept", _CONCEPTS), ("place", _PLACES)):
        for name in names:
            for one in facets.get(name, ()):
                where = address("/cerca", {name: one.value})
                said = Suggestion(one.label, words().facets[name], where)
                yield Candidate(said, group, one.count)
    told = search_words().suggestions
    for body in library.registers.organisations.entries:
        said = Suggestion(body.name, told["organisation"], address("/cerca", {"q": body.name}))
        yield Candidate(said, "organisation", len(body.taking_part))
    for practice in library.registers.practices.entries:
        where = f"/pratiche/{quote(practice.id, safe='')}"
        yield Candidate(Suggestion(practice.title, told["practice"], where), "practice")
    for example in words().examples if library.registers.practices.entries else ():
        said = Suggestion(example, told["example"], address("/cerca", {"q": example}))
        yield Candidate(said, "example")
