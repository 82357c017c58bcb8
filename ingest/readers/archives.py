"""ZIP archives and XML parts looked over before any library unpacks or parses them.

DOCX, ODT, PPTX and XLSX are ZIP archives of XML: the sizes an archive states bound what it can
unpack to (`zipfile` never gives more than stated), and XML without DOCTYPE can neither grow by
entities nor reach for a file or the network.
"""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from lxml import etree

from ingest.errors import Refusal, UnreadableDocument
from ingest.readers.limits import limits

_CHUNK = 1 << 16
_XML_NAMES = (".xml", ".rels", ".vml", ".rdf")
_FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")
#: What `zipfile` raises for damaged archives; ValueError is an offset that points before the start.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)


@contextmanager
def opened(data: bytes) -> Iterator[zipfile.ZipFile]:
    """Open an archive to read; raises UnreadableDocument (rovinato) wherever it is damaged."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            yield archive
    except UnreadableDocument:
        raise
    except _DAMAGE as error:
        raise broken() from error


def refuse_dangerous_archive(data: bytes) -> None:
    """Raise UnreadableDocument for an archive that is broken, encrypted or out of bounds."""
    bounds = limits().archive
    with opened(data) as archive:
        entries = archive.infolist()
        if len(entries) > bounds.entries:
            raise _suspicious(f"contiene più di {bounds.entries} file")
        if any(entry.flag_bits & 0x1 for entry in entries):
            raise UnreadableDocument(
                "Il documento è protetto da una password. Togli la protezione e invialo di nuovo.",
                Refusal.ENCRYPTED,
            )
        _refuse_names([entry.filename for entry in entries])
        _refuse_sizes(entries)
        for entry in entries:
            if entry.filename.lower().endswith(_XML_NAMES):
                _refuse_declarations(archive, entry)


def parse_xml(part: bytes) -> etree._Element:
    """Parse an XML part without entities, DTD or network. Raises UnreadableDocument (rovinato)."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(part, parser)
    except etree.XMLSyntaxError as error:
        raise broken() from error


def broken() -> UnreadableDocument:
    """Return the refusal of a file whose format cannot be made out to its end."""
    return UnreadableDocument(
        "Il file è rovinato o incompleto. Aprilo con il programma che l'ha creato,"
        " salvalo di nuovo e ripeti l'invio.",
        Refusal.BROKEN,
    )


def _refuse_names(names: list[str]) -> None:
    if len(frozenset(name.lower() for name in names)) < len(names):
        raise _suspicious("contiene due file con lo stesso nome")
    for name in names:
        path = name.replace("\\", "/")
        if path.startswith("/") or ":" in path or ".." in path.split("/"):
            raise _suspicious("contiene percorsi che escono dall'archivio")


def _refuse_sizes(entries: list[zipfile.ZipInfo]) -> None:
    bounds = limits().archive
    total = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if total > bounds.total_bytes or any(e.file_size > bounds.entry_bytes for e in entries):
        raise _suspicious("una volta aperto occuperebbe troppo spazio")
    heavy = [e for e in entries if e.file_size > bounds.ratio_from_bytes]
    if any(e.file_size > bounds.ratio * max(1, e.compress_size) for e in heavy) or (
        total > bounds.ratio_from_bytes and total > bounds.ratio * max(1, packed)
    ):
        raise _suspicious("è compresso oltre misura")


def _refuse_declarations(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    tail = b""
    with archive.open(entry) as part:
        while chunk := part.read(_CHUNK):
            window = (tail + chunk).replace(b"\0", b"")  # seen through UTF-16 too
            if any(mark in window.upper() for mark in _FORBIDDEN):
                raise UnreadableDocument(
                    "Il documento contiene dichiarazioni XML (DOCTYPE, ENTITY) che un documento"
                    " d'ufficio non ha: non viene aperto. Salvalo di nuovo e ripeti l'invio.",
                    Refusal.SUSPICIOUS_ARCHIVE,
                )
            tail = chunk[-40:]


def _suspicious(why: str) -> UnreadableDocument:
    return UnreadableDocument(
        f"Il file non viene aperto perché {why}. Invia il documento originale,"
        " salvato da un programma d'ufficio.",
        Refusal.SUSPICIOUS_ARCHIVE,
    )
