"""The releases on the disk of a service: which there are, and who presses the one that is missing.

A release is a cache, made of a snapshot by a process of its own when somebody first asks for it.
Pressing takes longer than a request: until it is done who asks hears when to come back. A library
that changes all the time is not pressed all the time: the newest release stands for a minute.
"""

from __future__ import annotations

import logging
import re
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType

from api.errors import UnavailableError
from api.settings import Settings
from corpus.changes.ledger import NoLedger
from corpus.layout import Layout
from corpus.library import Library
from corpus.release.__main__ import Job
from corpus.release.manifest import NAME, Manifest, read_manifest

_log = logging.getLogger(__name__)

_GENERATION = re.compile(r"[0-9a-f]{32}")
#: Seconds for which a release stands for a library that has moved on meanwhile.
_STANDS = 60.0
#: Seconds until a press that failed is tried again, and those after which it is ended.
_AGAIN = 30.0
_LONGEST = 3600.0
_RETRY_AFTER = 5
_MAKING = (
    "I file di questa edizione si stanno preparando: ci vuole da qualche secondo a un minuto o due."
)
_FAILED = "I file di questa edizione non si riescono a preparare: chi gestisce il servizio lo vede."


class Dumps:
    """The releases of one library. Thread-safe. A context manager: leaving it stops pressing."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._folder = Layout(settings.data).dumps
        self._pressing = threading.Lock()
        self._press: subprocess.Popen[bytes] | None = None
        self._begun = self._failed = 0.0
        self._closed = False

    def __enter__(self) -> Dumps:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._pressing:
            self._closed = True
            if self._press is not None:
                self._press.kill()
                self._press.wait()

    def held(self) -> tuple[Manifest, ...]:
        """Return the releases there are, the newest first."""
        if not self._folder.is_dir():
            return ()
        folders = [one for one in self._folder.iterdir() if _GENERATION.fullmatch(one.name)]
        dated = sorted(((_pressed_at(one), one) for one in folders), reverse=True)
        manifests = (read_manifest(folder) for at, folder in dated if at)
        return tuple(manifest for manifest in manifests if manifest)

    def release(self, generation: str) -> Manifest | None:
        """Return one release, or None."""
        if not _GENERATION.fullmatch(generation):
            return None
        return read_manifest(self._folder / generation)

    def file(self, generation: str, name: str) -> Path:
        """Return where a file of a release lies; the names are ours, not a client's."""
        return self._folder / generation / name

    def newest(self, library: Library) -> Manifest:
        """Return the release of what a library holds, or the newest one while it changes.

        Raises UnavailableError while it is pressed, which begins now if it did not before.
        """
        found = self.release(library.generation)
        if found:
            return found
        self.begin(library)
        for manifest in self.held()[:1]:
            if time.time() - _pressed_at(self._folder / manifest.generation) < _STANDS:
                return manifest
        raise self.unavailable()

    def unavailable(self) -> UnavailableError:
        """Return what is told of a release that is not there yet."""
        if self._failed and time.monotonic() - self._failed < _AGAIN:
            return UnavailableError(_FAILED, retry_after=int(_AGAIN))
        return UnavailableError(_MAKING, retry_after=_RETRY_AFTER)

    def begin(self, library: Library) -> None:
        """Begin to press what a library holds, unless something is pressed already."""
        with self._pressing:
            if self._closed or self._busy() or self._lately_failed():
                return
            try:
                job = self._job(library)
            except NoLedger as error:
                raise UnavailableError(f"{error}.", retry_after=60) from error
            self._begun = time.monotonic()
            self._press = subprocess.Popen(
                [sys.executable, "-m", "corpus.release"],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
            )
            assert self._press.stdin  # noqa: S101 - it was asked for
            with self._press.stdin as line:
                line.write(f"{job.as_json()}\n".encode())

    def _busy(self) -> bool:
        if self._press is None:
            return False
        status = self._press.poll()
        if status is None and time.monotonic() - self._begun > _LONGEST:
            self._press.kill()
            status = self._press.wait()
        if status is None:
            return True
        self._press = None
        if status != 0:
            _log.error("a release could not be pressed: exit status %d", status)
            self._failed = time.monotonic()
        return False

    def _lately_failed(self) -> bool:
        return bool(self._failed) and time.monotonic() - self._failed < _AGAIN

    def _job(self, library: Library) -> Job:
        chosen = self._settings
        generation = library.generation
        published = library.changes.edition(generation)
        if published is None:
            raise NoLedger("il registro dei cambiamenti non conosce ancora questa edizione")
        return Job(
            snapshot=str(library.snapshot.absolute()) if library.snapshot else "",
            server=chosen.sparql_query_url,
            base=chosen.base,
            places=str((chosen.resources / "places").absolute()),
            dumps=str(self._folder.absolute()),
            generation=generation,
            released=published.date().isoformat(),
            home=home(chosen, generation),
            publisher=chosen.publisher,
            licence=str(chosen.licence),
            kept=chosen.dumps_kept,
            kept_bytes=chosen.dumps_max_bytes,
        )


def home(settings: Settings, generation: str) -> str:
    """Return where an edition is read, as a citation says it."""
    return f"{settings.public_url or settings.base.rstrip('/#')}/dump/{generation}"


def _pressed_at(folder: Path) -> float:
    try:
        return (folder / NAME).stat().st_mtime
    except OSError:
        return 0.0
