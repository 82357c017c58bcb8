"""``/anni``: when practices began, and the calls that are open on a day."""

# No postponed annotations here: FastAPI reads the limits, which come from the settings.
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import HTMLResponse, Response

from api.routers.days import read_day, today
from api.routers.desk import Desk, desk_of
from api.routers.naming import Naming
from api.routers.parameters import LONGEST_VALUE, MISSING, Filters, clean_question, filters
from api.settings import Settings
from api.web.environment import address, page
from api.web.numbers.calendar import begins_in, begun, calls_on, deadline, timeline
from api.web.numbers.files import as_file
from api.web.numbers.narrowing import narrowed
from api.web.numbers.tellings import tellings
from corpus import italian
from corpus.views import FactKind

_PATH = "/anni"
_PER_PAGE = 10


def add_to(router: APIRouter, settings: Settings) -> None:
    """Add the routes, with the limits of these settings."""
    last_page = settings.max_offset // _PER_PAGE + 1

    @router.get(_PATH)
    def years(
        desk: Annotated[Desk, Depends(desk_of)],
        chosen: Annotated[Filters, Depends(filters)],
        anno: Annotated[int, Query(ge=1800, le=2200)] = MISSING,
        il: Annotated[str, Query(max_length=LONGEST_VALUE)] = "",
        pagina: Annotated[int, Query(ge=1, le=last_page)] = 1,
    ) -> HTMLResponse:
        naming, engine = Naming(desk), desk.library.engine
        asked = clean_question(il)
        day = read_day(asked) or today()
        own = {"il": day.isoformat()} if read_day(asked) else {}
        by = narrowed(_PATH, chosen, engine, naming, own)
        passing = by.passing(engine, naming)
        those = [one.id for one in passing if anno and begun(one) == anno]
        begin = (pagina - 1) * _PER_PAGE
        shown = those[begin : begin + _PER_PAGE]
        held = frozenset(one.id for one in passing) if by.filters else None
        return page(
            "numbers_years.html",
            by=by,
            typed=asked or day.isoformat(),
            wrong=bool(asked) and not own,
            told=timeline(passing),
            in_year=lambda year: by.found({"from": str(year), "to": str(year)}),
            csv=address(f"{_PATH}.csv", by.filters),
            anno=anno,
            tellings=tuple(tellings(shown, FactKind.PERIOD, lambda f: begins_in(f, anno), desk)),
            number=pagina,
            last=max(1, -(-len(those) // _PER_PAGE)),
            here=(_PATH, {**by.filters, "anno": anno or "", **own}),
            il=own.get("il", ""),
            day=italian.date(day.isoformat()),
            calls=calls_on(day, naming, held),
            calls_csv=address("/api/v1/calls", {**by.filters, **_on(own), "format": "csv"}),
            deadline=deadline,
            naming=naming,
        )

    @router.get(f"{_PATH}.csv")
    def table(
        desk: Annotated[Desk, Depends(desk_of)], chosen: Annotated[Filters, Depends(filters)]
    ) -> Response:
        naming, engine = Naming(desk), desk.library.engine
        by = narrowed(_PATH, chosen, engine, naming)
        told = timeline(by.passing(engine, naming))
        return as_file("anni", ("anno", "cominciate"), told.years.items())


def _on(own: dict[str, str]) -> dict[str, str]:
    return {"on": own["il"]} if own else {}
