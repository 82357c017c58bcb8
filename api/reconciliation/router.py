"""`/reconcile`: the Reconciliation Service API 0.2, for all families of things and for each."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Annotated, Any, cast

import anyio
from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from api.errors import NotFoundError, PrassiError
from api.reconciliation import models
from api.reconciliation.form import fields_of
from api.reconciliation.manifest import ROOT, manifest_shape
from api.reconciliation.payload import Extension, read_extension, read_queries
from api.reconciliation.preview import (
    address_of,
    feature_page,
    flyout,
    flyout_of_thing,
    thing_page,
)
from api.reconciliation.shapes import (
    candidate_shape,
    extension_shape,
    property_shape,
    suggested_shape,
    type_shape,
)
from api.routers.desk import desk_of
from api.routers.models import problems
from api.settings import Settings
from corpus.reconciling import things
from corpus.reconciling.limits import load_limits
from corpus.reconciling.opening import Edition, Editions
from corpus.reconciling.vocabulary import FAMILIES, Family, Property, Type, Vocabulary
from search.words import key_of

#: Batches that are worked on at once: others wait, and pages keep their threads.
_AT_ONCE = 2
_LIMITS = load_limits()
_BATCH = '{"q0": {"query": "Comune di Ostellato", "type": "organisation", "limit": 3}}'
_EXTEND = '{"ids": ["place:038017"], "properties": [{"id": "region"}, {"id": "population"}]}'

Typed = Annotated[
    str, Query(max_length=_LIMITS.input.query, description="Che cosa si sta scrivendo.")
]
Cursor = Annotated[
    int, Query(ge=0, le=_LIMITS.input.offset, description="Quanti suggerimenti saltare.")
]
TypeId = Annotated[
    str | None, Query(alias="type", max_length=200, description="L'identificativo di un tipo.")
]
Identifier = Annotated[
    str, Query(alias="id", min_length=1, max_length=500, description="L'identificativo.")
]


def editions_of(request: Request) -> Editions:
    """Return the editions of the library that is open; 503 before it is."""
    desk_of(request)
    return cast(Editions, request.app.state.reconciling)


def reconciliation_router(settings: Settings) -> APIRouter:
    """Return the router of `/reconcile` and of `/reconcile/{family}`."""
    router = APIRouter(tags=["riconciliazione"], prefix=ROOT)
    width = anyio.CapacityLimiter(_AT_ONCE)
    for family in (None, *FAMILIES):
        _add_service(router, settings, family, width)
    _add_proposals(router)
    _add_previews(router)
    return router


def _add_service(
    router: APIRouter, settings: Settings, family: Family | None, width: anyio.CapacityLimiter
) -> None:
    """Add what there is both for all families and for each: queries and suggestions."""
    path = f"/{family}" if family else ""
    of = f" ({family})" if family else ""

    async def answer(request: Request) -> Response:
        fields = await fields_of(request)
        editions = editions_of(request)
        if "callback" in fields:
            raise _bad("JSONP non è offerto: CORS è aperto a tutti, senza «callback».")
        told = {name: values for name, values in fields.items() if name in ("queries", "extend")}
        if request.method == "GET" and not told:
            address = settings.public_url or str(request.base_url).rstrip("/")
            terms = editions.library.reference.terms
            return JSONResponse(manifest_shape(address, family, editions.vocabulary, terms))
        if len(told) != 1 or any(len(values) != 1 for values in told.values()):
            raise _bad("Serve un campo «queries» o un campo «extend», uno solo e una volta sola.")

        def work() -> dict[str, Any]:
            if "extend" in told:
                return _extended(read_extension(told["extend"][0], _LIMITS.input), editions)
            return _reconciled(told["queries"][0], family, editions)

        return JSONResponse(await run_sync(work, limiter=width))

    router.add_api_route(
        path,
        answer,
        methods=["GET"],
        summary=f"Manifesto del servizio, o ricerche nell'indirizzo{of}",
        response_model=models.ManifestModel | models.ResultBatchModel | models.ExtensionModel,
        responses=problems(400, 413, 414, 422, 503),
        openapi_extra=_in_address(),
    )
    router.add_api_route(
        path,
        answer,
        methods=["POST"],
        summary=f"Un lotto di nomi da riconciliare, o di colonne da riempire{of}",
        response_model=models.ResultBatchModel | models.ExtensionModel,
        responses=problems(400, 408, 413, 415, 422, 503),
        openapi_extra=_in_form(),
    )

    def entities(
        request: Request, prefix: Typed = "", cursor: Cursor = 0, of_type: TypeId = None
    ) -> dict[str, Any]:
        """Per nome, anche dall'inizio di una parola dentro il nome, o per identificativo."""
        editions = editions_of(request)
        types = (of_type,) if of_type else (family,) if family else ()
        found = editions.newest().reconciler.beginning(prefix, types)
        shown = islice(found, cursor, cursor + _LIMITS.input.suggested)
        return {"result": [suggested_shape(one, editions.vocabulary) for one in shown]}

    def properties(
        request: Request, prefix: Typed = "", cursor: Cursor = 0, of_type: TypeId = None
    ) -> dict[str, Any]:
        """Le proprietà che una ricerca può portare con sé."""
        vocabulary = editions_of(request).vocabulary
        own = _family_of(of_type, vocabulary) or family
        found = [
            property_shape(one)
            for one in vocabulary.properties.values()
            if one.asked and (own is None or own in one.of) and _begins(one, prefix)
        ]
        return {"result": found[cursor : cursor + _LIMITS.input.suggested]}

    def types(request: Request, prefix: Typed = "", cursor: Cursor = 0) -> dict[str, Any]:
        """I tipi a cui una ricerca può restringersi."""
        vocabulary = editions_of(request).vocabulary
        found = [
            type_shape(one, vocabulary)
            for one in vocabulary.types.values()
            if family in (None, one.family) and _begins(one, prefix)
        ]
        return {"result": found[cursor : cursor + _LIMITS.input.suggested]}

    suggestions: tuple[tuple[str, Callable[..., Any], type, str], ...] = (
        ("entity", entities, models.SuggestedEntitiesModel, "Voci che cominciano così"),
        ("property", properties, models.SuggestedPropertiesModel, "Proprietà da chiedere"),
        ("type", types, models.SuggestedTypesModel, "Tipi fra cui scegliere"),
    )
    for name, endpoint, model, summary in suggestions:
        router.add_api_route(
            f"{path}/suggest/{name}",
            endpoint,
            methods=["GET"],
            summary=f"{summary}{of}",
            response_model=model,
            response_model_exclude_none=True,
            responses=problems(414, 422, 503),
        )


def _add_proposals(router: APIRouter) -> None:
    @router.get(
        "/extend/propose",
        summary="Le proprietà che si possono aggiungere alle voci di un tipo",
        response_model=models.ProposalModel,
        response_model_exclude_none=True,
        responses=problems(404, 414, 422, 503),
    )
    def propose(
        request: Request,
        of_type: TypeId = None,
        limit: Annotated[
            int | None, Query(ge=0, le=1_000_000, description="Quante al massimo; 0 per tutte.")
        ] = None,
    ) -> dict[str, Any]:
        vocabulary = editions_of(request).vocabulary
        family = _family_of(of_type, vocabulary)
        if of_type and family is None:
            raise NotFoundError(f"il tipo «{of_type[:80]}»")
        found = [
            property_shape(one)
            for one in vocabulary.properties.values()
            if family is None or family in one.of
        ]
        told = {"type": of_type, "limit": limit}
        return {"properties": found[: limit or None], **told}

    @router.get(
        "/flyout/{what}",
        summary="Poche parole in HTML su una voce, una proprietà o un tipo suggeriti",
        response_model=models.FlyoutModel,
        responses=problems(404, 414, 422, 503),
    )
    def fly(request: Request, what: str, identifier: Identifier) -> dict[str, str]:
        editions = editions_of(request)
        vocabulary = editions.vocabulary
        html = None
        if what == "entity" and (thing := editions.newest().reconciler.thing(identifier)):
            html = flyout_of_thing(thing, vocabulary)
        elif what == "property" and (asked := vocabulary.properties.get(identifier)):
            html = flyout(asked.name, "proprietà", asked.description)
        elif what == "type" and (kind := vocabulary.types.get(identifier)):
            html = flyout(kind.name, "tipo", kind.description)
        if html is None:
            raise NotFoundError(f"la voce «{identifier[:80]}»")
        return {"id": identifier, "html": html}


def _add_previews(router: APIRouter) -> None:
    def found(request: Request, identifier: str) -> tuple[things.Thing, Edition]:
        edition = editions_of(request).newest()
        thing = edition.reconciler.thing(identifier)
        if thing is None:
            raise NotFoundError(f"la voce «{identifier[:80]}»")
        return thing, edition

    html: dict[int | str, Any] = {200: {"content": {"text/html": {}}}}

    @router.get(
        "/preview",
        summary="Una voce in una pagina piccola, da mettere in una cornice",
        response_class=Response,
        responses=html | problems(404, 414, 422, 503),
    )
    def preview(request: Request, identifier: Identifier) -> Response:
        return thing_page(*found(request, identifier))

    @router.get(
        "/view",
        summary="Porta alla pagina di una voce",
        response_class=RedirectResponse,
        status_code=303,
        responses=problems(404, 414, 422, 503),
    )
    def view(request: Request, identifier: Identifier) -> Response:
        thing, _ = found(request, identifier)
        return RedirectResponse(address_of(thing), 303)

    @router.get(
        "/features/{identifier}",
        summary="Che cosa dice una caratteristica di un candidato",
        response_class=Response,
        responses=html | problems(404, 414, 422, 503),
    )
    def feature(request: Request, identifier: str) -> Response:
        known = editions_of(request).vocabulary.feature(identifier)
        if known is None:
            raise NotFoundError(f"la caratteristica «{identifier[:80]}»")
        return feature_page(known)


def _reconciled(text: str, family: Family | None, editions: Editions) -> dict[str, Any]:
    queries = read_queries(text, _LIMITS.input)
    reconciler = editions.newest().reconciler
    return {
        key: {
            "result": [
                candidate_shape(one, editions.vocabulary)
                for one in reconciler.reconcile(_within(query, family, editions.vocabulary))
            ]
        }
        for key, query in queries.items()
    }


def _within(query: things.Query, family: Family | None, vocabulary: Vocabulary) -> things.Query:
    """Return a query of one family's service: types of other families are none of its own."""
    if family is None:
        return query
    own = tuple(one for one in query.types if _family_of(one, vocabulary) == family)
    strictness = query.strictness if own else "any"
    return things.Query(query.name, own or (family,), strictness, query.limit, query.properties)


def _extended(asked: Extension, editions: Editions) -> dict[str, Any]:
    known = editions.vocabulary.properties
    if unknown := [one.property for one in asked.columns if one.property not in known]:
        raise PrassiError(
            422,
            "Richiesta non valida",
            f"«extend.properties»: la proprietà «{unknown[0][:80]}» non c'è. Ci sono: "
            f"{', '.join(known)}",
            "invalid-request",
            extra={"errors": [{"parameter": "extend.properties", "reason": "non c'è"}]},
        )
    return extension_shape(asked, editions.newest())


def _family_of(type_id: str | None, vocabulary: Vocabulary) -> Family | None:
    known = vocabulary.types.get(type_id or "")
    return known.family if known else None


def _begins(one: Property | Type, typed: str) -> bool:
    """Tell whether a word of the name, or the identifier, begins so."""
    if one.id.startswith(typed.strip()):
        return True
    key, name = key_of(typed), key_of(one.name)
    return bool(key) and (name.startswith(key) or f" {key}" in name)


def _bad(detail: str) -> PrassiError:
    return PrassiError(400, "Richiesta non valida", detail, "bad-request")


def _in_address() -> dict[str, Any]:
    described = "Ricerche in JSON, ciascuna con «query»; senza, il manifesto."
    return {
        "parameters": [
            {
                "name": "queries",
                "in": "query",
                "description": described,
                "schema": {"type": "string", "example": _BATCH},
            },
            {
                "name": "extend",
                "in": "query",
                "description": "Identificativi e proprietà, in JSON.",
                "schema": {"type": "string", "example": _EXTEND},
            },
        ]
    }


def _in_form() -> dict[str, Any]:
    schema = {
        "type": "object",
        "properties": {
            "queries": {"type": "string", "example": _BATCH},
            "extend": {"type": "string", "example": _EXTEND},
        },
        "minProperties": 1,
        "maxProperties": 1,
    }
    content = {"application/x-www-form-urlencoded": {"schema": schema}}
    return {"requestBody": {"required": True, "content": content}}
