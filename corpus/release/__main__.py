"""Press a release in a process of its own: `python -m corpus.release`, told what by standard input.

Exit status: 0 pressed, or another process is at it; 3 the state to press is no longer there.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.reference import ReferenceWorks
from corpus.release.colophon import Colophon
from corpus.release.manifest import NAME, read_manifest
from corpus.release.press import Edition, press
from corpus.remote.copying import copied
from corpus.remote.reading import RemoteGraph
from corpus.remote.server import Server
from corpus.store import GraphUnreachable, OxigraphStore

NO_SNAPSHOT = 3


@dataclass(frozen=True, slots=True)
class Job:
    """Plain values that say what to press: `kept` releases at most, of `kept_bytes` together.

    `snapshot` is a folder; where it is empty the graph is on a server, at `server`.
    """

    snapshot: str
    base: str
    places: str
    dumps: str
    generation: str
    released: str
    home: str
    publisher: str
    licence: str
    kept: int
    kept_bytes: int
    server: str = ""

    def as_json(self) -> str:
        """Return it as one line."""
        return json.dumps(asdict(self))


def work(job: Job) -> int:
    """Press what is asked, unless another process is pressing, then forget old releases."""
    dumps = Path(job.dumps)
    dumps.mkdir(parents=True, exist_ok=True)
    with (dumps / ".pressing").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return 0
        for left in dumps.glob(".[0-9a-f]*"):
            shutil.rmtree(left, ignore_errors=True)  # of a press that was killed
        if read_manifest(dumps / job.generation) is None:
            try:
                with _opened(job) as store:
                    press(
                        store,
                        ReferenceWorks.load(job.base, Path(job.places)),
                        Edition(job.generation, job.released, job.home),
                        Colophon(job.publisher, job.licence),
                        dumps / job.generation,
                    )
            except _Gone:
                return NO_SNAPSHOT
        forget(dumps, job.kept, job.kept_bytes)
    return 0


class _Gone(Exception):
    """What was to be pressed is there no more."""


@contextmanager
def _opened(job: Job) -> Iterator[OxigraphStore]:
    with ExitStack() as stack:
        try:
            if job.snapshot:
                store = OxigraphStore(Path(job.snapshot), read_only=True)
            else:
                graph = RemoteGraph(Server(job.server), job.base)
                store = stack.enter_context(copied(graph, job.generation))
        except (OSError, GraphUnreachable) as error:
            raise _Gone from error
        yield store


def forget(dumps: Path, kept: int, kept_bytes: int) -> None:
    """Leave the newest releases, at most so many and so large together; the newest one always."""
    found = sorted(
        (folder for folder in dumps.iterdir() if (folder / NAME).is_file()),
        key=lambda folder: (folder / NAME).stat().st_mtime_ns,
        reverse=True,
    )
    size = 0
    for place, folder in enumerate(found):
        size += sum(file.stat().st_size for file in folder.iterdir())
        if place and (place >= kept or size > kept_bytes):
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    os.nice(10)  # questions come first
    sys.exit(work(Job(**json.loads(sys.stdin.readline()))))
