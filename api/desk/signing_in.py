"""The pages by which curators come and go: in, out, another password."""

# No postponed annotations here: FastAPI reads them.
from urllib.parse import urlencode

from anyio.to_thread import run_sync
from fastapi import APIRouter, FastAPI, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.desk import passwords
from api.desk.accounts import Session
from api.desk.door import (
    COOKIE,
    Door,
    MustChange,
    NotSignedIn,
    desk_page,
    packed,
    unpacked,
    where_to,
)

_WRONG = "Nome o password non sono giusti. Controllate le maiuscole e riprovate."
_STALE = "La pagina era aperta da troppo tempo. Riprovate ora."


def signing_in_router(door: Door) -> APIRouter:
    """Return `/entra`, `/esci` and `/scrivania/password`."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/entra")
    def ask(request: Request, verso: str = "/scrivania") -> Response:
        if door.session(request):
            return RedirectResponse(where_to(verso), 303)
        return login_page(door, where_to(verso))

    @router.post("/entra")
    async def enter(request: Request) -> Response:
        came = await door.form(request)
        name, kept = came.one("nome").lower(), came.raw("ripresa")
        to = where_to(came.one("verso"))
        stamp = await run_sync(lambda: door.stamps.read(came.one("modulo")))
        if stamp is None or stamp.expired:
            return login_page(door, to, name=name, kept=kept, wrong=_STALE, status=422)
        door.knock(request, name)
        account = await run_sync(door.accounts.knows, name, came.raw("password"))
        if account is None:
            return login_page(door, to, name=name, kept=kept, wrong=_WRONG, status=422)
        door.welcome(request, name)
        session = await run_sync(door.accounts.open, account)
        resumed = unpacked(kept)
        if resumed is None or account.must_change:
            return door.signed_in(request, session, to)
        path, fields = resumed
        answer = desk_page("desk_resume.html", session, path=path, fields=fields)
        door.remember(request, answer, session)
        return answer

    @router.post("/esci")
    async def leave(request: Request) -> Response:
        session, _ = await door.curators_form(request)
        await run_sync(door.accounts.close, session.secret)
        answer = RedirectResponse("/entra", 303)
        answer.delete_cookie(COOKIE, path="/")
        return answer

    @router.get("/scrivania/password")
    def ask_password(request: Request) -> Response:
        return desk_page("desk_password.html", door.curator(request), wrong="")

    @router.post("/scrivania/password")
    async def change_password(request: Request) -> Response:
        session, came = await door.curators_form(request)
        door.knock(request, session.account.name)
        wrong = await run_sync(_changed, door, session, came.raw("attuale"), came.raw("nuova"))
        if came.raw("nuova") != came.raw("ripetuta"):
            wrong = "Le due password nuove sono diverse."
        if wrong:
            return desk_page("desk_password.html", session, 422, wrong=wrong)
        await run_sync(door.accounts.set_password, session.account.name, came.raw("nuova"))
        account = await run_sync(door.accounts.knows, session.account.name, came.raw("nuova"))
        if account is None:
            return RedirectResponse("/entra", 303)
        return door.signed_in(request, await run_sync(door.accounts.open, account), "/scrivania")

    return router


def install_door(app: FastAPI, door: Door) -> None:
    """Show the door to who is not at work, wherever they knock."""

    async def on_nobody(request: Request, error: Exception) -> Response:
        assert isinstance(error, NotSignedIn)  # noqa: S101 - registered for this class only
        if error.kept is None:
            return RedirectResponse(f"/entra?{_query(error.path)}", 303)
        kept = packed(error.path, error.kept)
        return await run_sync(lambda: login_page(door, "/scrivania", kept=kept, status=401))

    async def on_borrowed(_request: Request, _error: Exception) -> Response:
        return RedirectResponse("/scrivania/password", 303)

    app.add_exception_handler(NotSignedIn, on_nobody)
    app.add_exception_handler(MustChange, on_borrowed)


def login_page(
    door: Door, to: str, *, name: str = "", kept: str = "", wrong: str = "", status: int = 200
) -> HTMLResponse:
    """Return the page that asks who you are; `kept` is what was written before it."""
    return desk_page(
        "desk_login.html",
        None,
        status,
        to=to,
        name=name,
        kept=kept if unpacked(kept) else "",
        wrong=wrong,
        stamp=door.stamps.new(),
    )


def _changed(door: Door, session: Session, old: str, new: str) -> str:
    """Return what is wrong with a change of password, in Italian, or nothing."""
    if door.accounts.knows(session.account.name, old) is None:
        return "La password attuale non è giusta."
    if old == new:
        return "La password nuova è uguale alla vecchia."
    try:
        passwords.check(new, session.account.name)
    except passwords.BadPassword as error:
        return str(error)
    return ""


def _query(path: str) -> str:
    return urlencode({"verso": path})
