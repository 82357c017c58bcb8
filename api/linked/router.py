"""What our IRIs lead to: things answer 303, to a page or to data, whichever the client prefers.

``/id/…``, ``/scheme/…``, ``/code/…``, ``/graph/…`` and ``/onto`` are IRIs of the graph, relative to
the base. Each format of the data has an address of its own under ``/data/``, so that one address
always gives one document.
"""

# No postponed annotations here: FastAPI reads the types of the parameters.
import json
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request
from fastapi import Path as InPath
from starlette.responses import RedirectResponse, Response

from api.errors import NotFoundError, PrassiError
from api.linked.addresses import ONTOLOGY, PLACE, ROOTS, Resource, links
from api.linked.documents import Documents, ontology_path
from api.linked.formats import (
    DATA_ALONE,
    DATA_FIRST,
    FORMATS,
    PAGE,
    PAGE_FIRST,
    Format,
    chosen,
    parted,
)
from api.linked.metadata import LICENCE
from api.linked.openapi import CONTEXT, DATA, REDIRECTION
from api.routers.desk import Desk, desk_of
from api.routers.parameters import alone, clean_question
from corpus.neighbourhoods import NeighbourhoodTooLargeError
from ontology.graph import jsonld_context
from ontology.terms import Terms

#: Where the terms of the ontology are shown to people, once that page is there.
DICTIONARY = "/dizionario"
_HOUR = "public, max-age=3600"

router = APIRouter(tags=["dati collegati"])

Reader = Annotated[Desk, Depends(desk_of)]
Part = Annotated[str, InPath(max_length=500, examples=["practice"])]
Rest = Annotated[str, InPath(max_length=500, examples=["navetta-ostellato"])]
Evidence = Annotated[
    bool, Query(description="Anche le affermazioni che lo dicono, con le parole del documento.")
]


@router.get("/id/{kind}/{identifier:path}", summary="Una cosa, dal suo IRI", **REDIRECTION)
def thing(request: Request, desk: Reader, kind: Part, identifier: Rest) -> Response:
    """Lead to what is said of a thing; a merged one leads to what it was merged into."""
    path = f"{kind}/{identifier}"
    if kind in (*ROOTS, PLACE):
        raise _missing(path)
    return _lead(request, desk, path)


@router.get("/scheme/{scheme}", summary="Uno schema di concetti, dal suo IRI", **REDIRECTION)
def scheme(request: Request, desk: Reader, scheme: Part) -> Response:
    """Lead to a concept scheme with all its concepts."""
    return _lead(request, desk, f"scheme/{scheme}")


@router.get("/scheme/{scheme}/{concept}", summary="Un concetto, dal suo IRI", **REDIRECTION)
def concept(request: Request, desk: Reader, scheme: Part, concept: Rest) -> Response:
    """Lead to a concept."""
    return _lead(request, desk, f"scheme/{scheme}/{concept}")


@router.get("/code/{codes}/{code}", summary="Un codice, dal suo IRI", **REDIRECTION)
def code(request: Request, desk: Reader, codes: Part, code: Rest) -> Response:
    """Lead to a code of a list that has no IRIs of its own."""
    return _lead(request, desk, f"code/{codes}/{code}")


@router.get("/graph/{name}", summary="Un grafo, dal suo IRI", **REDIRECTION)
def graph(request: Request, desk: Reader, name: Rest) -> Response:
    """Lead to all that a named graph holds; for people, to the document it was read from."""
    return _lead(request, desk, f"graph/{name}")


@router.get(f"/{ONTOLOGY}", summary="L'ontologia, dal suo IRI", **REDIRECTION)
def ontology(request: Request) -> Response:
    """Lead to the ontology, and to the page of its terms for people."""
    asked = chosen(request.headers.get("accept", ""), DATA_FIRST)
    has_page = any(getattr(one, "path", "") == DICTIONARY for one in request.app.routes)
    there = ontology_path("ttl" if asked == PAGE else asked)
    return _see_other(DICTIONARY if asked == PAGE and has_page else there, _ontologies())


@router.get(f"/{ONTOLOGY}.{{extension}}", summary="L'ontologia, in un formato", **DATA)
def ontology_data(desk: Reader, extension: Part) -> Response:
    """Return the ontology."""
    shape = FORMATS.get(extension)
    if shape is None:
        raise _missing(f"{ONTOLOGY}.{extension}")
    base = desk.library.reference.terms.base
    ways = [f'<{base}{ONTOLOGY}>; rel="describes"', *_ontologies()]
    return _data(Documents(desk.library).ontology(shape), shape, ways)


@router.get(
    "/data/{kind}/{identifier:path}",
    summary="I dati di una cosa, in un formato",
    dependencies=[Depends(alone("evidence"))],
    **DATA,
)
def data(
    request: Request, desk: Reader, kind: Part, identifier: Rest, evidence: Evidence = False
) -> Response:
    """Return what the graph tells of a thing; the format is the extension of the address.

    Without an extension, lead to the format that the client prefers.
    """
    path, shape = parted(f"{kind}/{identifier}")
    documents = Documents(desk.library)
    if kept := documents.kept(path):
        extension = f".{shape.extension}" if shape else ""
        return _see_other(f"/data/{quote(kept)}{extension}{_question(request)}", [])
    found = documents.find(path)
    if found is None:
        raise _missing(path)
    ways = _alternates(found, _question(request))
    if shape is None:
        asked = chosen(request.headers.get("accept", ""), DATA_ALONE)
        return _see_other(f"{found.data}.{asked}{_question(request)}", ways)
    try:
        body = documents.body(found, shape, evidence=evidence)
    except NeighbourhoodTooLargeError as error:
        raise PrassiError(
            413,
            "Descrizione troppo grande",
            f"Di questa cosa si dicono più di {error.limit} triple: chiedetele senza "
            "«evidence», o a pezzi con SPARQL.",
            "too-large",
        ) from None
    if body is None:
        raise _missing(path)
    base = desk.library.reference.terms.base.rstrip("/")
    own = [
        f'<{base}{found.data}.{shape.extension}{_question(request)}>; rel="canonical"',
        f'<{found.node.value}>; rel="describes"',
        f'<{LICENCE.value}>; rel="license"',
    ]
    return _data(body, shape, [*own, *ways])


def context_router(terms: Terms) -> APIRouter:
    """Return the address of the JSON-LD context, under the base of `terms`."""
    written = json.dumps(jsonld_context(terms), ensure_ascii=False, indent=1).encode()
    routes = APIRouter(tags=["dati collegati"])

    @routes.get("/context.jsonld", summary="Il contesto JSON-LD", **CONTEXT)
    def context() -> Response:
        """Return the JSON-LD context that all our documents carry a part of."""
        headers = {"Cache-Control": _HOUR}
        return Response(written, headers=headers, media_type=FORMATS["jsonld"].media_type)

    return routes


def _lead(request: Request, desk: Desk, path: str) -> Response:
    """Answer 303 to the page or to the data of a thing, after what the client accepts."""
    documents = Documents(desk.library)
    if kept := documents.kept(path):
        return _see_other(f"/id/{quote(kept)}{_question(request)}", [])
    found = documents.find(path)
    if found is None:
        raise _missing(path)
    asked = chosen(request.headers.get("accept", ""), PAGE_FIRST)
    ways = _alternates(found, "")
    if asked != PAGE:
        return _see_other(f"{found.data}.{asked}{_question(request)}", ways)
    page = found.page
    if found.kind == "graph" and desk.document(found.identifier):
        page = f"/documenti/{quote(found.identifier, safe='')}"
    return _see_other(page, ways)


def _see_other(address: str, ways: list[str]) -> Response:
    headers = {"Vary": "Accept", **({"Link": ", ".join(ways)} if ways else {})}
    return RedirectResponse(address, 303, headers=headers)


def _data(body: bytes, shape: Format, ways: list[str]) -> Response:
    headers = {"Content-Type": shape.media_type, "Link": ", ".join(ways)}
    return Response(body, headers=headers)


def _alternates(found: Resource, question: str) -> list[str]:
    return [_alternate(found.page, "text/html"), *links(found, question)]


def _ontologies() -> list[str]:
    return [_alternate(ontology_path(one.extension), one.asked_as[0]) for one in FORMATS.values()]


def _alternate(address: str, kind: str) -> str:
    return f'<{address}>; rel="alternate"; type="{kind}"'


def _question(request: Request) -> str:
    return f"?{request.url.query}" if request.url.query else ""


def _missing(path: str) -> NotFoundError:
    return NotFoundError(f"niente che si chiami «{clean_question(path)[:80]}»")
