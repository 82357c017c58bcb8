"""Writing the library: a document is taken in, replaced or withdrawn, each in one step.

The order of a step makes a crash harmless: the original is brought in first, then the graph changes
in one transaction, then the search index. The graph decides: opening the library for writing mends
what a crash left behind, by making originals and index agree with it.
"""

from __future__ import annotations

import hashlib
import logging
import os
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import pyoxigraph as ox

from corpus.curation import replacement, retraction
from corpus.holdings import Holding, Holdings, is_identifier
from corpus.indexing import IndexDesk
from corpus.layout import Layout, LibraryUnwritable
from corpus.originals import Originals
from corpus.projection import DocumentGraph, project
from corpus.reference import ReferenceWorks, to_rdflib
from corpus.snapshots import Snapshots
from corpus.store import GraphStore, OxigraphStore
from ingest.errors import UnreadableDocument
from ingest.extraction import EXTRACTOR_VERSION, Extractor
from ingest.jail import ReadingRoom
from ingest.model import Document
from ingest.readers import document_id
from ontology.validation import validate
from search.engine import SearchEngine

_LOG = logging.getLogger(__name__)
#: Seconds between two snapshots of a long ingest.
_PUBLISH_EVERY = 1.0


class Status(StrEnum):
    """What became of a document offered to the library."""

    ADDED = "added"
    UNCHANGED = "unchanged"
    UPDATED = "updated"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Accession:
    """The outcome for one document; `reason` (Italian) only when it was rejected."""

    document: str
    status: Status
    practices: tuple[str, ...] = ()
    statements: int = 0
    reason: str | None = None


class OriginalMissing(RuntimeError):
    """Someone deleted a document that the graph names; the message says in Italian what to do."""


class Accessions:
    """The only writer of a library. Use as a context manager: leaving publishes the changes."""

    def __init__(
        self,
        layout: Layout,
        reference: ReferenceWorks,
        extractor: Extractor,
        engine: SearchEngine,
        reading_room: ReadingRoom,
        store: GraphStore | None = None,
    ) -> None:
        self._layout = layout
        self._reference = reference
        self._extractor = extractor
        self._room = reading_room
        with layout.writing():
            self._store = store or OxigraphStore(layout.graph)
        self._originals = Originals(layout.root)
        self._snapshots = Snapshots(layout.snapshots)
        self._holdings = Holdings(self._store, reference.names)
        self._index = IndexDesk(engine, reference)
        self.seconds: defaultdict[str, float] = defaultdict(float)
        with layout.writing():
            self._install_vocabulary()
            self.mend()
            self.publish()

    def __enter__(self) -> Accessions:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        with self._layout.writing():
            try:
                if kind is not None:
                    self.mend()  # the step under way was cut short
                self.publish()
            finally:
                self._store.close()

    def ingest(self, path: Path) -> Accession:
        """Take in one file. A bad document is rejected with a reason, never raised.

        Raises LibraryUnwritable when the disk refuses: the next document would fare no better.
        """
        name = _document_id(path)
        try:
            with self._timed("lettura"):
                document = self._room.read(path)
                data = path.read_bytes()
        except UnreadableDocument as error:
            return Accession(name, Status.REJECTED, reason=str(error))
        except OSError as error:
            reason = f"il file non si può aprire: {error.strerror or error}"
            return Accession(name, Status.REJECTED, reason=reason)
        if "id" not in document.metadata:
            document = replace(document, id=name)
        if not is_identifier(document.id):
            reason = (
                f"l'identificativo «{document.id[:80]}» non va: servono minuscole, cifre e trattini"
                ", e non può essere «vocabulary» o «places»"
            )
            return Accession(name, Status.REJECTED, reason=reason)
        if hashlib.sha256(data).hexdigest() != document.sha256:
            return Accession(
                document.id, Status.REJECTED, reason="il file è cambiato mentre lo si leggeva"
            )
        try:
            with self._layout.writing():
                outcome = self._take_in(document, data, path.name)
                self._publish_if_due()
                return outcome
        except LibraryUnwritable:
            raise
        except Exception:  # noqa: BLE001 - one document must not stop the others; the log tells
            _LOG.exception("document %s failed", document.id)
            reason = "errore interno durante la lettura: il documento è stato lasciato fuori"
            return Accession(document.id, Status.REJECTED, reason=reason)

    def _take_in(self, document: Document, data: bytes, file_name: str) -> Accession:
        held = self._holdings.by_content(document.sha256) or self._holdings.get(document.id)
        if held and held.sha256 == document.sha256 and held.version == EXTRACTOR_VERSION:
            return self._outcome(held, Status.UNCHANGED)
        if held:  # by content, perhaps from another place: the same document all the same
            document = replace(document, id=held.document)
        with self._timed("estrazione"):
            extraction = self._extractor.extract(document)
        with self._timed("grafo"):
            graph = project(extraction, self._reference.names, EXTRACTOR_VERSION)
            problems = self._problems(graph)
        if problems:
            return Accession(document.id, Status.REJECTED, reason="; ".join(problems))
        with self._timed("passaggi e vettori"):
            entry = self._index.prepare(document, graph.quads(), graph.digest)
        with self._timed("grafo"):
            if held:
                self._originals.set_aside(held.sha256)
            self._originals.bring(document, data, file_name)
            gone, come = replacement(self._store, graph)
            self._store.apply(gone, come)
        with self._timed("indice"):
            try:
                self._index.commit(entry)
            except Exception:
                self._store.apply(come, gone)  # what cannot be found must not be held
                raise
        added = self._holdings.get(document.id)
        if added is None:
            raise RuntimeError(f"{document.id} is not in the graph it was just written to")
        return self._outcome(added, Status.UPDATED if held else Status.ADDED)

    def retract(self, document: str) -> bool:
        """Withdraw a document and everything only it said; False when it is not held."""
        held = self._holdings.get(document)
        if held is None:
            return False
        with self._layout.writing():
            self._originals.set_aside(held.sha256)
            self._store.apply(*retraction(self._store, self._reference.names.graph(document)))
            self._index.remove(document)
        return True

    def rebuild(self) -> int:
        """Make every cache again from originals and graph; return how many documents there are."""
        for document in self._index.versions():
            self._index.remove(document)
        return self.mend()

    def mend(self) -> int:
        """Bring originals and index in step with the graph; return how many were indexed."""
        self._originals.settle(self._is_held)
        held = {holding.document: holding for holding in self._holdings}
        indexed = self._index.versions()
        stale = [document for document in indexed if document not in held]
        for document in stale:
            self._index.remove(document)
        missing = [
            holding
            for document, holding in held.items()
            if indexed.get(document) != holding.digest
            or not self._originals.has_reading(holding.sha256)
        ]
        for holding in missing:
            try:
                reading = self._reading(holding)
            except (OriginalMissing, UnreadableDocument) as error:
                _LOG.error("%s non si può cercare: %s", holding.document, error)
                continue
            quads = tuple(self._store.quads(graph=self._reference.names.graph(holding.document)))
            self._index.commit(self._index.prepare(reading, quads, holding.digest))
        return len(stale) + len(missing) + self._index.encode_missing()

    def publish(self) -> None:
        """Let readers see the changes, then forget what they can see no more."""
        self._snapshots.publish(self._store, self._holdings.generation())
        self._originals.settle(self._is_held)
        self._published = time.monotonic()

    def _publish_if_due(self) -> None:
        """Keep readers within a second or so of a long ingest."""
        if time.monotonic() - self._published > _PUBLISH_EVERY:
            self.publish()

    def _reading(self, holding: Holding) -> Document:
        reading = self._originals.reading(holding.sha256)
        if reading is not None:
            return reading
        original = self._originals.original(holding.sha256)
        if original is None:
            raise OriginalMissing(
                f"manca l'originale (sha256 {holding.sha256}): rimettetelo nella cartella "
                "originals o ritirate il documento"
            )
        document = self._room.read(original, holding.document)
        self._originals.keep_reading(document)
        return document

    def _is_held(self, sha256: str) -> bool:
        return self._holdings.by_content(sha256) is not None

    def _problems(self, graph: DocumentGraph) -> list[str]:
        report = validate(to_rdflib((*graph.facts, *graph.evidence)), self._reference.terms)
        return sorted({violation.message for violation in report.violations})

    def _outcome(self, held: Holding, status: Status) -> Accession:
        practices, statements = self._holdings.contents(held.document)
        return Accession(held.document, status, practices, statements)

    def _install_vocabulary(self) -> None:
        for name, digest in self._reference.versions().items():
            version = self._reference.version_of(name, digest)
            node = self._reference.graph_node(name)
            if next(self._store.quads(object=version.object, graph=node), None):  # type: ignore[arg-type]
                continue
            graph = self._reference.graph(name)
            if self._store.has_graph(node):
                self._store.apply(*replacement(self._store, graph))
            else:
                self._store.load(_first_load(graph))

    @contextmanager
    def _timed(self, step: str) -> Iterator[None]:
        started = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[step] += time.perf_counter() - started


def _first_load(graph: DocumentGraph) -> Iterator[ox.Quad]:
    # The version comes last: a load cut short is done again.
    for fact in graph.facts:
        yield ox.Quad(fact.subject, fact.predicate, fact.object)
    yield from graph.quads()


def _document_id(path: Path) -> str:
    """Name a document that does not name itself: its file's name and a mark of where it lies.

    The mark keeps two files of the same name apart and recognises a file that has changed.
    """
    mark = hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:8]
    return f"{document_id(path.name)}-{mark}"


def gather(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files to ingest: files as given, folders searched, hidden files left out."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for found in sorted(path.rglob("*")):
            hidden = any(part.startswith(".") for part in found.relative_to(path).parts)
            if found.is_file() and not hidden:
                yield found
