"""``feed.atom``, ``feed.json``, ``calls.ics`` under ``/api/v1``: a saved search tells its news."""

# No postponed annotations here: FastAPI reads the limits, which come from the settings.
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response

from api.catalogue.addresses import addresses_of
from api.catalogue.tagged import tagged
from api.feeds import atom, deadlines, json_feed
from api.feeds.answers import AUTHOR, as_atom, as_json, declared, since
from api.feeds.model import Entry, Feed
from api.feeds.saved import News, news
from api.routers.desk import Desk, desk_of
from api.routers.filtering import understood
from api.routers.models import problems
from api.routers.parameters import Filters, clean_question, filters, only
from api.settings import Settings
from api.web.environment import address
from api.web.in_force import Label, labels_of
from corpus.registers.calls import CallEntry, CallStatus
from search.model import FACETS, LIMITS

_QUOTED = 300  # characters of the best passage


def feeds_router(settings: Settings) -> APIRouter:
    """Return the routes, with the limits of these settings."""
    router = APIRouter(tags=["novità"])
    longest = settings.max_query_length

    def feed(
        request: Request,
        desk: Annotated[Desk, Depends(desk_of)],
        chosen: Annotated[Filters, Depends(filters)],
        q: str = Query(
            "",
            max_length=longest,
            description="Il bisogno, con parole vostre. Senza, tutte le pratiche dei filtri.",
            examples=["anziani soli in un paese di montagna"],
        ),
        limit: int = Query(20, ge=1, le=50, description="Quante pratiche, le ultime cambiate."),
    ) -> Feed:
        question = clean_question(q)
        meant = understood(desk.library.engine, chosen)
        asked = {"q": question, **meant}
        told = news(desk, question, meant, limit)
        host = addresses_of(request, settings).here
        return Feed(
            here=host + address(request.url.path, {**asked, "limit": limit}),
            page=host + address("/cerca", asked),
            title=f"Prassi: {_called(question, meant, labels_of(desk.library.engine.values))}",
            author=AUTHOR,
            updated=told[0].at if told else since(desk),
            entries=tuple(_entry(host, one, desk) for one in told),
        )

    checks = [Depends(only("q", "limit"))]

    @router.get(
        "/feed.atom",
        summary="Le novità di una ricerca, per i lettori di notizie (Atom)",
        response_class=Response,
        responses=declared(atom.MEDIA_TYPE) | problems(414, 422, 503),
        dependencies=checks,
    )
    def search_atom(request: Request, made: Annotated[Feed, Depends(feed)]) -> Response:
        return as_atom(request, made)

    @router.get(
        "/feed.json",
        summary="Le novità di una ricerca, in JSON Feed",
        response_class=Response,
        responses=declared(json_feed.MEDIA_TYPE) | problems(414, 422, 503),
        dependencies=checks,
    )
    def search_json(request: Request, made: Annotated[Feed, Depends(feed)]) -> Response:
        return as_json(request, made)

    @router.get(
        "/calls.ics",
        summary="Le scadenze dei bandi, per il calendario (iCalendar)",
        response_class=Response,
        responses=declared("text/calendar") | problems(414, 422, 503),
        dependencies=[Depends(only("q", "open"))],
    )
    def as_calendar(
        request: Request,
        desk: Annotated[Desk, Depends(desk_of)],
        chosen: Annotated[Filters, Depends(filters)],
        q: str = Query(
            "",
            max_length=longest,
            description="Il bisogno: i bandi delle pratiche che vi rispondono meglio.",
            examples=["giovani che non studiano e non lavorano"],
        ),
        only_open: bool = Query(
            False, alias="open", description="Solo i bandi non ancora scaduti oggi."
        ),
    ) -> Response:
        question = clean_question(q)
        meant = understood(desk.library.engine, chosen)
        calls = _calls(desk, question, meant)
        if only_open:
            today = datetime.now(UTC).date()
            calls = [one for one in calls if one.status(today) is CallStatus.OPEN]
        host = addresses_of(request, settings).here
        named = f"Bandi per «{question}»" if question else "Scadenze dei bandi"

        def page(call: CallEntry) -> str:
            kind, name = ("pratiche", call.practices[0]) if call.practices else ("", "")
            return f"{host}/{kind}/{quote(name, safe='')}" if kind else call.iri

        body = deadlines.calendar(calls, f"Prassi: {named}", since(desk), page)
        headers = {"Content-Disposition": 'inline; filename="bandi.ics"'}
        return tagged(request, body, deadlines.MEDIA_TYPE, headers)

    return router


def _called(question: str, meant: Mapping[str, Sequence[str]], label: Label) -> str:
    """Return what a search asks for, in words."""
    asked = [f"«{question}»"] if question else []
    asked += [label(name, value) for name in FACETS for value in meant.get(name, ())]
    named = ", ".join(asked) or "le ultime pratiche"
    return named + (" (con altri filtri)" if meant.keys() & LIMITS else "")


def _calls(desk: Desk, question: str, meant: Mapping[str, Sequence[str]]) -> list[CallEntry]:
    """Return the calls of the practices that a search finds; all of them where nothing is asked."""
    calls = list(desk.library.registers.calls.entries)
    if not question and not meant:
        return calls
    if question:
        found = {hit.id for hit in desk.library.search(question, meant, 50, 0).hits}
    else:
        found = {one.id for one in desk.library.engine.titled(meant)}
    return [call for call in calls if found.intersection(call.practices)]


def _entry(host: str, told: News, desk: Desk) -> Entry:
    hit = told.hit
    passage = " ".join(hit.passage.text.split()) if hit.passage else hit.summary
    quoted = passage if len(passage) <= _QUOTED else passage[:_QUOTED].rsplit(" ", 1)[0] + " …"
    why = "; ".join(reason.text for reason in hit.reasons)
    name = quote(hit.id, safe="")
    label = desk.library.reference.portraitist.label
    return Entry(
        iri=hit.iri,
        title=hit.title,
        updated=told.at,
        page=f"{host}/pratiche/{name}",
        data=f"{host}/api/v1/practices/{name}",
        summary=f"«{quoted}»" + (f" Perché: {why}." if why else ""),
        themes=tuple(label(one) for one in hit.facets.get("measure", ())),
    )
