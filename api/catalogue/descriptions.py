"""``/catalog`` and ``/.well-known/void``: the data described to catalogues and crawlers."""

# No postponed annotations here: FastAPI reads the types of the parameters.
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from rdflib import Graph
from starlette.responses import RedirectResponse, Response

from api.catalogue.addresses import addresses_of
from api.catalogue.dcat import Portal, catalogue
from api.catalogue.downloads import dumps_of
from api.catalogue.dumps import Dumps
from api.catalogue.feed import no_ledger
from api.catalogue.files import PATH as DUMPS
from api.catalogue.tagged import tagged
from api.catalogue.void import description
from api.errors import NotFoundError, PrassiError, UnavailableError
from api.negotiation import preferred
from api.routers.desk import Desk, desk_of
from api.routers.models import problems
from api.settings import Settings
from corpus.changes.ledger import NoLedger
from corpus.release.colophon import Colophon
from corpus.release.manifest import Manifest

CATALOGUE = "/catalog"
VOID = "/.well-known/void"
_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a graph: how rdflib calls it, and the media types by which it is asked for."""

    writer: str
    asked_as: tuple[str, ...]

    @property
    def media_type(self) -> str:
        """What it is sent as."""
        first = self.asked_as[0]
        return f"{first}; charset=utf-8" if first.startswith("text/") else first


FORMATS = {
    "ttl": Format("turtle", ("text/turtle", "application/x-turtle", "text/n3")),
    "jsonld": Format("json-ld", ("application/ld+json", "application/json")),
    "rdf": Format("xml", ("application/rdf+xml", "application/xml", "text/xml")),
    "nt": Format("nt", ("application/n-triples",)),
}
_OFFERS = {name: one.asked_as for name, one in FORMATS.items()}
_ALTERNATES = ", ".join(
    f'<{CATALOGUE}.{name}>; rel="alternate"; type="{one.asked_as[0]}"'
    for name, one in FORMATS.items()
)
_PAGE = {"html": ("text/html", "application/xhtml+xml")}
_RDF: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "La descrizione, in RDF.",
        "content": {one.asked_as[0]: {"schema": {"type": "string"}} for one in FORMATS.values()},
    },
}
_ELSEWHERE: dict[int | str, dict[str, Any]] = {
    303: {"description": "Chi chiede una pagina è portato a quella dei dati da scaricare."}
}


def descriptions_router(settings: Settings) -> APIRouter:
    """Return the routes of the descriptions."""
    router = APIRouter(tags=["dati interi"])

    @router.get(
        VOID,
        summary="La descrizione dei dati in VoID: quanti, di che cosa, dove portano",
        response_class=Response,
        responses=_RDF | problems(406, 503),
    )
    def void(
        request: Request,
        desk: Annotated[Desk, Depends(desk_of)],
        dumps: Annotated[Dumps, Depends(dumps_of)],
    ) -> Response:
        name = _chosen(request, _OFFERS)
        portal = portal_of(request, settings)
        practices = desk.library.practices()[:_EXAMPLES]
        node = desk.library.reference.names.node
        examples = [node(f"practice/{one}").value for one in practices]
        _, modified = _dates(desk)
        release = _release(desk, dumps)
        graph = description(portal, f"{portal.here}{VOID}", modified, examples, release)
        return _written(request, graph, name, f'<{CATALOGUE}>; rel="describedby"')

    @router.get(
        CATALOGUE,
        summary="Il catalogo dei dati in DCAT-AP_IT",
        response_class=Response,
        responses=_RDF | _ELSEWHERE | problems(406, 503),
    )
    def dcat(
        request: Request,
        desk: Annotated[Desk, Depends(desk_of)],
        dumps: Annotated[Dumps, Depends(dumps_of)],
    ) -> Response:
        name = _chosen(request, {**_OFFERS, **_PAGE})
        if name == "html":
            return RedirectResponse(DUMPS, 303, headers={"Vary": "Accept"})
        return _written(request, _catalogue(request, desk, dumps), name, _ALTERNATES)

    @router.get(
        f"{CATALOGUE}.{{extension}}",
        summary="Il catalogo dei dati in un formato: ttl, jsonld, rdf, nt",
        response_class=Response,
        responses=_RDF | problems(404, 503),
    )
    def dcat_in(
        request: Request,
        desk: Annotated[Desk, Depends(desk_of)],
        dumps: Annotated[Dumps, Depends(dumps_of)],
        extension: Annotated[str, Path(examples=["ttl", "jsonld", "rdf", "nt"])],
    ) -> Response:
        if extension not in FORMATS:
            raise NotFoundError(f"il catalogo in «{extension[:20]}», ma in ttl, jsonld, rdf o nt,")
        return _written(request, _catalogue(request, desk, dumps), extension, _ALTERNATES)

    def _catalogue(request: Request, desk: Desk, dumps: Dumps) -> Graph:
        issued, modified = _dates(desk)
        portal, release = portal_of(request, settings), _release(desk, dumps)
        return catalogue(portal, issued, modified, desk.library.generation, release)

    return router


def portal_of(request: Request, settings: Settings) -> Portal:
    """Return who publishes where, as told to whoever made a request."""
    return Portal(
        addresses_of(request, settings).here,
        settings.base,
        Colophon(settings.publisher, str(settings.licence)),
        settings.publisher_id,
        settings.contact,
    )


def _chosen(request: Request, offers: dict[str, tuple[str, ...]]) -> str:
    wanted = preferred(request.headers.get("Accept", ""), offers)
    if not wanted:
        raise PrassiError(
            406,
            "Formato non disponibile",
            "La descrizione c'è in text/turtle, application/ld+json, application/rdf+xml e "
            "application/n-triples.",
            "not-acceptable",
            headers={"Vary": "Accept"},
        )
    return wanted[0]


def _dates(desk: Desk) -> tuple[date, date]:
    """Return the days of the first and of the last change."""
    try:
        extent = desk.library.changes.extent()
        edition = desk.library.changes.edition(desk.library.generation)
    except NoLedger as error:
        raise no_ledger(error) from error
    # An empty library was never changed, but it was published.
    since, until = extent.since or edition, extent.until or edition
    if since is None or until is None:
        raise UnavailableError("Il registro dei cambiamenti non conosce ancora questa edizione.")
    return since.date(), until.date()


def _release(desk: Desk, dumps: Dumps) -> Manifest | None:
    """Return the release of what the library holds; one that is missing is begun."""
    found = dumps.release(desk.library.generation)
    if found is None:
        dumps.begin(desk.library)
    return found


def _written(request: Request, graph: Graph, name: str, links: str) -> Response:
    shape = FORMATS[name]
    options: dict[str, Any] = {}
    if shape.writer == "json-ld":  # a context of our own, inside: nothing to fetch elsewhere
        options = {"context": {prefix: str(where) for prefix, where in graph.namespaces()}}
    body = graph.serialize(format=shape.writer, encoding="utf-8", **options)
    return tagged(request, body, shape.media_type, {"Vary": "Accept", "Link": links})
