"""How fast a client may ask: a bucket that fills at a steady rate (GCRA), one number a client.

What is remembered of a client is the moment at which its bucket will be full again. Who comes back
after that is as one never seen, so it can be forgotten.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Share:
    """What is left of a policy after a request: `wait` seconds and there is more.

    `name` is that of the policy: `quota` requests every `seconds`.
    """

    name: str
    quota: int
    seconds: int
    allowed: bool
    remaining: int
    wait: int


class Paces:
    """The buckets of the clients seen lately, at most so many. Lives in the event loop."""

    def __init__(self, most: int = 50_000, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._full_at: OrderedDict[str, float] = OrderedDict()

    def __len__(self) -> int:
        return len(self._full_at)

    def take(self, client: str, name: str, quota: int, seconds: int) -> Share:
        """Take one request out of the bucket of a client, if there is one left in it."""
        now = self._clock()
        every = seconds / quota
        full_at = max(self._full_at.get(client, now), now) + every
        late = full_at - now - seconds
        allowed = late <= _ROUNDING
        if allowed:
            self._full_at[client] = full_at
        else:
            full_at -= every
        self._full_at.move_to_end(client)
        self._forget(now)
        left = max(0.0, (seconds - (full_at - now)) / every)
        whole = math.floor(left + _ROUNDING)
        wait = max(1, math.ceil((whole + 1 - left) * every - _ROUNDING))
        return Share(name, quota, seconds, allowed, whole, wait)

    def pardon(self, client: str) -> None:
        """Fill the bucket of a client again."""
        self._full_at.pop(client, None)

    def _forget(self, now: float) -> None:
        """Forget those whose bucket is full, and beyond the bound who asked longest ago.

        Looking at two for each request is enough never to keep more than there is reason to.
        """
        for _ in range(2):
            oldest = next(iter(self._full_at))
            if len(self._full_at) > self._most or self._full_at[oldest] <= now:
                del self._full_at[oldest]
            else:
                break
