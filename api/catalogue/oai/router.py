"""``/oai``: harvesters ask by GET or by POST of a form, and are answered in XML."""

# No postponed annotations here: FastAPI reads the types of the parameters.
from typing import Annotated, Any
from urllib.parse import parse_qsl

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from api.catalogue.addresses import Addresses
from api.catalogue.descriptions import portal_of
from api.catalogue.feed import no_ledger
from api.catalogue.oai.provider import Provider
from api.catalogue.oai.records import Told
from api.errors import PrassiError, TooLargeError
from api.routers.desk import Desk, desk_of
from api.routers.models import problems
from api.settings import Settings
from corpus.changes.ledger import NoLedger
from corpus.release.colophon import TITLE
from corpus.views import joined

_FORM = "application/x-www-form-urlencoded"
_LONGEST = 8192  # bytes of a form
_MEDIA_TYPE = "text/xml; charset=utf-8"
_XML: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "La risposta del protocollo, anche quando è un rifiuto (`error`).",
        "content": {"text/xml": {"schema": {"type": "string"}}},
    }
}


def oai_router(settings: Settings) -> APIRouter:
    """Return the door for harvesters."""
    router = APIRouter(tags=["dati interi"])

    @router.get(
        "/oai",
        summary="Le pratiche per chi raccoglie metadati (OAI-PMH 2.0)",
        response_class=Response,
        responses=_XML | problems(503),
    )
    def by_address(
        request: Request,
        desk: Annotated[Desk, Depends(desk_of)],
        verb: Annotated[
            str | None, Query(description="Identify, ListRecords…", examples=["Identify"])
        ] = None,
        metadataPrefix: Annotated[  # noqa: N803 - the protocol's name
            str | None, Query(description="oai_dc o rdf", examples=["oai_dc"])
        ] = None,
        identifier: Annotated[str | None, Query(description="L'IRI di una pratica.")] = None,
        since: Annotated[str | None, Query(alias="from", examples=["2026-11-22"])] = None,
        until: Annotated[str | None, Query(examples=["2026-11-23"])] = None,
        spec: Annotated[
            str | None, Query(alias="set", description="Una regione", examples=["regione:08"])
        ] = None,
        resumptionToken: Annotated[  # noqa: N803
            str | None, Query(description="Dove continuare.")
        ] = None,
    ) -> Response:
        # The protocol wants to know what is repeated and what it does not know: all that was sent.
        return _answer(request, desk, request.query_params.multi_items())

    @router.post(
        "/oai",
        summary="Le pratiche per chi raccoglie metadati, con un modulo (OAI-PMH 2.0)",
        response_class=Response,
        responses=_XML | problems(413, 415, 503),
        openapi_extra={
            "requestBody": {"content": {_FORM: {"schema": {"type": "object"}}}, "required": True}
        },
    )
    async def by_form(request: Request, desk: Annotated[Desk, Depends(desk_of)]) -> Response:
        kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind != _FORM:
            raise PrassiError(
                415, "Formato non ammesso", f"Un modulo si manda come {_FORM}.", "unsupported-form"
            )
        body = await _body(request)
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
        return await run_sync(_answer, request, desk, pairs)

    def _answer(request: Request, desk: Desk, pairs: list[tuple[str, str]]) -> Response:
        try:
            body = _provider(request, desk).answer(pairs)
        except NoLedger as error:
            raise no_ledger(error) from error
        return Response(body, headers={"Content-Type": _MEDIA_TYPE, "Cache-Control": "no-cache"})

    def _provider(request: Request, desk: Desk) -> Provider:
        portal = portal_of(request, settings)
        library = desk.library

        def tell(practice: str) -> Told | None:
            # In outline: the evidence of a hundred practices would take seconds to read.
            others = (
                one.removeprefix("practice/") for one in library.merged(f"practice/{practice}")
            )
            outlines = [library.outlines.practice(one) for one in (practice, *others)]
            if outlines[0] is None:
                return None
            view = joined([one.view for one in outlines if one], library.standing_for)
            document = library.registers.documents.get(view.document)
            return Told(view, document, lambda: library.outlines.facts(practice))

        return Provider(
            library.changes,
            tell,
            library.reference.gazetteer,
            Addresses(portal.here, library.reference.names),
            f"Prassi: {TITLE}",
            settings.publisher,
            portal.email,
        )

    return router


async def _body(request: Request) -> bytes:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LONGEST:
            raise TooLargeError(f"Il modulo supera {_LONGEST} byte.")
    return body
