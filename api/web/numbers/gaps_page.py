"""``/vuoti``: two of territory, people and measures, and where this archive has nothing."""

# No postponed annotations here: FastAPI reads the types of the parameters.
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from starlette.responses import HTMLResponse, Response

from api.routers.desk import Desk, desk_of
from api.routers.naming import Naming
from api.routers.parameters import Filters, filters
from api.web.environment import address, page
from api.web.numbers.crossing import axis, crossing, other
from api.web.numbers.files import as_file
from api.web.numbers.narrowing import narrowed
from api.web.numbers.words import words

_PATH = "/vuoti"

AxisName = Literal["territorio", "destinatari", "misure"]


def add_to(router: APIRouter) -> None:
    """Add the routes."""

    @router.get(_PATH)
    def gaps(
        desk: Annotated[Desk, Depends(desk_of)],
        chosen: Annotated[Filters, Depends(filters)],
        righe: AxisName = "territorio",
        colonne: AxisName = "destinatari",
    ) -> HTMLResponse:
        naming = Naming(desk)
        rows, columns = axis(righe), axis(colonne) if colonne != righe else other(righe)
        sides = {"righe": rows.name, "colonne": columns.name}
        by = narrowed(_PATH, chosen, desk.library.engine, naming, sides)
        return page(
            "numbers_gaps.html",
            by=by,
            table=crossing(rows, columns, desk, naming, by),
            axes=words().axes,
            empty=words().empty,
            empty_mark=words().empty_mark,
            alike=righe == colonne,
            csv=address(f"{_PATH}.csv", {**sides, **by.filters}),
        )

    @router.get(f"{_PATH}.csv")
    def table(
        desk: Annotated[Desk, Depends(desk_of)],
        chosen: Annotated[Filters, Depends(filters)],
        righe: AxisName = "territorio",
        colonne: AxisName = "destinatari",
    ) -> Response:
        naming = Naming(desk)
        rows, columns = axis(righe), axis(colonne) if colonne != righe else other(righe)
        by = narrowed(_PATH, chosen, desk.library.engine, naming)
        found = crossing(rows, columns, desk, naming, by)
        told = (
            (line.head.value, line.head.label, head.value, head.label, cell.count, cell.text)
            for line in found.lines
            for head, cell in zip(found.heads, line.cells, strict=True)
        )
        names = (rows.name, f"{rows.name}_nome", columns.name, f"{columns.name}_nome")
        return as_file("vuoti", (*names, "pratiche", "testo"), told)
