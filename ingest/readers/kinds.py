"""Which format a file really is: its first bytes decide, its name only among kinds of text."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import PurePath

from ingest.errors import Refusal, UnreadableDocument
from ingest.readers.archives import opened, refuse_dangerous_archive

_OFFICE = "application/vnd.openxmlformats-officedocument."


class Kind(StrEnum):
    """The formats that are read; the value is the media type."""

    TEXT = "text/plain"
    MARKDOWN = "text/markdown"
    HTML = "text/html"
    CSV = "text/csv"
    PDF = "application/pdf"
    ODT = "application/vnd.oasis.opendocument.text"
    DOCX = _OFFICE + "wordprocessingml.document"
    PPTX = _OFFICE + "presentationml.presentation"
    XLSX = _OFFICE + "spreadsheetml.sheet"


_TEXT_NAMES = {
    "": Kind.TEXT,
    ".txt": Kind.TEXT,
    ".text": Kind.TEXT,
    ".md": Kind.MARKDOWN,
    ".markdown": Kind.MARKDOWN,
    ".html": Kind.HTML,
    ".htm": Kind.HTML,
    ".xhtml": Kind.HTML,
    ".csv": Kind.CSV,
    ".tsv": Kind.CSV,
}
# Files with these names that hold plain text are read as text: only their name was wrong.
_BINARY_NAMES = (".pdf", ".docx", ".odt", ".pptx", ".xlsx", ".doc", ".rtf", ".ppt", ".xls")
_OOXML_MAIN = {
    "word/document.xml": Kind.DOCX,
    "ppt/presentation.xml": Kind.PPTX,
    "xl/workbook.xml": Kind.XLSX,
}
_HTML_START = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*+(?:<\?xml[^>]{0,200}\?>\s*+)?"
    rb"(?:<!--(?:(?!-->).){0,1000}+-->\s*+)*+<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_FOREIGN = (
    (b"\x89PNG", "un'immagine PNG"),
    (b"\xff\xd8\xff", "un'immagine JPEG"),
    (b"GIF8", "un'immagine GIF"),
    (b"II*\0", "un'immagine TIFF"),
    (b"MM\0*", "un'immagine TIFF"),
    (b"BM", "un'immagine BMP"),
    (b"\x1f\x8b", "un archivio GZIP"),
    (b"7z\xbc\xaf", "un archivio 7-Zip"),
    (b"Rar!", "un archivio RAR"),
    (b"\x7fELF", "un programma"),
    (b"MZ", "un programma"),
    (b"{\\rtf", "un documento RTF"),
    (b"%!PS", "un file PostScript"),
    (b"SQLite format 3", "una base di dati SQLite"),
    (b"ID3", "un file audio"),
    (b"OggS", "un file audio"),
    (b"RIFF", "un file audio o video"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ALLOWED = "testo (.txt), Markdown (.md), HTML, PDF, DOCX, ODT, PPTX, CSV e XLSX"


def detect(data: bytes, name: str) -> Kind:
    """Return the format of a file.

    Raises UnreadableDocument for what is not in the allow-list (tipo-errato), password-protected
    Office files (cifrato) and archives that would unpack to too much (archivio-sospetto).
    """
    suffix = PurePath(name).suffix.lower()
    if b"%PDF-" in data[:1024]:
        return Kind.PDF
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _detect_archive(data)
    if data.startswith(_OLE):
        raise _old_office(data)
    for magic, what in _FOREIGN:
        if data.startswith(magic) and (len(magic) > 2 or b"\0" in data[:512]):
            raise _wrong_type(f"Il file è {what}, non un documento di testo.")
    if suffix in _BINARY_NAMES and b"\0" in data[:4096]:
        raise UnreadableDocument(
            f"Il file si chiama «{suffix}» ma non ne ha la forma: è rovinato o incompleto."
            " Aprilo con il programma che l'ha creato e salvalo di nuovo.",
            Refusal.BROKEN,
        )
    if _HTML_START.match(data[:4096]):
        return Kind.HTML
    if suffix in _TEXT_NAMES:
        return _TEXT_NAMES[suffix]
    if suffix in _BINARY_NAMES:
        return Kind.TEXT
    raise _wrong_type(f"I file «{suffix}» non sono ammessi.")


def _detect_archive(data: bytes) -> Kind:
    refuse_dangerous_archive(data)
    with opened(data) as archive:
        names = frozenset(archive.namelist())
        for main, kind in _OOXML_MAIN.items():
            if main in names:
                return kind
        mime = (
            archive.read("mimetype")[:100].strip().decode("ascii", "replace")
            if "mimetype" in names
            else ""
        )
    if mime == Kind.ODT and "content.xml" in names:
        return Kind.ODT
    if mime.startswith("application/vnd.oasis.opendocument"):
        raise _wrong_type("Fra i formati OpenDocument si legge solo il testo (.odt).")
    raise _wrong_type("Il file è un archivio ZIP: estrai i documenti e inviali uno per volta.")


def _old_office(data: bytes) -> UnreadableDocument:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return UnreadableDocument(
            "Il documento è protetto da una password. Aprilo, togli la protezione"
            " (File → Informazioni → Proteggi documento) e invialo di nuovo.",
            Refusal.ENCRYPTED,
        )
    return _wrong_type(
        "Il file è nel vecchio formato di Office (.doc, .xls, .ppt)."
        " Aprilo e salvalo come .docx, .xlsx o .pptx."
    )


def _wrong_type(what: str) -> UnreadableDocument:
    return UnreadableDocument(f"{what} Si leggono: {_ALLOWED}.", Refusal.WRONG_TYPE)
