"""The stamp of a public form: when it was handed out, and that it was us.

A form sent twice carries one stamp, so it is taken once; one sent too soon was not typed by a
person. Nobody needs a cookie, and a restart of the service spoils no form that is open.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

#: Who leaves a form open for longer is given a new stamp, and everything typed with it.
_LONGEST = 86_400.0


@dataclass(frozen=True, slots=True)
class Stamp:
    """A stamp that is ours: what tells it from others, and how many seconds ago it was made."""

    id: str
    age: float

    @property
    def expired(self) -> bool:
        """Tell whether it is too old to be believed."""
        return self.age > _LONGEST


@dataclass(frozen=True, slots=True)
class Stamps:
    """Makes stamps with a secret and knows them again."""

    secret: bytes
    clock: Callable[[], float] = time.time

    def new(self) -> str:
        """Return a stamp for a form."""
        said = f"{self.clock():.1f}-{secrets.token_hex(16)}"
        return f"{said}-{self._mark(said)}"

    def read(self, text: str) -> Stamp | None:
        """Return a stamp of ours, None for any other text."""
        said, _, mark = text.rpartition("-")
        if not hmac.compare_digest(self._mark(said).encode(), mark.encode()):
            return None
        made, _, name = said.partition("-")
        return Stamp(name, self.clock() - float(made))

    def _mark(self, said: str) -> str:
        return hmac.new(self.secret, said.encode(), hashlib.sha256).hexdigest()
