"""The door of the desk: who is at work, how fast strangers may knock, what a form must carry."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.access.client import client_of
from api.access.pace import Paces
from api.desk.accounts import Accounts, Role, Session, accounts_in
from api.desk.forms import Posted, posted
from api.desk.stamps import Stamps
from api.desk.words import said
from api.errors import PrassiError, TooManyRequestsError
from api.settings import Settings
from api.web.environment import page

COOKIE = "prassi_sessione"
TOKEN = "gettone"  # noqa: S105 - the name of a field
PASSWORD = "/scrivania/password"  # noqa: S105 - an address
_HOME = "/scrivania"
_LOGIN_WINDOW = 300
_HOUR = 3600
_MIB = 1024 * 1024


class NotSignedIn(Exception):
    """Nobody is at work; `kept` is what they had written, to be given back once they are."""

    def __init__(self, path: str, kept: Mapping[str, Sequence[str]] | None = None) -> None:
        super().__init__(path)
        self.path = path
        self.kept = kept


class MustChange(Exception):
    """Who is at work still has the password that somebody else gave them."""


class Door:
    """Lets in. One for the running service; thread-safe."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.accounts: Accounts = accounts_in(
            settings.data, settings.session_idle, settings.session_longest
        )
        self._paces = Paces()
        self._lock = Lock()

    @cached_property
    def stamps(self) -> Stamps:
        """The stamps of public forms."""
        return Stamps(self.accounts.secret("stamps"))

    def session(self, request: Request) -> Session | None:
        """Return who is at work, if anybody."""
        secret = request.cookies.get(COOKIE, "")
        return self.accounts.session(secret) if secret else None

    def curator(self, request: Request) -> Session:
        """Return who is at work; raises NotSignedIn or MustChange."""
        found = self.session(request)
        if found is None:
            query = f"?{request.url.query}" if request.url.query else ""
            raise NotSignedIn(f"{request.url.path}{query}")
        if found.account.must_change and request.url.path != PASSWORD:
            raise MustChange
        return found

    async def form(
        self, request: Request, most_bytes: int = 2 * _MIB, most_files: int = 1
    ) -> Posted:
        """Read a form within bounds; raises PrassiError."""
        host = urlsplit(self.settings.public_url).netloc
        return await posted(request, most_bytes, most_files, host)

    async def curators_form(
        self, request: Request, most_bytes: int = 2 * _MIB, most_files: int = 1
    ) -> tuple[Session, Posted]:
        """Read the form of who is at work; raises NotSignedIn with what was typed."""
        came = await self.form(request, most_bytes, most_files)
        path = request.url.path
        fields = {name: list(found) for name, found in came.values.items() if name != TOKEN}
        kept = None if path == PASSWORD else fields  # a password is never written in a page
        try:
            session = await run_sync(self.curator, request)
        except NotSignedIn:
            raise NotSignedIn(path, kept) from None
        if not session.gave(came.one(TOKEN)):
            raise NotSignedIn(path, kept)  # a form of a session that is over
        return session, came

    def knock(self, request: Request, name: str) -> None:
        """Count an attempt to sign in; raises TooManyRequestsError."""
        who, most = client_of(request.scope).id, self.settings.login_attempts
        self._take(f"login|{who}|{name}", most, _LOGIN_WINDOW, "Troppi tentativi")
        self._take(f"login|{who}", 6 * most, _LOGIN_WINDOW, "Troppi tentativi")

    def welcome(self, request: Request, name: str) -> None:
        """Forget the attempts of who has signed in at last."""
        with self._lock:
            self._paces.pardon(f"login|{client_of(request.scope).id}|{name}")

    def proposal(self, request: Request) -> None:
        """Count something sent by the public; raises TooManyRequestsError."""
        most = self.settings.proposals_per_hour
        if not most:
            raise PrassiError(
                503, "Chiuso", "Per ora qui non si ricevono proposte.", "no-proposals"
            )
        self._take(f"proposal|{client_of(request.scope).id}", most, _HOUR, "Troppi invii")

    def signed_in(self, request: Request, session: Session, to: str) -> Response:
        """Send who has just signed in to a page, with a cookie that no script can read."""
        answer = RedirectResponse(to, 303)
        self.remember(request, answer, session)
        return answer

    def remember(self, request: Request, answer: Response, session: Session) -> None:
        """Put the cookie of a session in an answer."""
        public = self.settings.public_url.startswith("https://")
        answer.set_cookie(
            COOKIE,
            session.secret,
            path="/",
            secure=public or request.url.scheme == "https",
            httponly=True,
            samesite="lax",
        )

    def _take(self, who: str, most: int, seconds: int, what: str) -> None:
        with self._lock:
            share = self._paces.take(who, "desk", most, seconds)
        if not share.allowed:
            minutes = -(-share.wait // 60)
            when = "un minuto" if minutes == 1 else f"{minutes} minuti"
            raise TooManyRequestsError(f"{what}: riprovate fra {when}.", share.wait)


def desk_page(
    name: str, session: Session | None, status: int = 200, /, **values: Any
) -> HTMLResponse:
    """Render a page of the desk: never kept by a browser or on the way."""
    made = page(name, status, session=session, desk_said=said, **values)
    made.headers["Cache-Control"] = "no-store"
    return made


def administrator(session: Session) -> None:
    """Raise PrassiError (403) for who is no administrator."""
    if session.account.role is not Role.ADMINISTRATOR:
        raise PrassiError(
            403, "Serve un amministratore", "Questo lo può fare solo chi amministra.", "forbidden"
        )


def where_to(wanted: str) -> str:
    """Return a page of the desk: nobody is sent elsewhere by an address."""
    inside = wanted == _HOME or wanted.startswith((f"{_HOME}/", f"{_HOME}?"))
    return wanted if inside else _HOME


def packed(path: str, kept: Mapping[str, Sequence[str]]) -> str:
    """Return what was written in a form, as one hidden field."""
    return json.dumps({"path": path, "values": kept}, ensure_ascii=False)


def unpacked(text: str) -> tuple[str, list[tuple[str, str]]] | None:
    """Return the page and the fields of `packed`; None for what is nothing of the kind."""
    try:
        found = json.loads(text)
        pairs = [(str(k), str(one)) for k, many in found["values"].items() for one in many]
        path = str(found["path"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return (path, pairs) if where_to(path) == path else None
