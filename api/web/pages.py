"""The pages: HTTP in, questions to the desk, a template out. Nothing here needs JavaScript."""

# No postponed annotations here: FastAPI reads the limits, which come from the settings.
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import HTMLResponse, Response

from api.errors import NotFoundError, PrassiError
from api.linked import schema_org
from api.linked.addresses import Resource, alternates, links, resource
from api.routers.desk import Desk, desk_of
from api.routers.parameters import Filters, clean_question, filters
from api.routers.sameness import moved
from api.settings import Settings
from api.web.cards import card
from api.web.document_page import lay_out
from api.web.environment import address, page
from api.web.facet_form import boxes, in_force
from api.web.highlight import marks
from api.web.quotation import quotations
from api.web.snippet import stems
from api.web.sources import web_address
from api.web.words import words
from corpus.projection import Names
from corpus.views import Fact, PracticeView
from ontology.terms import Terms

PER_PAGE = 10
_BROWSED = 12
#: What an identifier begins with where a filter's value does not say it.
_PREFIXES = dict.fromkeys(("region", "province", "comune", "near"), "place") | {
    "status": "implementation-status"
}


def pages_router(settings: Settings) -> APIRouter:
    """Return the pages, with the limits of these settings."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    last_page = settings.max_offset // PER_PAGE + 1
    names = Names(Terms(settings.base))

    @router.get("/")
    def home(desk: Annotated[Desk, Depends(desk_of)]) -> HTMLResponse:
        everything = desk.library.search("", {}, 1, 0)
        browsed = [
            (name, words().facets[name], everything.facets.get(name, ())[:_BROWSED])
            for name in words().browse
        ]
        return page(
            "home.html",
            practices=everything.total,
            documents=len(desk.library.documents()),
            examples=words().examples,
            browsed=[one for one in browsed if one[2]],
            longest=settings.max_query_length,
            structured=schema_org.data_block(schema_org.site(settings.base)),
        )

    @router.get("/cerca")
    def search(
        desk: Annotated[Desk, Depends(desk_of)],
        chosen: Annotated[Filters, Depends(filters)],
        q: str = "",
        pagina: int = Query(1, ge=1, le=last_page),
    ) -> HTMLResponse:
        question = clean_question(q)
        if len(question) > settings.max_query_length:
            raise PrassiError(
                422,
                "Domanda troppo lunga",
                f"La domanda è di {len(question)} caratteri: bastano poche parole, al massimo "
                f"{settings.max_query_length} caratteri.",
                "invalid-request",
            )
        meant = desk.library.engine.understand(chosen)
        chosen = meant.filters  # what does not exist is told, and the others hold
        results = desk.library.search(question, chosen, PER_PAGE, (pagina - 1) * PER_PAGE)
        reachable = min(last_page, max(1, -(-results.total // PER_PAGE)))
        wanted = stems(results.suggestion or question)

        def label(facet: str, value: str) -> str:
            identifier = f"{_PREFIXES[facet]}:{value}" if facet in _PREFIXES else value
            found = desk.library.reference.portraitist.label(identifier)
            return found if found != identifier else value

        centre = "".join(chosen.get("near", ()))
        named = label("near", centre)
        if desk.library.engine.understand({"near": [named]}).filters.get("near") == [centre]:
            centre = named  # unless several comuni have the name

        return page(
            "search.html",
            question=question,
            results=results,
            complaints=[str(one) for one in meant.complaints],
            chosen=chosen,
            centre=centre,
            cards=[card(hit, wanted, desk) for hit in results.hits],
            boxes=boxes(results, chosen, label),
            in_force=in_force(question, chosen, label),
            number=pagina,
            last=reachable,
            first_hit=(pagina - 1) * PER_PAGE + 1,
            here={"q": question, **chosen},
            data=address("/api/v1/search", {"q": question, **chosen}),
            feed=address("/api/v1/feed.atom", {"q": question, **chosen}),
            examples=words().examples,
            empty=not results.total and not desk.library.documents(),
            longest=settings.max_query_length,
        )

    @router.get("/pratiche/{identifier}")
    def practice(
        request: Request, desk: Annotated[Desk, Depends(desk_of)], identifier: str
    ) -> Response:
        if there := moved(request, desk, "practice", identifier):
            return there
        view = desk.practice(identifier)
        document = desk.document(view.document) if view else None
        if view is None or document is None:
            raise NotFoundError(f"la pratica «{clean_question(identifier)[:80]}»")
        numbered = _numbered([view])
        found = _resource(f"practice/{view.id}", names)
        reading = lay_out(document, marks(numbered), (view.start, view.end))
        made = page(
            "practice.html",
            view=view,
            document=document,
            reading=reading,
            data_formats=alternates(found),
            structured=schema_org.data_block(schema_org.practice(view, document, settings.base)),
            groups=[
                (
                    group,
                    [
                        (anchor, fact, quotations(fact, document, reading.anchors))
                        for anchor, fact in numbered
                        if fact.kind is group.kind
                    ],
                )
                for group in words().groups
            ],
            merged=[
                other
                for name in desk.library.merged(f"practice/{view.id}")
                if (other := desk.practice(name.removeprefix("practice/")))
            ],
            siblings=[
                other
                for one in document.practices
                if one != view.id and (other := desk.practice(one))
            ],
        )
        data = f"/api/v1/practices/{quote(view.id, safe='')}"
        ways = [f'<{data}>; rel="alternate"; type="application/json"', *links(found)]
        if web_address(view.iri):
            ways.insert(0, f'<{_in_header(view.iri)}>; rel="canonical"')
        made.headers["Link"] = ", ".join(ways)
        return made

    @router.get("/documenti/{identifier}")
    def document(desk: Annotated[Desk, Depends(desk_of)], identifier: str) -> Response:
        held = desk.document(identifier)
        if held is None:
            raise NotFoundError(f"il documento «{clean_question(identifier)[:80]}»")
        views = [view for one in held.practices if (view := desk.practice(one))]
        found = _resource(f"document/{held.id}", names)
        made = page(
            "document.html",
            document=held,
            views=views,
            reading=lay_out(held, marks(_numbered(views))),
            tags=words().groups,
            data_formats=alternates(found),
            structured=schema_org.data_block(schema_org.document(held, views, settings.base)),
        )
        made.headers["Link"] = ", ".join(links(found))
        return made

    @router.get("/informazioni")
    def about(desk: Annotated[Desk, Depends(desk_of)]) -> HTMLResponse:
        return page(
            "about.html",
            practices=len(desk.library.practices()),
            documents=len(desk.library.documents()),
            base=settings.base,
            sparql_seconds=settings.sparql_timeout,
            sparql_rows=settings.sparql_max_rows,
            tags=words().groups,
        )

    return router


def _resource(path: str, names: Names) -> Resource:
    found = resource(path, names)
    assert found is not None  # noqa: S101 - what is held has a name
    return found


def _in_header(iri: str) -> str:
    """Return an IRI as a URI, since a header holds nothing but ASCII."""
    return quote(iri, safe=":/?#[]@!$&'()*+,;=%~")


def _numbered(views: list[PracticeView]) -> list[tuple[str, Fact]]:
    """Return every fact with the anchor it has on a page."""
    facts = [(view, fact) for view in views for fact in view.facts]
    return [(f"fatto-{place}", fact) for place, (_, fact) in enumerate(facts, 1)]
