"""The queue: what waits, narrowed as one likes, and what a curator does with one thing of it."""

# No postponed annotations here: FastAPI reads them.
from collections.abc import Callable
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.desk.accounts import Session
from api.desk.claims import as_view, claims, marks
from api.desk.details import details
from api.desk.door import administrator, desk_page
from api.desk.forms import Posted
from api.desk.words import desk_words, said
from api.desk.workplace import Bench, catch_up
from api.routers.desk import Desk, desk_of
from api.web.document_page import lay_out
from api.web.environment import address
from corpus.desk.items import Item, Kind, NotPossible, Overtaken, State
from corpus.desk.queue import Wanted
from corpus.desk.review import to_judge

PER_PAGE = 20
_MOST_LIKE = 5
_LONGEST_NOTE = 2000
_SHOWN = {"tutte": None, "da-decidere": False, "decise": True}


def queue_router(bench: Bench) -> APIRouter:
    """Return `/scrivania`, the page of one thing, and what is done with it."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    door, queue = bench.door, bench.queue

    @router.get("/scrivania")
    def listed(
        request: Request,
        stato: str = "aperte",
        tipo: str = "",
        chi: Annotated[str, Query(max_length=40)] = "",
        cerca: Annotated[str, Query(max_length=200)] = "",
        pagina: Annotated[int, Query(ge=1, le=1000)] = 1,
    ) -> Response:
        session = door.curator(request)
        wanted = Wanted("" if stato == "tutte" else stato, tipo, chi.strip(), cerca.strip())
        items, total = queue.list(wanted, PER_PAGE, (pagina - 1) * PER_PAGE)
        here = {"stato": stato, "tipo": tipo, "chi": chi, "cerca": cerca}
        return desk_page(
            "desk_queue.html",
            session,
            items=items,
            total=total,
            counts=queue.counts(),
            states=desk_words()["states"],
            kinds=desk_words()["kinds"],
            here=here,
            number=pagina,
            last=max(1, -(-total // PER_PAGE)),
            turn=lambda page: address("/scrivania", {**here, "pagina": page}),
        )

    @router.get("/scrivania/cose/{codice}")
    def one(
        request: Request,
        desk: Annotated[Desk, Depends(desk_of)],
        codice: str,
        mostra: str = "tutte",
    ) -> Response:
        session = door.curator(request)
        return item_page(bench, desk, session, bench.item(codice), shown=mostra)

    @router.post("/scrivania/cose/{codice}")
    async def act(
        request: Request, desk: Annotated[Desk, Depends(desk_of)], codice: str
    ) -> Response:
        session, came = await door.curators_form(request)

        def answer() -> Response:
            item = bench.item(codice)
            try:
                wrong = _done(bench, session, item, came)
            except Overtaken as error:
                wrong = (
                    "Intanto un’altra persona ha cambiato qualcosa: ora è "
                    f"«{said('states', error.now.state)}», e la segue "
                    f"{error.now.taken_by or 'nessuno'}. Guardate e decidete di nuovo: "
                    "ciò che avevate scritto è qui sotto."
                )
            except NotPossible as error:
                wrong = f"Non si può: {error}."
            if wrong:
                now = bench.item(codice)
                return item_page(bench, desk, session, now, wrong=wrong, typed=came, status=409)
            return RedirectResponse(f"/scrivania/cose/{codice}", 303)

        return await run_sync(answer)

    return router


def item_page(
    bench: Bench,
    desk: Desk,
    session: Session,
    item: Item,
    *,
    wrong: str = "",
    typed: Posted | None = None,
    shown: str = "tutte",
    status: int = 200,
    **more: Any,
) -> HTMLResponse:
    """Return the page of an item; `typed` is a form that was refused, given back as it was."""
    catch_up(desk, item)
    sha256 = item.offer.sha256
    preview = bench.previews.get(sha256) if sha256 else None
    label = desk.library.reference.portraitist.label
    judged = to_judge(preview, bench.standing(sha256)) if preview else ()
    everything = claims(preview, judged, label) if preview else ()
    decided = _SHOWN.get(shown)
    asked = [one for one in everything if decided is None or bool(one.verdict) is decided]
    document = preview.document if preview else None
    held = desk.document(document.id) if document else None
    return desk_page(
        "desk_item.html",
        session,
        status,
        item=item,
        preview=preview,
        claims=asked,
        judged=sum(bool(one.verdict) for one in everything),
        total=len(everything),
        reading=lay_out(as_view(document), marks(everything)) if document else None,
        replaced=held if held and held.sha256 != sha256 else None,
        alike=_alike(desk, item, document.id if document else ""),
        others=[one for one in bench.queue.of_bytes(sha256) if one.id != item.id] if sha256 else [],
        history=bench.queue.history(item.id, sha256, 50),
        labels=desk_words()["labels"],
        details=details(desk.library.reference.schemes),
        reviewers=bench.settings.reviewers,
        wrong=wrong,
        typed=typed or Posted({}),
        shown=shown,
        longest=_LONGEST_NOTE,
        # While the writer is at it the page looks again by itself.
        again=bool(sha256 and preview is None) or item.state in ("accettata", "in-scrittura"),
        **{"conflict": None, "wrong_field": "", **more},
    )


def _done(bench: Bench, session: Session, item: Item, came: Posted) -> str:
    """Do what a form asks; return what is wrong with it, in Italian, or nothing."""
    queue, who, code = bench.queue, session.account.name, item.id
    revision, why = came.number("revisione") or 0, came.one("nota")[:_LONGEST_NOTE]
    acts: dict[str, Callable[[], object]] = {
        "prendi": lambda: queue.take(code, who, revision),
        "lascia": lambda: queue.leave(code, who, revision),
        "accetta": lambda: queue.accept(code, who, revision, bench.settings.reviewers),
        "respingi": lambda: queue.reject(code, who, revision, why),
        "chiudi": lambda: queue.close(code, who, revision, why),
        "annulla": lambda: queue.undo(code, who, revision),
        "ritira": lambda: queue.withdraw(code, who, revision),
        "nota": lambda: queue.note(who, "nota", code, item.offer.sha256, why),
    }
    act = came.one("atto")
    if act not in acts:
        return "Non si capisce che cosa fare: usate i pulsanti."
    if act in ("respingi", "chiudi", "nota") and not why:
        return "Scrivete due parole: servono a chi legge dopo di voi."
    if act == "ritira":
        administrator(session)
    acts[act]()
    return ""


def _alike(desk: Desk, item: Item, document: str) -> list[tuple[str, str, str]]:
    """Return practices of the library that may be this one: identifier, title, why."""
    found: dict[str, tuple[str, str, str]] = {}
    held = desk.document(item.document or document) if item.document or document else None
    if held:
        with desk.library.finder() as finder:
            for practice in held.practices:
                for one in finder.alike(f"practice/{practice}"):
                    name = one.id.partition("/")[2]
                    found[name] = (name, one.label, "; ".join(one.reasons))
    elif item.offer.kind is not Kind.REPORT and item.state is not State.REJECTED:
        for hit in desk.library.search(item.offer.title, {}, _MOST_LIKE, 0).hits:
            why = "; ".join(reason.text for reason in hit.reasons)
            found.setdefault(hit.id, (hit.id, hit.title, why))
    return list(found.values())[:_MOST_LIKE]
