"""`/reti`: who works with whom, as a table and, where scripts run, as a drawing of the table."""

# No postponed annotations here: FastAPI reads the limits, which come from the settings.
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.responses import HTMLResponse

from api.errors import NotFoundError
from api.routers.desk import Desk, desk_of
from api.routers.naming import Naming
from api.routers.parameters import LONGEST_VALUE, Filters, clean_question, filters
from api.settings import Settings
from api.web.acquaintances import MOST_MEMBERS, Group, group_of, groups, strongest
from api.web.choosing import carried, selects
from api.web.environment import address, page
from api.web.in_force import in_force, labels_of
from corpus.registers.network import ties_of
from search.model import FacetName

_SHOWN: tuple[FacetName, ...] = ("region", "measure")
_TOGETHER = range(1, 6)


def network_page_router(settings: Settings) -> APIRouter:
    """Return the page, with the limits of these settings."""
    router = APIRouter(include_in_schema=False)

    @router.get("/reti")
    def acquaintances(
        desk: Annotated[Desk, Depends(desk_of)],
        chosen: Annotated[Filters, Depends(filters)],
        organizzazione: Annotated[str, Query(max_length=LONGEST_VALUE)] = "",
        insieme: Annotated[int, Query(ge=0, le=1000)] = 0,
    ) -> HTMLResponse:
        naming = Naming(desk)
        registers = naming.registers
        meant = desk.library.engine.understand(chosen)
        one = _meant(desk, naming, organizzazione) if organizzazione else None
        # All of Italy at once is a tangle: there only those who worked together more than once.
        least = insieme or (1 if one or meant.filters else 2)
        passing = {found.id for found in desk.library.engine.titled(meant.filters)}
        those = [entry for entry in registers.practices.entries if entry.id in passing]
        ties, crowded = ties_of(those, settings.network_max_members, one)
        strong = [tie for tie in ties if len(tie.practices) >= least]
        label = labels_of(desk.library.engine.values)

        def name(identifier: str) -> str:
            return naming.organisation(identifier)["name"]

        def group(identifier: str) -> Group:
            found = registers.organisations.get(identifier)
            return group_of(found.kind if found else None, desk.library.reference.schemes.ancestors)

        shown = strongest(strong, name)
        facets = desk.library.search("", meant.filters, 1, 0).facets
        lists = selects(_SHOWN, facets, meant.filters, label)
        here: dict[str, Any] = {"organizzazione": one or "", "insieme": insieme or ""}
        return page(
            "network.html",
            shown=shown,
            name=name,
            group=group,
            groups=groups(),
            practice=naming.practice,
            one=one,
            least=least,
            together=sorted({*_TOGETHER, least}),
            weaker=len(ties) - len(strong),
            crowded=len(crowded),
            most=MOST_MEMBERS,
            complaints=[str(complaint) for complaint in meant.complaints],
            selects=lists,
            carried=carried(lists, meant.filters),
            in_force=in_force(
                meant.filters, label, lambda rest: address("/reti", {**here, **rest})
            ),
            all_of_them=address("/reti", {**here, **meant.filters, "insieme": 1}),
            without_one=address("/reti", {**here, **meant.filters, "organizzazione": ""}),
        )

    return router


def _meant(desk: Desk, naming: Naming, typed: str) -> str:
    identifier = clean_question(typed)
    kept = desk.library.standing_for(f"organisation/{identifier}").removeprefix("organisation/")
    if naming.registers.organisations.get(kept) is None:
        raise NotFoundError(f"l'organizzazione «{identifier[:80]}»")
    return kept
