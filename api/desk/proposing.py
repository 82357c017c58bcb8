"""What anybody may send: a practice to add, an error to mend, and how far it has come."""

# No postponed annotations here: FastAPI reads them.
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.desk.door import Door, desk_page
from api.desk.forms import Posted
from api.desk.stamps import Stamp
from api.desk.workplace import catch_up
from api.errors import NotFoundError, PrassiError
from api.routers.desk import Desk, desk_of
from api.routers.parameters import clean_question
from corpus.desk.items import Item, Kind, Offer
from corpus.desk.queue import Queue
from corpus.desk.uploads import KINDS, BadUpload, Uploads, written
from ingest.readers.limits import limits

_MIB = 1024 * 1024
_LONGEST = {"titolo": 200, "testo": 100_000, "fonte": 500, "licenza": 200, "email": 200}
_SHORTEST_TEXT = 80
_EMAIL = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\"]+")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
#: A field that people do not see and machines fill in.
TRAP = "sito"


@dataclass(frozen=True, slots=True)
class Refused:
    """What is wrong with a form, by field; the empty name is the form as a whole."""

    errors: Mapping[str, str]


def proposing_router(door: Door, queue: Queue, uploads: Uploads) -> APIRouter:
    """Return `/proponi`, `/segnala` and the page of a receipt."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    most = limits().document.bytes + 2 * _MIB
    soonest = door.settings.proposal_seconds

    def form_page(name: str, stamp: str, status: int = 200, /, **values: Any) -> HTMLResponse:
        return desk_page(name, None, status, stamp=stamp, longest=_LONGEST, **values)

    def proposal_page(stamp: str, came: Posted, errors: Mapping[str, str]) -> HTMLResponse:
        return form_page(
            "desk_propose.html",
            stamp,
            422 if errors else 200,
            came=came,
            errors=errors,
            kinds=KINDS,
            most=limits().document.bytes // _MIB,
        )

    @router.get("/proponi")
    def ask(titolo: str = "") -> Response:
        came = Posted({"titolo": (clean_question(titolo)[:200],)})
        return proposal_page(door.stamps.new(), came, {})

    @router.post("/proponi")
    async def propose(request: Request) -> Response:
        came = await door.form(request, most)

        def answer() -> Response:
            text, stamp, errors = _stamped(door, came, soonest)
            errors = {**_proposal_errors(came), **errors}
            kept = ("", "")
            if came.files and not errors:
                try:
                    kept = uploads.keep(*came.files[0])
                except BadUpload as error:
                    errors["file"] = str(error)
            if errors or stamp is None:
                return proposal_page(text, came, errors)
            door.proposal(request)
            if not kept[1]:
                kept = uploads.keep(
                    *written(
                        came.one("titolo"),
                        came.raw("testo"),
                        came.one("fonte"),
                        came.one("licenza"),
                    )
                )
            item = queue.put(_offer(came, stamp, *kept))
            return RedirectResponse(f"/proponi/{item.id}", 303)

        return await run_sync(answer)

    @router.get("/proponi/{codice}")
    def receipt(desk: Annotated[Desk, Depends(desk_of)], codice: str) -> Response:
        item = _sent(queue, codice)
        catch_up(desk, item)
        return desk_page("desk_receipt.html", None, item=item)

    def report_page(
        desk: Desk, practice: str, stamp: str, came: Posted, errors: Mapping[str, str]
    ) -> HTMLResponse:
        view = desk.practice(practice)
        if view is None:
            raise NotFoundError(f"la pratica «{clean_question(practice)[:80]}»")
        status = 422 if errors else 200
        return form_page("desk_report.html", stamp, status, view=view, came=came, errors=errors)

    @router.get("/segnala")
    def ask_report(desk: Annotated[Desk, Depends(desk_of)], pratica: str = "") -> Response:
        if not pratica:
            raise PrassiError(
                422,
                "Manca la pratica",
                "Aprite la pagina della pratica che ha l’errore: lì c’è «Segnalate un errore».",
                "invalid-request",
            )
        return report_page(desk, pratica, door.stamps.new(), Posted({}), {})

    @router.post("/segnala")
    async def report(request: Request, desk: Annotated[Desk, Depends(desk_of)]) -> Response:
        came = await door.form(request)

        def answer() -> Response:
            text, stamp, errors = _stamped(door, came, soonest)
            errors = {**_report_errors(came), **errors}
            practice = came.one("pratica")
            page = report_page(desk, practice, text, came, errors)
            if errors or stamp is None:
                return page
            door.proposal(request)
            view = desk.practice(practice)
            offer = Offer(
                Kind.REPORT,
                view.title if view else practice,
                words=came.raw("testo"),
                who=came.one("email"),
                practice=practice,
                document=view.document if view else "",
                stamp=stamp.id,
            )
            return RedirectResponse(f"/proponi/{queue.put(offer).id}", 303)

        return await run_sync(answer)

    return router


def _stamped(door: Door, came: Posted, soonest: float) -> tuple[str, Stamp | None, dict[str, str]]:
    """Return the stamp to give back, what it says, and what is wrong with how the form came."""
    text = came.one("modulo")
    stamp = door.stamps.read(text)
    errors: dict[str, str] = {}
    if stamp is None or stamp.expired:
        text = door.stamps.new()
        errors[""] = "La pagina era aperta da troppo tempo. Ciò che avete scritto è qui: inviatelo."
    elif soonest and stamp.age < soonest:
        errors[""] = "È arrivato molto in fretta. Rileggete e inviate di nuovo."
    if came.one(TRAP):
        errors[""] = "C’è scritto qualcosa in un campo nascosto. Ora è vuoto: inviate di nuovo."
    return text, stamp, errors


def _proposal_errors(came: Posted) -> dict[str, str]:
    errors = _common_errors(came)
    if not came.one("titolo"):
        errors["titolo"] = "Scrivete il nome della pratica."
    if not came.files:
        text = came.one("testo")
        if not text:
            errors["testo"] = "Raccontate la pratica qui, oppure scegliete un file."
        elif len(text) < _SHORTEST_TEXT:
            errors["testo"] = "Il racconto è breve: dite chi fa che cosa, per chi e dove."
    if came.one("fonte") and not _ADDRESS.fullmatch(came.one("fonte")):
        errors["fonte"] = "L’indirizzo deve cominciare con http:// o https://."
    if not came.one("consenso"):
        errors["consenso"] = "Per inviare serve il vostro consenso."
    return errors


def _report_errors(came: Posted) -> dict[str, str]:
    errors = _common_errors(came)
    if not came.one("testo"):
        errors["testo"] = "Scrivete che cosa non va."
    return errors


def _common_errors(came: Posted) -> dict[str, str]:
    errors = {
        name: f"È troppo lungo: al massimo {most} caratteri."
        for name, most in _LONGEST.items()
        if len(came.raw(name)) > most
    }
    if came.one("email") and not _EMAIL.fullmatch(came.one("email")):
        errors["email"] = "L’indirizzo e-mail non è scritto bene: nome@esempio.it."
    return errors


def _offer(came: Posted, stamp: Stamp, file: str, sha256: str) -> Offer:
    return Offer(
        Kind.PROPOSAL,
        " ".join(came.one("titolo").split()),
        words=came.raw("testo") if came.files else "",
        source=came.one("fonte"),
        licence=came.one("licenza"),
        who=came.one("email"),
        file=file,
        sha256=sha256,
        stamp=stamp.id,
    )


def _sent(queue: Queue, code: str) -> Item:
    item = queue.get(code)
    if item is None or item.offer.kind not in (Kind.PROPOSAL, Kind.REPORT):
        raise NotFoundError("un invio con questo codice")
    return item
