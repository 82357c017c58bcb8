"""Writing the library: a document is taken in, replaced or withdrawn, each in one step.

The order of a step makes a crash harmless: the original is brought in first, then the graph changes
in one transaction, then the search index. The graph decides: opening the library for writing mends
what a crash left behind, by making originals and index agree with it.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from corpus.changes.ledger import LedgerWriter
from corpus.curation import replacement, retraction
from corpus.decisions import Decision, Decisions, StatementKey
from corpus.holdings import Holding, Holdings
from corpus.identities import Act, BadIdentity, Identities, Identity, shown
from corpus.indexing import Entry, IndexDesk
from corpus.installing import install
from corpus.intake.ahead import Arrival, AtTheDoor, again, in_order
from corpus.intake.arrivals import identifier, receive
from corpus.intake.cataloguing import INTERNAL_ERROR, Cataloguer, Delivery, Record, TurnedAway
from corpus.intake.staff import Alone, Staff
from corpus.intake.vectors import EncodedAhead
from corpus.layout import Layout, LibraryUnwritable
from corpus.merging import InForce, identity_graph, is_held
from corpus.originals import Originals
from corpus.outcomes import Accession, Status
from corpus.projection import Names
from corpus.reference import ReferenceWorks
from corpus.sameness.finder import Finder, Likely
from corpus.sameness.shelf import Shelf
from corpus.snapshots import Snapshots
from corpus.store import GraphStore, GraphUnreachable, OxigraphStore, StoreInUse
from ingest.errors import UnreadableDocument
from ingest.model import Document
from search.encoder import Progress
from search.engine import SearchEngine
from search.index import BrokenIndexError

_LOG = logging.getLogger(__name__)
#: Seconds between two snapshots of a long ingest, and the share of its time they may take: a large
#: library takes longer to publish, and is published less often.
_PUBLISH_EVERY = 1.0
_PUBLISH_SHARE = 0.05


class OriginalMissing(RuntimeError):
    """Someone deleted a document that the graph names; the message says in Italian what to do."""


class OtherVersion(RuntimeError):
    """A worker has another version of Prassi; the message says so in Italian."""


class Accessions:
    """The only writer of a library. Use as a context manager: leaving publishes the changes."""

    def __init__(
        self,
        layout: Layout,
        reference: ReferenceWorks,
        cataloguer: Cataloguer,
        engine: SearchEngine,
        ahead: EncodedAhead,
        store: GraphStore | None = None,
        progress: Progress | None = None,
    ) -> None:
        """Open a library; `ahead` is the encoder of `engine`.

        Opening mends the index, which may take long: `progress` follows it.
        """
        self._layout = layout
        self._progress = progress or (lambda _done, _total: None)
        self._reference = reference
        self._cataloguer = cataloguer
        self._ahead = ahead
        with layout.writing():
            self._store = store or OxigraphStore(layout.graph)
        self._originals = Originals(layout.root)
        self._snapshots = Snapshots(layout.snapshots)
        self._changes = LedgerWriter(layout.changes)
        self._holdings = Holdings(self._store, reference.names)
        self._index = IndexDesk(engine, reference)
        self._identities = Identities(layout.identities)
        self._in_force = InForce()
        self._judged: tuple[int, dict[str, dict[StatementKey, Decision]]] = (0, {})
        self._published = self._publishing = 0.0
        self.seconds: defaultdict[str, float] = defaultdict(float)
        try:
            with layout.writing():
                install(self._store, reference, self._holdings)
                self.mend()
                self.publish()
        except BaseException:
            self._store.close()  # who cannot begin keeps nobody out
            raise

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
        (outcome,) = self.ingest_all([path])
        return outcome

    def ingest_all(self, paths: Iterable[Path], staff: Staff | None = None) -> Iterator[Accession]:
        """Take in files, yielding what became of each in their order; raises as `ingest`.

        `staff` catalogues them, this process if it is None; whoever does, the outcome is the same.
        What is held already is not read again, so a run that was stopped goes on where it was.
        """
        staff = staff or Alone(self._cataloguer)
        for arrival in in_order(paths, self._at_the_door, staff):
            yield self._settled(arrival, staff)

    def _at_the_door(self, path: Path) -> AtTheDoor:
        """Open a file and decide, by its bytes alone, whether it must be read."""
        try:
            delivery = receive(path)
        except UnreadableDocument as error:
            return AtTheDoor(refused=TurnedAway(identifier(path), str(error)))
        held = self._holdings.by_content(delivery.sha256)
        if held and held.version == self._cataloguer.version:
            return AtTheDoor(delivery.sha256)
        known_as = held.document if held else None
        return AtTheDoor(delivery.sha256, self._as_judged(replace(delivery, known_as=known_as)))

    def shelve(self, delivery: Delivery) -> Accession:
        """Take in what is in memory, and read it again even if it is held: somebody judged it.

        Raises as `ingest`.
        """
        held = self._holdings.by_content(delivery.sha256)
        known_as = held.document if held else None
        delivery = self._as_judged(replace(delivery, known_as=known_as))
        answer = self._cataloguer.catalogue(delivery)
        if isinstance(answer, TurnedAway):
            return Accession.rejected(answer)
        with self._layout.writing():
            return self._take_in(delivery, answer)

    def _as_judged(self, delivery: Delivery) -> Delivery:
        log = self._layout.decisions
        size = log.stat().st_size if log.is_file() else 0  # it only grows
        if size != self._judged[0]:
            self._judged = (size, Decisions(log).standing())
        standing = self._judged[1].get(delivery.sha256, {})
        return replace(delivery, decisions=tuple(standing.values()))

    def _settled(self, arrival: Arrival, staff: Staff) -> Accession:
        """Return what becomes of a file now that its turn has come."""
        while True:
            door = arrival.door
            if door.refused:
                return Accession.rejected(door.refused)
            held = self._holdings.by_content(door.sha256)
            if held and held.version == self._cataloguer.version:
                return self._outcome(held, Status.UNCHANGED)
            # What came before it may have changed what is held since it was at the door.
            if door.delivery and door.delivery.known_as == (held.document if held else None):
                answer = arrival.answer()
                break
            arrival = again(arrival.path, self._at_the_door, staff)
        if isinstance(answer, TurnedAway):
            return Accession.rejected(answer)
        if answer.version != self._cataloguer.version:
            raise OtherVersion(
                f"un worker ha la versione {answer.version} di Prassi e qui c'è la "
                f"{self._cataloguer.version}: installate ovunque la stessa e riprovate"
            )
        try:
            with self._layout.writing():
                outcome = self._take_in(door.delivery, answer)
                self._publish_if_due()
                return outcome
        except (LibraryUnwritable, BrokenIndexError, GraphUnreachable, StoreInUse):
            raise
        except Exception:  # noqa: BLE001 - one document must not stop the others; the log tells
            _LOG.exception("document %s failed", answer.document.id)
            return Accession(answer.document.id, Status.REJECTED, reason=INTERNAL_ERROR)

    def _take_in(self, delivery: Delivery, record: Record) -> Accession:
        document = record.document
        for step, seconds in record.seconds.items():
            self.seconds[step] += seconds
        held = self._holdings.by_content(document.sha256) or self._holdings.get(document.id)
        with self._timed("scrittura"):
            graph = record.graph(self._reference.names)
            if held:
                self._originals.set_aside(held.sha256)
            self._originals.bring(document, delivery.data, delivery.name)
            gone, come = replacement(self._store, graph)
            self._store.apply(gone, come)
            self._follow_merges(but=document.id)
        with self._timed("indice"):
            try:
                with self._ahead.given(record.entry, record.vectors):
                    self._index.commit(self._named(record.entry))
            except Exception:
                self._store.apply(come, gone)  # what cannot be found must not be held
                self._follow_merges(but=document.id)
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
            self._follow_merges(but=document)
        return True

    def likely(self, document: str) -> tuple[tuple[str, Likely], ...]:
        """Return what a document brought that may be held under another name: (name, likely)."""
        with self._index.census() as found:
            shelf = Shelf(self._store, self._reference, found)
            finder = Finder(shelf, self._reference.gazetteer, self._in_force.standing_for)
            return finder.brought_by(document)

    def identify(self, identity: Identity) -> str:
        """Merge or split, and write it in the log; return the name that now stands for `other`.

        Raises BadIdentity for what is not held or does not fit the merges that hold.
        """
        for name in (identity.kept, identity.other):
            if identity.act is Act.MERGED and not is_held(self._store, self._names, name):
                raise BadIdentity(f"«{shown(name)}» non è nella libreria")
        with self._layout.writing():
            self._identities.record(identity)  # a crash after it is mended at the next opening
            self._follow_merges()
        return self._in_force.standing_for(identity.other)

    def rebuild(self) -> int:
        """Make every cache again from originals and graph; return how many documents there are."""
        # One by one, in their place: who searches meanwhile misses none of them.
        return self.mend(again=True)

    def mend(self, *, again: bool = False) -> int:
        """Bring originals and index in step with the graph; return how many were indexed.

        What is in step already is indexed `again` if so asked.
        """
        self._originals.settle(self._is_held)
        self._write_merges()
        held = {holding.document: holding for holding in self._holdings}
        indexed = self._index.versions()
        stale = [document for document in indexed if document not in held]
        for document in stale:
            self._index.remove(document)
        missing = [
            holding
            for document, holding in held.items()
            if again
            or indexed.get(document) != self._in_force.version(document, holding.digest)
            or not self._originals.has_reading(holding.sha256)
        ]
        for done, holding in enumerate(missing, 1):
            self._progress(done, len(missing))
            self._index_again(holding)
        self._index.filled()  # from here on words are searched, at least
        return len(stale) + len(missing) + self._index.encode_missing(self._progress)

    def publish(self) -> None:
        """Let readers see the changes, then forget what they can see no more."""
        started = time.monotonic()
        generation = self._holdings.generation()
        if isinstance(self._store, OxigraphStore):  # on a server readers see it already
            self._snapshots.publish(self._store, generation)
        # After the snapshot: whoever is told of a change can read it.
        self._changes.follow(self._store, self._reference, self._in_force.kept, generation)
        self._originals.settle(self._is_held)
        self._published = time.monotonic()
        self._publishing = self._published - started

    def _publish_if_due(self) -> None:
        """Keep readers within a second or so of a long ingest, of a large library a little more."""
        pause = max(_PUBLISH_EVERY, self._publishing / _PUBLISH_SHARE)
        if time.monotonic() - self._published > pause:
            with self._timed("pubblicazione"):
                self.publish()

    def _index_again(self, holding: Holding) -> None:
        try:
            reading = self._reading(holding)
        except (OriginalMissing, UnreadableDocument) as error:
            _LOG.error("%s non si può cercare: %s", holding.document, error)
            return
        quads = tuple(self._store.quads(graph=self._names.graph(holding.document)))
        self._index.commit(self._named(self._index.prepare(reading, quads, holding.digest)))

    def _named(self, entry: Entry) -> Entry:
        return self._in_force.applied(entry, self._names)

    def _write_merges(self) -> None:
        """Bring the graph of merges in step with the log and with what is held."""
        graph = identity_graph(self._store, self._names, self._identities.standing())
        self._store.apply(*replacement(self._store, graph))
        self._in_force = InForce.of(self._store, self._names)

    def _follow_merges(self, but: str = "") -> None:
        """After a change, index again the documents that bear another name now, `but` one."""
        before = self._in_force.told
        self._write_merges()
        after = self._in_force.told
        for document in sorted({*before, *after} - {but}):
            if before.get(document) != after.get(document) and (
                holding := self._holdings.get(document)
            ):
                self._index_again(holding)

    @property
    def _names(self) -> Names:
        return self._reference.names

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
        document = self._cataloguer.room.read(original, holding.document)
        self._originals.keep_reading(document)
        return document

    def _is_held(self, sha256: str) -> bool:
        return self._holdings.by_content(sha256) is not None

    def _outcome(self, held: Holding, status: Status) -> Accession:
        practices = self._holdings.practices(held.document)
        statements = self._holdings.assertions(held.document)
        notes = self._holdings.notes(held.document)
        return Accession(held.document, status, practices, statements, notes=notes)

    @contextmanager
    def _timed(self, step: str) -> Iterator[None]:
        started = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[step] += time.perf_counter() - started
