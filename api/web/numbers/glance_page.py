"""``/numeri``: the archive at a glance, and each of its tables as a file."""

# No postponed annotations here: FastAPI reads the types of the parameters.
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import HTMLResponse, Response

from api.errors import NotFoundError
from api.routers.desk import Desk, desk_of
from api.routers.naming import Naming
from api.routers.parameters import Filters, clean_question, filters
from api.web.environment import address, page
from api.web.numbers.files import as_file
from api.web.numbers.glance import charts, size, undated
from api.web.numbers.narrowing import Narrowing, narrowed

_PATH = "/numeri"


def add_to(router: APIRouter) -> None:
    """Add the routes."""

    @router.get(_PATH)
    def numbers(
        desk: Annotated[Desk, Depends(desk_of)], chosen: Annotated[Filters, Depends(filters)]
    ) -> HTMLResponse:
        naming = Naming(desk)
        by = narrowed(_PATH, chosen, desk.library.engine, naming)
        return page(
            "numbers_glance.html",
            by=by,
            size=size(naming, by.passing(desk.library.engine, naming)),
            charts=charts(desk, naming, by),
            undated=undated(desk, by),
            found=address("/cerca", by.filters),
        )

    @router.get("/numeri/{name}.csv")
    def table(
        desk: Annotated[Desk, Depends(desk_of)],
        chosen: Annotated[Filters, Depends(filters)],
        name: str,
    ) -> Response:
        naming = Naming(desk)
        by: Narrowing = narrowed(_PATH, chosen, desk.library.engine, naming)
        found = next((one for one in charts(desk, naming, by) if one.name == name), None)
        if found is None:
            raise NotFoundError(f"la tabella «{clean_question(name)[:80]}»")
        rows = ((bar.row.value, bar.row.label, bar.row.count) for bar in found.bars)
        return as_file(name, ("voce", "nome", "pratiche"), rows)
