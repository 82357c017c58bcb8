"""``/cerca``: results as a list or a table, in an order, with filters and help where they fail."""

# No postponed annotations here: FastAPI reads the limits, which come from the settings.
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from starlette.responses import HTMLResponse

from api.errors import PrassiError
from api.routers.desk import Desk, desk_of
from api.routers.parameters import Filters, clean_question, filters
from api.settings import Settings
from api.web.cards import card
from api.web.environment import address, page
from api.web.facet_form import boxes
from api.web.in_force import Label, in_force, labels_of
from api.web.results_order import NEAREST, Order, find
from api.web.search_help import help_with
from api.web.search_words import search_words
from api.web.snippet import stems
from api.web.words import words
from corpus.library import Library

PER_PAGE = 10
# An empty value is what a form sends for a choice that nobody made.
Ordered = Literal["", "pertinenza", "recenti", "titolo", "finanziamento"]
View = Literal["elenco", "tabella"]
VIEWS: Mapping[View, str] = {"elenco": "Elenco", "tabella": "Tabella"}


def search_page_router(settings: Settings) -> APIRouter:
    """Return the page, with the limits of these settings."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    last_page = settings.max_offset // PER_PAGE + 1

    @router.get("/cerca")
    def search(
        desk: Annotated[Desk, Depends(desk_of)],
        chosen: Annotated[Filters, Depends(filters)],
        q: str = "",
        pagina: int = Query(1, ge=1, le=last_page),
        ordine: Ordered = "",
        vista: View = "elenco",
    ) -> HTMLResponse:
        question = clean_question(q)
        _refuse_too_long(question, settings.max_query_length)
        library = desk.library
        meant = library.engine.understand(chosen)
        chosen = meant.filters  # what does not exist is told, and the others hold
        wanted = Order(ordine) if ordine else None
        found = find(library, question, chosen, wanted, PER_PAGE, (pagina - 1) * PER_PAGE)
        results = found.results
        reachable = min(last_page, max(1, -(-found.total // PER_PAGE)))
        lit = stems(results.suggestion or question)
        label = labels_of(library.engine.values)
        kept: dict[str, Any] = {"ordine": [ordine] if ordine else []}
        kept |= {"vista": [vista] if vista != "elenco" else []}
        active = in_force(
            chosen, label, lambda rest: address("/cerca", {"q": question, **rest, **kept})
        )
        here = {"q": question, **chosen, **kept}
        turned = pagina if pagina > 1 else ""
        return page(
            "search.html",
            question=question,
            results=results,
            total=found.total,
            order=found.order,
            orders=_orders(question),
            ordered=search_words().orders[found.order].told,
            nearest=NEAREST,
            view=vista,
            views=[
                (name, title, address("/cerca", {**here, "vista": _unless(name), "pagina": turned}))
                for name, title in VIEWS.items()
            ],
            complaints=[str(one) for one in meant.complaints],
            chosen=chosen,
            kept=kept,
            centre=_centre(library, chosen, label),
            cards=[card(hit, lit, desk, doubted=results.doubted) for hit in results.hits],
            boxes=boxes(results, chosen, label),
            in_force=active,
            help=help_with(library, question, chosen, active, results),
            number=pagina,
            last=reachable,
            first_hit=(pagina - 1) * PER_PAGE + 1,
            here=here,
            data=address("/api/v1/search", {"q": question, **chosen}),
            feed=address("/api/v1/feed.atom", {"q": question, **chosen}),
            examples=words().examples,
            empty=not results.total and not library.documents(),
            longest=settings.max_query_length,
        )

    return router


def _refuse_too_long(question: str, longest: int) -> None:
    if len(question) > longest:
        raise PrassiError(
            422,
            "Domanda troppo lunga",
            f"La domanda è di {len(question)} caratteri: bastano poche parole, al massimo "
            f"{longest} caratteri.",
            "invalid-request",
        )


def _centre(library: Library, chosen: Filters, label: Label) -> str:
    """Return the comune of a distance as its name, unless several have it."""
    centre = "".join(chosen.get("near", ()))
    named = label("near", centre)
    only = library.engine.understand({"near": [named]}).filters.get("near") == [centre]
    return named if only else centre


def _orders(question: str) -> list[tuple[str, str]]:
    """Return the orders one may choose: without a question there is nothing to be near to."""
    found = [one for one in Order if question or one is not Order.RELEVANCE]
    return [(one.value, search_words().orders[one].name) for one in found]


def _unless(view: View) -> str:
    """Return how an address says a view: the usual one goes without saying."""
    return "" if view == "elenco" else view
