"""``/organisations/{identifier}/feed.atom`` and ``.json``: the news of who takes part."""

# No postponed annotations here: FastAPI reads the types of the parameters.
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response

from api.browsing.organisations import cards_of
from api.browsing.proofs import PracticeCard
from api.catalogue.addresses import addresses_of
from api.feeds import atom, json_feed
from api.feeds.answers import AUTHOR, as_atom, as_json, declared, since
from api.feeds.model import Entry, Feed
from api.feeds.saved import changed
from api.linked.addresses import page_of
from api.routers.desk import Desk, desk_of
from api.routers.models import problems
from api.routers.naming import Naming
from api.routers.near import missing
from api.routers.parameters import alone
from api.routers.sameness import ELSEWHERE, moved
from api.settings import Settings
from api.web.environment import address
from corpus.registers.organisations import OrganisationEntry

Reader = Annotated[Desk, Depends(desk_of)]
Limit = Annotated[int, Query(ge=1, le=50, description="Quante pratiche, le ultime cambiate.")]


def organisation_feeds(settings: Settings) -> APIRouter:
    """Return the routes, with the address that the settings give."""
    router = APIRouter(tags=["novità"])

    def told(
        request: Request,
        desk: Desk,
        identifier: str,
        limit: int,
        written: Callable[[Request, Feed], Response],
    ) -> Response:
        if there := moved(request, desk, "organisation", identifier):
            return there
        naming = Naming(desk)
        held = naming.registers.organisations
        entry = held.get(identifier)
        if entry is None:
            raise missing("l'organizzazione", identifier, held.near(identifier))
        host = addresses_of(request, settings).here
        entries = tuple(_entries(desk, naming, entry, host, limit))
        feed = Feed(
            here=host + address(request.url.path, {"limit": limit}),
            page=f"{host}{page_of('organisation', entry.id)}",
            title=f"Prassi: {entry.name}",
            author=AUTHOR,
            updated=entries[0].updated if entries else since(desk),
            entries=entries,
        )
        return written(request, feed)

    @router.get(
        "/organisations/{identifier}/feed.atom",
        summary="Le novità di un'organizzazione, per i lettori di notizie (Atom)",
        response_class=Response,
        responses=declared(atom.MEDIA_TYPE) | ELSEWHERE | problems(404, 422, 503),
        dependencies=[Depends(alone("limit"))],
    )
    def organisation_atom(
        request: Request, desk: Reader, identifier: str, limit: Limit = 20
    ) -> Any:
        """Le pratiche a cui partecipa, prima le ultime cambiate, con la frase che la nomina.

        Una che fu unita a un'altra porta a quella (303).
        """
        return told(request, desk, identifier, limit, as_atom)

    @router.get(
        "/organisations/{identifier}/feed.json",
        summary="Le novità di un'organizzazione, in JSON Feed",
        response_class=Response,
        responses=declared(json_feed.MEDIA_TYPE) | ELSEWHERE | problems(404, 422, 503),
        dependencies=[Depends(alone("limit"))],
    )
    def organisation_json(
        request: Request, desk: Reader, identifier: str, limit: Limit = 20
    ) -> Any:
        """Lo stesso, in JSON."""
        return told(request, desk, identifier, limit, as_json)

    return router


def _entries(
    desk: Desk, naming: Naming, entry: OrganisationEntry, host: str, limit: int
) -> Iterator[Entry]:
    """Yield the practices that it takes part in, those that changed last first."""
    times = changed(desk.library)
    known = [one for one in entry.practices if one in times]
    newest = sorted(known, key=lambda one: (times[one], one), reverse=True)[:limit]
    for card in cards_of(desk, naming, entry, newest):
        yield _entry(card, naming, host, times[card.id])


def _entry(card: PracticeCard, naming: Naming, host: str, at: datetime) -> Entry:
    held = naming.registers.practices.get(card.id)
    name = quote(card.id, safe="")
    return Entry(
        iri=held.iri if held else f"{host}/pratiche/{name}",
        title=card.title,
        updated=at,
        page=f"{host}/pratiche/{name}",
        data=f"{host}/api/v1/practices/{name}",
        summary=_summary(card),
        themes=tuple(naming.registers.label(one) for one in held.measures) if held else (),
    )


def _summary(card: PracticeCard) -> str:
    """Return the sentence that names the organisation, and which part it has."""
    said = []
    if card.proof:
        words = card.proof.quotation
        said.append(f"«{words.before}{words.words}{words.after}»")
    if card.roles:
        said.append(f"Che parte ha: {', '.join(card.roles).lower()}.")
    return " ".join(said) or card.title
