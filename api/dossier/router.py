"""``/dossier``: practices put aside with notes, kept by the reader and never by this service."""

# No postponed annotations here: FastAPI reads the types of the parameters.
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Query
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from api.dossier.as_file import NotADossier, opened
from api.dossier.contents import Contents, gather, standing
from api.dossier.form import Fields, fields_of, file_of
from api.dossier.formats import FORMATS, Format
from api.dossier.limits import limits
from api.dossier.wanted import Dossier, Wanted, dossier
from api.routers.days import today
from api.routers.desk import Desk, desk_of
from api.settings import Settings
from api.web.environment import address, page
from corpus.matching.limits import load_limits

_PATH = "/dossier"
#: Nobody on the way keeps what is in a reader's dossier.
_PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "same-origin"}
_Several = Annotated[list[str], Query()]


def dossier_pages(_settings: Settings) -> APIRouter:
    """Return the page of the dossier, its files and the look whether practices are still here."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(_PATH)
    def show(
        desk: Annotated[Desk, Depends(desk_of)],
        pratica: _Several = [],  # noqa: B006 - FastAPI copies it
        nota: _Several = [],  # noqa: B006
        titolo: str = "",
        togli: str = "",
        su: str = "",
        giu: str = "",
        tolta: str = "",
        tolta_nota: str = "",
    ) -> Response:
        wanted = dossier(pratica, nota, titolo)
        if togli or su or giu:  # what a button asks for is done once, not at each reload
            return RedirectResponse(_changed(wanted, togli, su, giu), 303, headers=_PRIVATE)
        taken = dossier([tolta], [tolta_nota]).entries
        return _shown(wanted, desk, taken=taken[0] if taken else None)

    @router.post(f"{_PATH}/esporta")
    async def export(
        desk: Annotated[Desk, Depends(desk_of)],
        fields: Annotated[Fields, Depends(fields_of)],
    ) -> Response:
        wanted = dossier(
            fields.get("pratica", ()), fields.get("nota", ()), _first(fields.get("titolo"))
        )
        chosen = FORMATS.get(_first(fields.get("formato")))
        problems = wanted.problems
        if not wanted.entries:
            problems = (*problems, ("", "Il dossier è vuoto: aggiungete almeno una pratica."))
        if chosen is None:
            problems = (*problems, ("", "Scegliete in quale formato salvare il dossier."))
        if problems or chosen is None:
            refused = replace(wanted, problems=problems)
            return await run_sync(lambda: _shown(refused, desk, 422))
        return await run_sync(_file, wanted, chosen, desk)

    @router.post(f"{_PATH}/controlla")
    async def check(
        desk: Annotated[Desk, Depends(desk_of)],
        fields: Annotated[Fields, Depends(fields_of)],
    ) -> JSONResponse:
        wanted = dossier(fields.get("pratica", ()), ())
        found = [_state(one.practice, desk) for one in wanted.entries[: limits().practices]]
        return JSONResponse({"practices": found}, headers=_PRIVATE)

    @router.post(f"{_PATH}/apri")
    async def reopen(
        desk: Annotated[Desk, Depends(desk_of)], content: Annotated[bytes, Depends(file_of)]
    ) -> Response:
        wanted = Dossier("", ())
        try:
            wanted = opened(content)
        except NotADossier as error:
            told = str(error) if content else "Prima scegliete il file del dossier."
            return await run_sync(lambda: _shown(wanted, desk, 422, refused=told))
        return await run_sync(lambda: _shown(wanted, desk))

    return router


def _shown(
    wanted: Dossier,
    desk: Desk,
    status: int = 200,
    taken: Wanted | None = None,
    refused: str = "",
) -> Response:
    """Render the dossier that was asked for, with what is wrong at its place."""
    made = page(
        "dossier.html",
        422 if wanted.problems else status,
        wanted=wanted,
        contents=gather(wanted, desk),
        problems=dict(wanted.problems),
        refused=refused,
        taken=_title(taken.practice, desk) if taken else "",
        put_back=_address(replace(wanted, entries=(*wanted.entries, taken))) if taken else "",
        by_address=_address(wanted),
        compared=load_limits().input.compared,
        formats=FORMATS,
        limits=limits(),
    )
    made.headers.update(_PRIVATE)
    return made


def _file(wanted: Dossier, chosen: Format, desk: Desk) -> Response:
    told: Contents = gather(wanted, desk)
    name = f"dossier-prassi-{today()}.{chosen.ending}"
    headers = {**_PRIVATE, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(chosen.write(told, today()), media_type=chosen.media_type, headers=headers)


def _changed(wanted: Dossier, out: str, up: str, down: str) -> str:
    """Return the address of a dossier after what a button asks for."""
    gone = next((one for one in wanted.entries if one.practice == out), None)
    left = wanted.without(out).moved(up, -1).moved(down, 1)
    taken = {"tolta": gone.practice, "tolta_nota": gone.note} if gone else {}
    return _address(left, taken)


def _address(wanted: Dossier, more: dict[str, str] | None = None) -> str:
    """Return where a dossier can be seen; notes, if there are any, one for each practice."""
    notes = [one.note for one in wanted.entries]
    fields: dict[str, Any] = {
        "titolo": wanted.title,
        "pratica": [one.practice for one in wanted.entries],
        "nota": notes if any(notes) else (),
    }
    return address(_PATH, {**fields, **(more or {})})


def _state(practice: str, desk: Desk) -> dict[str, str]:
    entry = standing(practice, desk)
    if entry is None:
        return {"asked": practice, "state": "gone"}
    state = "here" if entry.id == practice else "moved"
    return {"asked": practice, "state": state, "id": entry.id, "title": entry.title}


def _title(practice: str, desk: Desk) -> str:
    entry = standing(practice, desk)
    return entry.title if entry else practice


def _first(values: Sequence[str] | None) -> str:
    return values[0] if values else ""
