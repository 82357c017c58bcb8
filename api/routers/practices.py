"""``/api/v1/practices``: the list, and each practice with its facts and their evidence."""

# No postponed annotations here: FastAPI reads the limits, which come from the settings.
from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import RedirectResponse, Response

from api.routers.desk import Desk, desk_of
from api.routers.fact_tables import facts_table
from api.routers.filtering import understood
from api.routers.listing import (
    LISTED,
    PAGING,
    Asked,
    as_json,
    csv_response,
    listing,
    negotiated,
)
from api.routers.models import PracticeModel, problems
from api.routers.naming import Naming, euros
from api.routers.near import missing
from api.routers.paging import either_or, paging
from api.routers.parameters import MISSING, Filters, alone, filters, only
from api.routers.practice_models import PracticeListModel, PracticeRowModel
from api.routers.sameness import ELSEWHERE, moved
from api.routers.shapes import practice_shape
from api.settings import Settings
from search.model import Hit

_OFFERS = {
    "json": ("application/json",),
    "csv": ("text/csv",),
    "jsonld": ("application/ld+json",),
    "ttl": ("text/turtle",),
}
_LINKED = ("jsonld", "ttl")
#: What one practice answers besides its JSON.
TOLD: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "La pratica.",
        "content": {
            "text/csv": {
                "schema": {"type": "string"},
                "example": "practice,kind,label,concept,confidence,document,start,end,quote\r\n",
            }
        },
    }
}


def practices_router(settings: Settings) -> APIRouter:
    """Return the routes, with the limits of these settings."""
    router = APIRouter(tags=["pratiche"])

    @router.get(
        "/practices",
        summary="Elenca le pratiche per titolo",
        response_model=PracticeListModel,
        responses=LISTED | problems(404, 406, 414, 422, 503),
        dependencies=[Depends(only("offset", *PAGING))],
    )
    def practices(
        desk: Annotated[Desk, Depends(desk_of)],
        asked: Annotated[Asked, Depends(listing(settings, PracticeRowModel))],
        chosen: Annotated[Filters, Depends(filters)],
        offset: Annotated[
            int, Query(ge=0, le=settings.max_offset, description="Quante saltarne.")
        ] = 0,
    ) -> Response:
        """Si sfoglia per numero, con `offset`, o con `cursor` fino in fondo."""
        if asked.after and offset:
            raise either_or()
        naming = Naming(desk)
        meant = understood(desk.library.engine, chosen)
        begin = (asked.after[0], asked.after[1]) if asked.after else offset
        found = desk.library.browse(meant, asked.limit, begin)
        more: dict[str, Any] = {"offset": found.offset, "previous": None}
        if not asked.after and asked.format == "json":
            form = {n: v for n, v in asked.parameters if n in ("fields", "format")}
            numbered = {**meant, **form}
            deepest = settings.max_offset
            pages = paging(asked.path, numbered, asked.limit, offset, found.total, deepest)
            more["previous"] = pages.previous
            if pages.next:
                more["next"] = pages.next
        return asked.answer(
            "practices",
            map(partial(_row, naming=naming), found.hits),
            total=found.total,
            last=found.last,
            generation=naming.registers.generation,
            more=more,
        )

    @router.get(
        "/practices/{identifier}",
        summary="Una pratica, con ogni fatto e le parole che lo dicono",
        response_model=PracticeModel,
        responses=ELSEWHERE | TOLD | problems(404, 406, 422, 503),
        dependencies=[Depends(alone("format"))],
    )
    def practice(
        request: Request,
        desk: Annotated[Desk, Depends(desk_of)],
        identifier: str,
        form: Annotated[
            Literal["json", "csv", "jsonld", "ttl"],
            Query(alias="format", description="Il formato; viene prima dell'intestazione Accept."),
        ] = MISSING,
    ) -> Response:
        """In CSV una riga per prova; in JSON-LD e Turtle porta ai suoi dati collegati (303)."""
        if there := moved(request, desk, "practice", identifier):
            return there
        held = desk.library.registers.practices
        if held.get(identifier) is None:
            raise missing("la pratica", identifier, held.near(identifier))
        shape = form or negotiated(request, _OFFERS)
        headers = {"Vary": "Accept"}
        if shape in _LINKED:  # decided before the whole practice is read, which is the dear part
            return RedirectResponse(f"/data/practice/{identifier}.{shape}", 303, headers=headers)
        view = desk.library.whole_practice(identifier)
        if view is None:  # taken out since
            raise missing("la pratica", identifier, held.near(identifier))
        if shape == "csv":
            return csv_response(view.id, facts_table(view), headers)
        return as_json(practice_shape(view), headers)

    return router


def _row(hit: Hit, naming: Naming) -> Mapping[str, Any]:
    entry = naming.registers.practices.get(hit.id)
    concepts = {
        name: [naming.concept(one) for one in (getattr(entry, name) if entry else ())]
        for name in ("measures", "beneficiaries", "needs", "programmes")
    }
    dates = sorted(day for period in (entry.periods if entry else ()) for day in period if day)
    return {
        "id": hit.id,
        "iri": hit.iri,
        "title": hit.title,
        "status": hit.status,
        "kind": entry.kind if entry else "",
        "document": hit.document,
        "summary": hit.summary,
        "measures": concepts["measures"],
        "beneficiaries": concepts["beneficiaries"],
        "needs": concepts["needs"],
        "organisations": [naming.organisation(o) for o in (entry.organisations if entry else ())],
        "places": [naming.place(code) for code in (entry.places if entry else ())],
        "programmes": concepts["programmes"],
        "budget": euros(entry.budgets[0]) if entry and len(entry.budgets) == 1 else None,
        "start": dates[0] if dates else None,
        "end": dates[-1] if len(dates) > 1 else None,
    }
