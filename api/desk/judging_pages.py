"""Judging statements one by one: confirm, refuse, mend, take back, add what was missed."""

# No postponed annotations here: FastAPI reads them.
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.desk.claims import Naming, around, corrected_to
from api.desk.door import desk_page
from api.desk.forms import Posted
from api.desk.judging import Undecided, Work, add, judge
from api.desk.queue_pages import item_page
from api.desk.words import said
from api.desk.workplace import Bench
from api.errors import NotFoundError
from api.routers.desk import Desk, desk_of
from corpus.correcting import SeveralPlaces
from corpus.decisions import About, BadDecision, Decision
from corpus.desk.review import Conflict
from ingest.model import Document

_MOST_PLACES = 40
#: The field of a form that says each part of a decision.
_FIELDS = {
    About.WORDS: "parole",
    About.VALUE: "valore",
    About.LABEL: "etichetta",
    About.CONCEPT: "concetto",
    About.DETAIL: "dettaglio",
}


@dataclass(frozen=True, slots=True)
class Act:
    """What a form does, and its field for what words mean."""

    done: Callable[[Work, Posted], str]
    meaning: str


#: By the last part of the address that a form is sent to.
_ACTS: Mapping[str, Act] = {
    "giudizi": Act(judge, "valore"),
    "aggiunte": Act(add, "concetto"),
}


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What I decided and what another curator had decided meanwhile, in words."""

    anchor: str
    words: str
    mine: str
    theirs: str
    who: str


def judging_router(bench: Bench) -> APIRouter:
    """Return where the forms about statements are sent."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.post("/scrivania/cose/{codice}/{modulo}")
    async def settle(
        request: Request, desk: Annotated[Desk, Depends(desk_of)], codice: str, modulo: str
    ) -> Response:
        session, came = await bench.door.curators_form(request)
        if modulo not in _ACTS:
            raise NotFoundError("un modulo con questo nome")

        def answer() -> Response:
            item = bench.item(codice)
            preview = bench.previews.get(item.offer.sha256)
            if preview is None or preview.document is None:
                raise NotFoundError("una lettura di questo documento")
            work = Work(bench, desk, session, item, preview, preview.document)
            return _answer(work, modulo, came)

        return await run_sync(answer)

    return router


def _answer(work: Work, form: str, came: Posted) -> Response:
    """Do what a form asks and go back to the page, or show what it lacks beside what was typed."""
    act, path = _ACTS[form], f"/scrivania/cose/{work.item.id}/{form}"
    try:
        anchor = act.done(work, came)
    except Undecided as asked:
        return _asking("desk_pick.html", work, path, came, field=act.meaning, asked=asked)
    except SeveralPlaces as asked:
        found = [(*place, *around(work.document, place)) for place in asked.found[:_MOST_PLACES]]
        more = len(asked.found) - len(found)
        return _asking(
            "desk_where.html", work, path, came, words=asked.words, found=found, more=more
        )
    except BadDecision as error:
        field = _FIELDS.get(error.about, "")
        return _again(work, came, 422, wrong=f"Non va: {error}.", wrong_field=field)
    except Conflict as error:
        label = work.desk.library.reference.portraitist.label
        told = _told(error, work.document, work.preview.names, label)
        return _again(work, came, 409, conflict=told)
    shown = f"?mostra={came.one('mostra')}" if came.one("mostra") == "da-decidere" else ""
    return RedirectResponse(f"/scrivania/cose/{work.item.id}{shown}#{anchor}", 303)


def _asking(name: str, work: Work, path: str, came: Posted, **more: Any) -> Response:
    return desk_page(name, work.session, item=work.item, path=path, came=came, **more)


def _again(work: Work, came: Posted, status: int, **more: Any) -> Response:
    return item_page(
        work.bench, work.desk, work.session, work.item, typed=came, status=status, **more
    )


def _told(
    error: Conflict, document: Document, names: Mapping[str, str], label: Naming
) -> Disagreement:
    def words(one: Decision | None) -> str:
        if one is None:
            return "Nessuna decisione"
        new = corrected_to(one.correction, one.statement, document.text, names, label)
        return said("verdicts", one.verdict) + (f": {new}" if new else "")

    return Disagreement(
        f"d-{error.mine.statement.code}",
        " ".join(error.mine.words.split()),
        words(error.mine),
        words(error.theirs),
        error.theirs.curator if error.theirs else "",
    )
