"""``/cerca``: results as a list, a table or a map, with filters and help where they fail."""

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
from api.web.drawn import draw
from api.web.environment import address, page
from api.web.facet_form import boxes
from api.web.in_force import Label, in_force, labels_of
from api.web.results_order import Found, Order, find
from api.web.search_help import help_with
from api.web.search_words import search_words
from api.web.snippet import stems
from api.web.words import words
from corpus.library import Library
from corpus.matching.limits import load_limits

PER_PAGE = 10
# An empty value is what a form sends for a choice that nobody made.
Ordered = Literal["", "pertinenza", "recenti", "titolo", "finanziamento"]
View = Literal["elenco", "tabella", "mappa"]
VIEWS: Mapping[View, str] = {"elenco": "Elenco", "tabella": "Tabella", "mappa": "Mappa"}


def search_page_router(settings: Settings) -> APIRouter:
    """Return the page, with the limits of these settings."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    last_page = settings.max_offset // PER_PAGE + 1
    most_compared = load_limits().input.compared

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
        label = labels_of(library.engine.values)
        kept: dict[str, Any] = {"ordine": [ordine] if ordine else []}
        kept |= {"vista": [vista] if vista != "elenco" else []}
        here = {"q": question, **chosen, **kept}
        active = in_force(
            chosen, label, lambda rest: address("/cerca", {"q": question, **rest, **kept})
        )
        if vista == "mappa":
            drawn = draw(library, question, chosen)
            results = drawn.results
            shown = {"drawn": drawn, "cards": (), "number": 1, "last": 1}
        else:
            first = (pagina - 1) * PER_PAGE
            wanted = Order(ordine) if ordine else None
            found = find(library, question, chosen, wanted, PER_PAGE, first)
            results = found.results
            shown = _leaf(found, question, pagina, last_page, desk)
        turned = pagina if pagina > 1 else ""
        return page(
            "search.html",
            question=question,
            results=results,
            view=vista,
            views=[
                (name, title, address("/cerca", {**here, "vista": _unless(name), "pagina": turned}))
                for name, title in VIEWS.items()
            ],
            **shown,
            complaints=[str(one) for one in meant.complaints],
            chosen=chosen,
            kept=kept,
            centre=_centre(library, chosen, label),
            boxes=boxes(results, chosen, label),
            in_force=active,
            help=help_with(library, question, chosen, active, results),
            here=here,
            listed={**here, "vista": []},
            most_compared=most_compared,
            data=address("/api/v1/search", {"q": question, **chosen}),
            feed=address("/api/v1/feed.atom", {"q": question, **chosen}),
            examples=words().examples,
            empty=not results.total and not library.documents(),
            longest=settings.max_query_length,
        )

    return router


def _leaf(found: Found, question: str, number: int, last_page: int, desk: Desk) -> dict[str, Any]:
    """Return what the template shows of a page of results in an order."""
    results = found.results
    lit = stems(results.suggestion or question)
    return {
        "drawn": None,
        "cards": [card(hit, lit, desk, doubted=results.doubted) for hit in results.hits],
        "total": found.total,
        "order": found.order,
        "orders": _orders(question),
        "ordered": search_words().orders[found.order].told,
        "number": number,
        "last": min(last_page, max(1, -(-found.total // PER_PAGE))),
        "first_hit": (number - 1) * PER_PAGE + 1,
    }


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
