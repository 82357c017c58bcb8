"""Many documents with one process and with two: documents a second, and that the outcome is equal.

    python -m bench.bulk [DOCUMENTS]

The first outcome is left out of the rate: it waits for the start of the workers, which a large
folder pays once. The share of the writer bounds what more workers can give.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
import time
from contextlib import nullcontext
from io import BytesIO
from itertools import islice
from pathlib import Path

from api.settings import Settings
from api.workplace import Workplace
from corpus.gold import PRACTICES
from corpus.intake.arrivals import gather
from corpus.intake.staff import Workers
from ingest.jail import ReadingRoom

DOCUMENTS = 48
WRITER = ("scrittura", "indice", "pubblicazione")


def bench(documents: int = DOCUMENTS) -> None:
    """Print the rates, and stop if two libraries differ."""
    files = list(islice(gather([PRACTICES]), documents))
    with tempfile.TemporaryDirectory() as folder:
        dumps = {_ingest(files, number, Path(folder) / str(number)) for number in (0, 1, 2)}
        again = Workplace(Settings(data=Path(folder) / "2", index_url=""))
        started = time.perf_counter()
        with ReadingRoom() as room, again.accessions(room) as accessions:
            opened = time.perf_counter()
            list(accessions.ingest_all(files))
            passed = time.perf_counter() - opened
    print(
        f"bulk: opening a library {opened - started:.1f} s, then held documents pass at "
        f"{len(files) / passed:.0f} a second"
    )
    if len(dumps) > 1:
        raise SystemExit("bulk: the number of workers changed the library")


def _ingest(files: list[Path], workers: int, data: Path) -> str:
    workplace = Workplace(Settings(data=data, index_url=""))
    staffed = Workers(workplace.recipe, workers) if workers else nullcontext()
    with ReadingRoom() as room, staffed as staff, workplace.accessions(room) as accessions:
        accessions.seconds.clear()
        started = time.perf_counter()
        outcomes = accessions.ingest_all(files, staff)
        next(outcomes)
        first = time.perf_counter()
        done = sum(1 for _ in outcomes)
        ended = time.perf_counter()
        writer = sum(accessions.seconds[step] for step in WRITER)
    who = f"{workers} worker{'s' if workers > 1 else ''}" if workers else "in process"
    print(
        f"bulk: {who:<10} {done / (ended - first):5.2f} documents a second "
        f"(the first after {first - started:.1f} s; the writer busy {writer:.1f} s)"
    )
    out = BytesIO()
    workplace.library().dump(out)
    return hashlib.sha256(out.getvalue()).hexdigest()


if __name__ == "__main__":
    bench(*map(int, sys.argv[1:]))
