"""The library as curators see it: documents to go over again, terms without a concept, history."""

# No postponed annotations here: FastAPI reads them.
from functools import lru_cache
from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.desk.door import administrator, desk_page
from api.desk.workplace import Bench
from api.errors import NotFoundError
from api.routers.desk import Desk, desk_of
from api.routers.parameters import clean_question
from corpus.candidates import Candidate, candidates, mentions_held
from corpus.desk.items import Kind, Offer, State
from corpus.desk.queue import Wanted
from corpus.library import Library
from corpus.registers.register import contains

_MOST = 50
_MOST_EVENTS = 200
_MOST_TERMS = 100
#: Decided items of one document that a curator may come back to.
_STILL = (State.NEW, State.TAKEN, State.ACCEPTED, State.WRITING, State.FAILED, State.LEAVING)


def library_router(bench: Bench) -> APIRouter:
    """Return `/scrivania/documenti`, `/scrivania/termini`, `/scrivania/storia`."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    door, queue = bench.door, bench.queue

    @router.get("/scrivania/documenti")
    def documents(
        request: Request,
        desk: Annotated[Desk, Depends(desk_of)],
        cerca: Annotated[str, Query(max_length=120)] = "",
    ) -> Response:
        session = door.curator(request)
        where = contains(cerca) if cerca.strip() else None
        found = desk.library.registers.documents.page(None, _MOST, where)
        return desk_page(
            "desk_documents.html", session, entries=found.items, total=found.total, asked=cerca
        )

    @router.post("/scrivania/documenti")
    async def go_over(request: Request, desk: Annotated[Desk, Depends(desk_of)]) -> Response:
        session, came = await door.curators_form(request)

        def answer() -> Response:
            held = desk.document(came.one("documento"))
            if held is None:
                name = clean_question(came.one("documento"))[:80]
                raise NotFoundError(f"il documento «{name}»")
            leaving = came.one("atto") == "ritira"
            if leaving:
                administrator(session)
            under_way = [one for one in queue.of_bytes(held.sha256) if one.state in _STILL]
            if under_way and not leaving:
                return RedirectResponse(f"/scrivania/cose/{under_way[0].id}", 303)
            offer = Offer(
                Kind.REVISION,
                held.title or held.id,
                source=held.source_url or "",
                licence=held.licence or "",
                document=held.id,
                sha256=held.sha256,
            )
            state = State.LEAVING if leaving else State.NEW
            item = queue.put(offer, session.account.name, state)
            return RedirectResponse(f"/scrivania/cose/{item.id}", 303)

        return await run_sync(answer)

    @router.get("/scrivania/termini")
    def terms(request: Request, desk: Annotated[Desk, Depends(desk_of)]) -> Response:
        session = door.curator(request)
        found = _terms(desk.library, desk.library.moment)
        return desk_page("desk_terms.html", session, terms=found[:_MOST_TERMS], total=len(found))

    @router.get("/scrivania/storia")
    def story(request: Request) -> Response:
        session = door.curator(request)
        titles = {one.id: one.offer.title for one in queue.list(Wanted(), 1000)[0]}
        events = queue.history(limit=_MOST_EVENTS)
        return desk_page("desk_history.html", session, events=events, titles=titles)

    return router


@lru_cache(maxsize=1)
def _terms(library: Library, _moment: str) -> tuple[Candidate, ...]:
    return candidates(mentions_held(library), library.reference.schemes)
