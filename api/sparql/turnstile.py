"""How many questions one client may have under way, and how many may go wrong in a minute.

Both live in the event loop and need no lock.
"""

from __future__ import annotations

import math
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from api.errors import TooManyRequestsError

_MINUTE = 60.0
_REMEMBERED = 10_000  # clients; beyond, who erred longest ago is forgiven


class Turnstile:
    """Lets each client have `per_client` questions under way."""

    def __init__(self, per_client: int) -> None:
        self._per_client = per_client
        self._inside: Counter[str] = Counter()

    @contextmanager
    def enter(self, client: str) -> Iterator[None]:
        """Hold a place until the question is answered; raises TooManyRequestsError."""
        if self._inside[client] >= self._per_client:
            raise TooManyRequestsError(
                f"Avete già {self._per_client} domande in corso: aspettate che finiscano.", 1
            )
        self._inside[client] += 1
        try:
            yield
        finally:
            self._inside[client] -= 1
            if not self._inside[client]:
                del self._inside[client]


class Missteps:
    """Sends away for a while who goes on sending what cannot be answered.

    A bucket a client that holds two minutes' worth and empties steadily, as at Wikidata: a person
    who learns the language never meets it, a program that repeats its error does.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._most = 2 * per_minute
        self._clock = clock
        self._since: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def let_in(self, client: str) -> None:
        """Raise TooManyRequestsError, with when to come back, for who has erred too often."""
        over = self._count(client) + 1 - self._most
        if over > 0:
            wait = math.ceil(over * _MINUTE / self._per_minute)
            raise TooManyRequestsError(
                f"Troppe domande non riuscite: al massimo {self._per_minute} al minuto. "
                "Correggete la domanda prima di ripeterla.",
                max(1, wait),
            )

    def add(self, client: str) -> None:
        """Count one more question that went wrong through who asked it."""
        self._since[client] = (self._count(client) + 1, self._clock())
        self._since.move_to_end(client)
        if len(self._since) > _REMEMBERED:
            self._since.popitem(last=False)

    def _count(self, client: str) -> float:
        count, when = self._since.get(client, (0.0, 0.0))
        return max(0.0, count - (self._clock() - when) * self._per_minute / _MINUTE)
