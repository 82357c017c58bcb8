"""``/risorsa/…``: a page for every thing that has none of its own."""

# No postponed annotations here: FastAPI reads the types of the parameters.
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.errors import NotFoundError
from api.linked.addresses import PLACE, Resource, alternates, concept_page, links
from api.linked.documents import Documents
from api.linked.portrait import thing_view
from api.routers.desk import Desk, desk_of
from api.routers.parameters import clean_question
from api.web.environment import address, page
from corpus.neighbourhoods import Neighbourhood
from search.values import SCHEMES

_PRACTICES = 20

resource_pages = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@resource_pages.get("/risorsa/{kind}/{identifier:path}")
def thing_page(
    request: Request, desk: Annotated[Desk, Depends(desk_of)], kind: str, identifier: str
) -> Response:
    """Show what the graph tells of a thing; practices and documents have pages of their own."""
    path = f"{kind}/{identifier}"
    documents = Documents(desk.library)
    if kept := documents.kept(path):
        return RedirectResponse(f"/risorsa/{quote(kept)}", 303)
    found = documents.find(path)
    # A graph may hold all the comuni: its page only says what it is.
    told = None if found is None else _told(documents, found)
    if found is None or told is None:
        raise NotFoundError(f"niente che si chiami «{clean_question(path)[:80]}»")
    if not found.page.startswith("/risorsa/"):
        return RedirectResponse(found.page, 303)
    made = page(
        "resource.html",
        view=thing_view(found, told, desk.library.reference.names),
        data=alternates(found),
        practices=_practices(desk, found),
        tree=_tree(desk, found),
    )
    made.headers["Link"] = ", ".join([f'<{found.node.value}>; rel="canonical"', *links(found)])
    return made


def _told(documents: Documents, found: Resource) -> Neighbourhood | None:
    """Return what a page shows: of a graph or a scheme, without what it holds."""
    if found.kind not in ("graph", "scheme"):
        return documents.told(found)
    held = documents.library.reference.names.node("skos:hasTopConcept")
    own = (triple for triple in documents.own(found) if triple.predicate != held)
    return Neighbourhood(found.node, tuple(own))


def _practices(desk: Desk, found: Resource) -> dict[str, Any] | None:
    """Return the first practices that have a concept or are in a territory, and how many do."""
    chosen = _filter(found)
    if chosen is None:
        return None
    facet, value = chosen
    results = desk.library.search("", {facet: [value]}, _PRACTICES, 0)
    return {
        "total": results.total,
        "hits": results.hits,
        "all": address("/cerca", {facet: value}),
    }


def _filter(found: Resource) -> tuple[str, str] | None:
    if found.kind == PLACE:
        facet = {2: "region", 3: "province", 6: "comune"}.get(len(found.identifier))
        return (facet, found.identifier) if facet else None
    scheme, _, notation = found.identifier.partition("/")
    facets = {filtered: facet for facet, filtered in SCHEMES.items()}
    facet = facets.get(scheme) if found.kind == "concept" else None
    if facet is None:
        return None
    return facet, notation if facet == "status" else f"{scheme}:{notation}"


def _tree(desk: Desk, found: Resource) -> list[dict[str, Any]]:
    """Return the concepts of a scheme, each with those under it."""
    if found.kind != "scheme":
        return []
    schemes = desk.library.reference.schemes

    def branch(identifier: str) -> dict[str, Any]:
        concept = schemes[identifier]
        return {
            "label": concept.label,
            "page": concept_page(identifier)
            or f"/risorsa/scheme/{concept.scheme}/{concept.notation}",
            "under": [branch(one) for one in schemes.children(identifier)],
        }

    return [branch(one.id) for one in schemes.scheme(found.identifier) if not one.parents]
