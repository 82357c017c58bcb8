"""The layer that knows who asks, counts it, and says so in every answer.

Everything that can be read without a key stays so; a key gives a pace of its own, which neighbours
behind the same address do not use up, and a quota for the day. A wrong key is told, never taken for
none: who has one wants its quota.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

from anyio.to_thread import run_sync
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.client import Client, by_address, remember
from api.access.fields import limit_fields
from api.access.keys import KeyRing, key_file
from api.access.pace import Paces, Share
from api.access.usage import WRITE_EVERY, Usage
from api.errors import PrassiError, Problem, TooManyRequestsError
from api.settings import Settings

KEY_HEADER = "X-API-Key"
_MINUTE = 60
#: Who watches over the service is neither counted nor asked for a key…
WATCHED = ("/healthz", "/readyz", "/status")
#: … and what pages are made of is not counted.
_APART = ("/static/", "/favicon.ico")
_LONGEST_KEY = 200
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="prassi", error="invalid_token"'}

_log = logging.getLogger(__name__)


class Access:
    """Keys, paces and usage of one running service."""

    def __init__(self, settings: Settings) -> None:
        self._per_minute = settings.requests_per_minute
        self._behind_proxy = bool(settings.trusted_proxies)
        self._warned = False
        self._ring = KeyRing(key_file(settings.data))
        self._paces = Paces()
        self._usage = Usage(settings.data / "usage.json")

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Write now and then what the keys have used, and once more at the end."""

        async def keep() -> None:
            while True:
                await asyncio.sleep(WRITE_EVERY)
                await run_sync(self._usage.write)

        keeping = asyncio.create_task(keep())
        try:
            yield
        finally:
            keeping.cancel()
            with suppress(asyncio.CancelledError):
                await keeping
            await run_sync(self._usage.write)

    def who(self, scope: Scope) -> Client:
        """Return who asks; raises PrassiError (401) for a key that opens nothing."""
        headers = Headers(scope=scope)
        if "x-forwarded-for" in headers and not self._behind_proxy and not self._warned:
            self._warned = True
            _log.warning(
                "requests come through a proxy that PRASSI_TRUSTED_PROXIES does not name: all who "
                "come through it count as one client"
            )
        secrets = _secrets(headers)
        if not secrets:
            return by_address(scope)
        (secret, *others) = secrets
        key = None if others or len(secret) > _LONGEST_KEY else self._ring.find(secret)
        if key is None:
            raise PrassiError(
                401,
                "Chiave sconosciuta",
                "La chiave non è valida o è stata revocata: chiedetene un'altra a chi gestisce "
                "questa installazione, oppure non mandatene: tutto si può leggere anche senza.",
                "unauthorized",
                headers=_CHALLENGE,
            )
        return Client(f"key:{key.name}", key)

    def take(self, client: Client) -> Sequence[Share]:
        """Count a request; what is left of each policy that holds, the one broken first."""
        if client.key is None:
            if not self._per_minute:
                return ()
            return (self._paces.take(client.id, "minute", self._per_minute, _MINUTE),)
        day = self._usage.share(client.key)
        if not day.allowed:
            return (day,)
        minute = self._paces.take(client.id, "minute", client.key.per_minute, _MINUTE)
        if minute.allowed:
            self._usage.count(client.key)
            day = replace(day, remaining=day.remaining - 1)
        return (minute, day)


class Admission:
    """Answers 401 to a wrong key and 429 to who asks too much; tells everybody what is left."""

    def __init__(
        self, app: ASGIApp, access: Access, answer: Callable[[Request, Problem], Response]
    ) -> None:
        self._app = app
        self._access = access
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _apart(scope["path"]):
            await self._app(scope, receive, send)
            return
        refused: PrassiError | None = None
        try:
            client = self._access.who(scope)
        except PrassiError as error:
            # Counted with the address: a stranger must not use up the quota of a key.
            refused, client = error, by_address(scope)
        remember(scope, client)
        shares = self._access.take(client)
        fields = limit_fields(shares)

        async def send_told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in fields.items():
                    headers.append(name, value)
            await send(message)

        broken = [one for one in shares if not one.allowed]
        if broken:
            refused = _too_many(broken[0])
        if refused:
            await self._answer(Request(scope), refused.problem)(scope, receive, send_told)
        else:
            await self._app(scope, receive, send_told)


def _too_many(share: Share) -> TooManyRequestsError:
    if share.name == "day":
        detail = (
            f"La chiave ha finito le {share.quota} richieste di oggi: altre da mezzanotte (UTC)."
        )
    else:
        detail = (
            f"Più di {share.quota} richieste al minuto: riprovate fra {share.wait} second"
            f"{'o' if share.wait == 1 else 'i'}. A chi ne fa tante serve una chiave."
        )
    return TooManyRequestsError(detail, share.wait, violated=[share.name])


def _secrets(headers: Headers) -> list[str]:
    """Return the different keys that a request carries; other schemes are for who is in front."""
    found = [one.strip() for one in headers.getlist(KEY_HEADER)]
    for one in headers.getlist("Authorization"):
        scheme, _, credentials = one.strip().partition(" ")
        if scheme.lower() == "bearer":
            found.append(credentials.strip())
    return list(dict.fromkeys(found))


def _apart(path: str) -> bool:
    return path in WATCHED or path.startswith(_APART)
