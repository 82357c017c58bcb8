"""The data dictionary as a page, with an anchor for each class and property."""

# No postponed annotations here: FastAPI reads them.
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import HTMLResponse

from api.routers.desk import Desk, desk_of
from api.settings import Settings
from api.sparql.census import Census, Counts
from api.web.environment import page
from corpus.italian import number
from ontology.constraints import Constraint
from ontology.dictionary import Term, load_dictionary
from ontology.terms import Terms


def dictionary_page_router(settings: Settings, census: Census) -> APIRouter:
    """Return `/dizionario`."""
    router = APIRouter(include_in_schema=False)
    terms = Terms(settings.base)

    @router.get("/dizionario")
    def dictionary(desk: Annotated[Desk, Depends(desk_of)]) -> HTMLResponse:
        told = load_dictionary(terms)
        usage = census.of(desk.library.generation, desk.pool)
        known = {one.term.name for one in told.classes}
        known |= {one.term.name for one in told.properties}
        made = page(
            "dictionary.html",
            told=told,
            known=known,
            schemes={f"scheme:{one.name}": one.title for one in told.schemes},
            base=settings.base,
            prefixes=terms.prefixes(),
            class_uses=lambda term: uses(term, usage.classes),
            property_uses=lambda term: uses(term, usage.properties),
            how_many=how_many,
        )
        if not usage.lasting:
            made.headers["Cache-Control"] = "no-store"
        return made

    return router


def uses(term: Term, counts: Counts) -> str:
    """Say how often a term is used here; nothing where it was not counted."""
    if found := counts.facts.get(term.iri):
        return number(str(found))
    if found := counts.told.get(term.iri):
        return f"{number(str(found))} nei grafi dei documenti"
    return "nessuna volta" if counts.facts else ""


def how_many(constraint: Constraint) -> str:
    """Say how many values a thing has of a property."""
    least, most = constraint.at_least or 0, constraint.at_most
    if most is None:
        said = f"almeno {least}" if least else "quante servono"
    elif least == most:
        said = f"{most}, sempre"
    else:
        said = f"da {least} a {most}" if least else f"al massimo {most}"
    return f"{said}; attesa" if constraint.expected else said
