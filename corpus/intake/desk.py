"""A worker process: catalogues the batches that come down its line, until the line is cut.

    python -m corpus.intake.desk FILE_DESCRIPTOR

Started by `corpus.intake.colleague`. First comes the recipe, answered with None once the tools are
built or with the error of a set-up that cannot work; then batches of deliveries, each answered with
its answers and the memory held.
"""

from __future__ import annotations

import logging
import os
import pickle
import signal
import sys
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from corpus.intake.cataloguing import Cataloguer, Delivery
from corpus.intake.limits import limits
from corpus.intake.recipe import Recipe
from ingest.jail import ReadingRoom

_LOG = logging.getLogger(__name__)


def main() -> None:
    """Serve until the asker closes the line, or forgets us."""
    # Whatever a library prints must not mix with the results of the command.
    os.dup2(2, 1)
    with Connection(int(sys.argv[1])) as line, ReadingRoom() as room:
        try:
            cataloguer = _cataloguer(line.recv(), room)
            if isinstance(cataloguer, Exception):
                line.send(_portable(cataloguer))
                return
            line.send(None)
            while line.poll(limits().worker.idle_seconds):
                batch: Sequence[Delivery] = line.recv()
                # The asker ends a slow worker; should the asker be gone, the alarm does.
                signal.alarm(limits().worker.seconds + 5)
                line.send((tuple(map(cataloguer.catalogue, batch)), _memory()))
                signal.alarm(0)
        except (EOFError, ConnectionError):
            return  # nobody asks any more


def _cataloguer(recipe: Recipe, room: ReadingRoom) -> Cataloguer | Exception:
    try:
        ready = Cataloguer(recipe, recipe.reference(), room, recipe.make_encoder())
        ready.extractor  # noqa: B018 - built now: whoever asks must not wait for it
    except Exception as error:  # noqa: BLE001 - told to the asker, who raises it
        return error
    return ready


def _portable(error: Exception) -> Exception:
    """Return the error, or one that says the same where it cannot travel."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    except Exception:  # noqa: BLE001 - whatever it is, it cannot be sent
        _LOG.exception("an error that cannot travel")
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _memory() -> int:
    """Return the bytes of memory held now; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main()
