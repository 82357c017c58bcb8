"""The writer of the desk: reads what people brought, and puts into the library what was accepted.

Pages only read the library; this is the one who writes. It opens the library while there is
something to write and leaves it to others in between.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from corpus.accession import Accessions
from corpus.desk.items import OPEN, Item, Kind, State
from corpus.desk.previews import Preview, Previews, previews_in
from corpus.desk.queue import Queue, Wanted, queue_in
from corpus.desk.uploads import Uploads, safe_name, uploads_in
from corpus.identities import shown
from corpus.intake.cataloguing import INTERNAL_ERROR, Cataloguer, Delivery
from corpus.layout import Layout, LibraryUnwritable
from corpus.originals import Originals
from corpus.outcomes import Accession, Status
from corpus.store import GraphUnreachable, StoreInUse
from ingest.errors import UnreadableDocument
from ingest.readers import document_id
from search.index import BrokenIndexError

_LOG = logging.getLogger(__name__)
_PAGE = 200


class Gone(RuntimeError):
    """The bytes of an item are no longer there; the message is in Italian."""


@dataclass(frozen=True, slots=True)
class Done:
    """What one round did: documents read for the first time, items written."""

    read: int
    written: int


class Writer:
    """Does what waits on the desk of one library. One at a time is enough."""

    def __init__(
        self,
        data: Path,
        cataloguer: Cataloguer,
        opening: Callable[[], AbstractContextManager[Accessions]],
    ) -> None:
        """`opening` opens the library for writing; it raises StoreInUse while others write."""
        self._layout = Layout(data)
        self._queue: Queue = queue_in(data)
        self._uploads: Uploads = uploads_in(data)
        self._previews: Previews = previews_in(data)
        self._originals = Originals(data)
        self._cataloguer = cataloguer
        self._opening = opening

    def round(self) -> Done:
        """Do all that waits now; what cannot be written because others write waits on."""
        return Done(self._read_what_came(), self._write_what_was_accepted())

    def _read_what_came(self) -> int:
        made = 0
        for state in OPEN:
            items, _ = self._queue.list(Wanted(state=str(state)), _PAGE)
            for item in items:
                sha256 = item.offer.sha256
                held = self._previews.get(sha256) if sha256 else None
                if not sha256 or (held and held.version == self._cataloguer.version):
                    continue
                self._previews.keep(sha256, self._preview(item))
                made += 1
        return made

    def _preview(self, item: Item) -> Preview:
        version = self._cataloguer.version
        try:
            reading = None
            if item.offer.kind is Kind.REVISION:
                reading = self._originals.reading(item.offer.sha256)
            document = reading or self._cataloguer.read(self.delivery(item))
            return Preview.of(self._cataloguer.extractor.extract(document), version)
        except (UnreadableDocument, Gone) as error:
            return Preview(version, refused=str(error))
        except Exception:  # noqa: BLE001 - one document must not stop the others; the log tells
            _LOG.exception("item %s could not be read", item.id)
            return Preview(version, refused=INTERNAL_ERROR)

    def delivery(self, item: Item) -> Delivery:
        """Return what an item brought, as it comes to the door; raises Gone."""
        offer = item.offer
        data, name = self._uploads.read(offer.sha256), safe_name(offer.file or "documento.md")
        if data is None and (original := self._originals.original(offer.sha256)):
            data, name = original.read_bytes(), original.name
        if data is None or hashlib.sha256(data).hexdigest() != offer.sha256:
            raise Gone("il file non c’è più: chiedetelo di nuovo a chi l’ha inviato")
        told = {"source_url": offer.source, "licence": offer.licence}
        return Delivery(
            name,
            data,
            offer.sha256,
            f"{document_id(name)}-{offer.sha256[:8]}",
            known_as=offer.document or None,
            told={key: value for key, value in told.items() if value},
        )

    def _write_what_was_accepted(self) -> int:
        written = 0
        if not self._waiting():
            return 0
        try:
            with self._opening() as accessions:
                while item := self._queue.next():
                    self._write(item, accessions)
                    accessions.publish()
                    written += 1
        except StoreInUse:
            _LOG.info("somebody else writes the library: what was accepted waits")
        return written

    def _waiting(self) -> bool:
        return self._queue.list(Wanted(state="in-attesa"), 1)[1] > 0

    def _write(self, item: Item, accessions: Accessions) -> None:
        if item.state is State.LEAVING:
            name = item.document or item.offer.document
            there = accessions.retract(name)
            said = f"ritirato {name}" if there else f"«{name}» non era più nell’archivio"
            self._queue.done(item.id, State.WITHDRAWN, said, name)
            return
        try:
            outcome = accessions.shelve(self.delivery(item))
        except (LibraryUnwritable, BrokenIndexError, GraphUnreachable, StoreInUse):
            raise  # the next item would fare no better
        except Gone as error:
            self._queue.done(item.id, State.FAILED, str(error))
            return
        except Exception:  # noqa: BLE001 - one document must not stop the others; the log tells
            _LOG.exception("item %s could not be written", item.id)
            self._queue.done(item.id, State.FAILED, INTERNAL_ERROR)
            return
        if outcome.status is Status.REJECTED:
            self._queue.done(item.id, State.FAILED, outcome.reason or INTERNAL_ERROR)
            return
        said = _told(outcome, accessions)
        self._queue.done(item.id, State.PUBLISHED, said, outcome.document)


def _told(outcome: Accession, accessions: Accessions) -> str:
    many = len(outcome.practices)
    said = f"{many} {'pratica' if many == 1 else 'pratiche'}, {outcome.statements} affermazioni"
    doubles = [
        f"«{shown(name)}» somiglia a «{other.label}» ({'; '.join(other.reasons)})"
        for name, other in accessions.likely(outcome.document)
    ]
    return ". ".join([said, *doubles])
