"""``/soldi``: money by fund, by who gives it, by measure; and every amount with its sentence."""

# No postponed annotations here: FastAPI reads the limits, which come from the settings.
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import HTMLResponse

from api.routers.desk import Desk, desk_of
from api.routers.naming import Naming
from api.routers.parameters import LONGEST_IDENTIFIER, Filters, filters
from api.settings import Settings
from api.web.environment import address, page
from api.web.numbers.money import by_funder, by_measure, by_programme, chosen_grants
from api.web.numbers.narrowing import narrowed
from api.web.numbers.sources import Whose, source
from api.web.numbers.tellings import tellings
from api.web.numbers.words import words
from corpus.views import FactKind

_PATH = "/soldi"
#: Funders shown at once; the others are a click away.
_FUNDERS = 20
_PER_PAGE = 10


def add_to(router: APIRouter, settings: Settings) -> None:
    """Add the routes, with the limits of these settings."""
    last_page = settings.max_offset // _PER_PAGE + 1

    @router.get(_PATH)
    def money(
        desk: Annotated[Desk, Depends(desk_of)],
        chosen: Annotated[Filters, Depends(filters)],
        enti: str = "",
    ) -> HTMLResponse:
        naming, engine = Naming(desk), desk.library.engine
        by = narrowed(_PATH, chosen, engine, naming)
        grants = chosen_grants(naming, by.identifiers(engine))
        # A row of a filter is counted without that filter, so that its link finds what it says.
        any_fund = chosen_grants(naming, by.identifiers(engine, "funding"))
        any_measure = by.identifiers(engine, "measure")
        funders = by_funder(naming, by, grants)
        shown = funders if enti == "tutti" else funders[:_FUNDERS]
        rest = chosen_grants(naming, any_measure)
        rows = {
            "fondi": by_programme(desk, naming, by, any_fund),
            "enti": shown,
            "misure": by_measure(desk, naming, by, rest, any_measure),
        }
        return page(
            "numbers_money.html",
            by=by,
            grants=len(grants),
            stated=sum(one.amount is not None for one in grants),
            more=len(funders) - len(shown),
            all=by.page(enti="tutti"),
            tables=tuple(
                (told, rows[told.name], _csv(told.data, by.filters)) for told in words().money
            ),
        )

    @router.get(f"{_PATH}/{{whose}}")
    def behind(
        desk: Annotated[Desk, Depends(desk_of)],
        chosen: Annotated[Filters, Depends(filters)],
        whose: Whose,
        voce: Annotated[str, Query(max_length=LONGEST_IDENTIFIER)],
        pagina: Annotated[int, Query(ge=1, le=last_page)] = 1,
    ) -> HTMLResponse:
        naming = Naming(desk)
        by = narrowed(_PATH, chosen, desk.library.engine, naming)
        found = source(whose, voce, desk, naming, by.identifiers(desk.library.engine))
        begin = (pagina - 1) * _PER_PAGE
        shown = found.practices[begin : begin + _PER_PAGE]
        return page(
            "numbers_money_source.html",
            label=found.label,
            lead=next(one.lead for one in words().money if one.name == whose),
            complaints=by.complaints,
            total=len(found.practices),
            tellings=tuple(tellings(shown, FactKind.MONEY, found.wanted, desk)),
            number=pagina,
            last=max(1, -(-len(found.practices) // _PER_PAGE)),
            here=(f"{_PATH}/{whose.value}", {"voce": voce, **by.filters}),
            back=by.page(),
        )


def _csv(name: str, chosen: Filters) -> str:
    return address(f"/api/v1/{name}", {**chosen, "format": "csv"}) if name else ""
