"""How much of its day each key has used, kept across restarts.

The day is that of UTC. The file is written at most every half a minute and at the end, so a service
that is killed gives back at most the requests of half a minute.
"""

from __future__ import annotations

import json
import logging
import math
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from api.access.keys import Key
from api.access.pace import Share

DAY = 86_400
WRITE_EVERY = 30.0

_log = logging.getLogger(__name__)


def _clock() -> datetime:
    return datetime.now(UTC)


class Usage:
    """Counts the requests of each key in a day. Lives in the event loop, but for `write`."""

    def __init__(self, path: Path, clock: Callable[[], datetime] = _clock) -> None:
        self._path = path
        self._clock = clock
        self._day = ""
        self._used: dict[str, int] = {}
        self._written: dict[str, int] = {}
        self._read()

    def share(self, key: Key) -> Share:
        """Return what is left of the day of a key, before this request."""
        self._turn()
        used = self._used.get(key.sha256, 0)
        now = self._clock()
        midnight = datetime(now.year, now.month, now.day, tzinfo=UTC) + timedelta(days=1)
        wait = math.ceil((midnight - now).total_seconds())
        left = max(0, key.per_day - used)
        return Share("day", key.per_day, DAY, used < key.per_day, left, max(1, wait))

    def count(self, key: Key) -> None:
        """Count a request that was allowed."""
        self._turn()
        self._used[key.sha256] = self._used.get(key.sha256, 0) + 1

    def write(self) -> None:
        """Write what was used, if anything was since; a disk that refuses is told in the log."""
        day, used = self._day, dict(self._used)
        if used == self._written:
            return
        fresh = self._path.with_suffix(".new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as to:
                json.dump({"day": day, "used": used}, to)
            fresh.replace(self._path)
            self._written = used
        except OSError as error:
            _log.warning("what the keys used today was not written: %s", error)

    def _turn(self) -> None:
        today = self._clock().date().isoformat()
        if today != self._day:
            self._day, self._used, self._written = today, {}, {}

    def _read(self) -> None:
        self._turn()
        try:
            held = json.loads(self._path.read_text(encoding="utf-8"))
            if held["day"] == self._day:
                self._used = {str(one): int(count) for one, count in held["used"].items()}
                self._written = dict(self._used)
        except FileNotFoundError:
            pass
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            _log.warning("what the keys used today was not read, the day begins again: %s", error)
