"""Where a server answers and who asks: credentials are taken out of the address, never shown."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

import httpx


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server answers, and who asks. `url` bears no credentials and may be shown."""

    url: str
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    @classmethod
    def of(cls, text: str) -> Address:
        """Take the credentials out of ``https://user:password@host/path``."""
        parts = urlsplit(text)
        host = parts.netloc.rpartition("@")[2]
        bare = parts._replace(netloc=host).geturl()
        return cls(bare, unquote(parts.username or ""), unquote(parts.password or ""))

    @property
    def auth(self) -> httpx.Auth:
        """How to say who asks, as the server will want it; nothing where nobody is named."""
        return _Whichever(self.user, self.password) if self.user else httpx.Auth()


class _Whichever(httpx.Auth):
    """Basic or Digest, as the server asks; it is not told anything before it asks."""

    def __init__(self, user: str, password: str) -> None:
        self._basic = httpx.BasicAuth(user, password)
        self._digest = httpx.DigestAuth(user, password)
        self._chosen: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if self._chosen is None:
            response = yield request
            if response.status_code != 401:
                return
            asked = response.headers.get("www-authenticate", "").lower()
            self._chosen = self._digest if asked.startswith("digest") else self._basic
        yield from self._chosen.auth_flow(request)
